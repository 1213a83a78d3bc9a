"""needlepen: the laptop side of a home microneedling pen. What programs use is documented in `api.py`."""

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
