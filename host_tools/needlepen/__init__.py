"""needlepen: the laptop side of a home microneedling pen.

from needlepen import Pen, Store

with Pen.open("/dev/ttyACM0") as pen, Store("history.db") as store:
    print(pen.hello().pen_id, pen.sync(store).new)
"""

from .errors import NeedlepenError
from .history.store import Store
from .history.sync import SyncResult
from .link.pen import Hello, Pen, Settings, Skin, Status

__version__ = "0.1.0"

__all__ = ["Hello", "NeedlepenError", "Pen", "Settings", "Skin", "Status", "Store", "SyncResult", "__version__"]
