"""CPython has no `micropython` module: where no drop-in is on the path, `const` is all the screens need."""

import sys
import types

try:
    import micropython  # noqa: F401
except ImportError:
    _shim = types.ModuleType("micropython")
    _shim.const = lambda value: value
    sys.modules["micropython"] = _shim
