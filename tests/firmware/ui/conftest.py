"""CPython has no `micropython` module: where no drop-in is on the path, `const` is all the screens need.

With NEEDLEPEN_PEN_LANGUAGE=de these tests see the German pen: `test_languages.py` starts them so.
"""

import sys
import types

from boards.tools import languages
from tests.firmware.ui.seen_language import LANGUAGE

try:
    import micropython  # noqa: F401
except ImportError:
    _shim = types.ModuleType("micropython")
    _shim.const = lambda value: value
    sys.modules["micropython"] = _shim

languages.use(LANGUAGE)
