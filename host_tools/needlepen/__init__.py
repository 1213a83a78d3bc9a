"""needlepen: the laptop side of a home microneedling pen. What programs use is documented in `api.py`.

It is loaded when a program first asks for one of these names: the command line needs little of it to start.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import Hello, NeedlepenError, NextSession, Pen, Settings, Skin, Status, Store, SyncResult

__version__ = "0.1.0"

__all__ = [
    "Hello",
    "NeedlepenError",
    "NextSession",
    "Pen",
    "Settings",
    "Skin",
    "Status",
    "Store",
    "SyncResult",
    "__version__",
]


def __getattr__(name: str) -> Any:
    """One of the names above that is not loaded yet."""
    if name not in __all__:
        raise AttributeError(f"module 'needlepen' has no attribute '{name}'")
    from . import api

    return getattr(api, name)
