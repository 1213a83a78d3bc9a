"""Run the dashboard on this computer only, until Ctrl-C."""

import contextlib
import socket
from collections.abc import Callable

import uvicorn

from ..errors import PortBusy
from ..language import tr
from .access_control import Secrets
from .connections import Connection
from .pages import make_app
from .pen_monitor import PenMonitor

HOST = "127.0.0.1"  # never another: the page is about somebody's face


def listen(port: int) -> socket.socket:
    """A port of this computer; 0: any that is free. Raises PortBusy."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind((HOST, port))
        listener.listen(64)
    except OSError as e:
        listener.close()
        raise PortBusy(
            tr("{host}:{port} cannot be used.", host=HOST, port=port), str(e.strerror or e), "needlepen ui --port 0"
        ) from e
    return listener


def make_server(listener: socket.socket, monitor: PenMonitor, keys: Secrets) -> uvicorn.Server:
    """A server for `listener`; `run(sockets=[listener])` serves until it is told to stop."""
    app = make_app(monitor, keys, listener.getsockname()[1])
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=64,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def address(listener: socket.socket, token: str) -> str:
    """What to open in a browser."""
    return f"http://{HOST}:{listener.getsockname()[1]}/?token={token}"


def serve(listener: socket.socket, monitor: PenMonitor, keys: Secrets, ready: "Callable[[], None]") -> None:
    """Serve until Ctrl-C; `ready` is called before, as the port takes connections already."""
    server = make_server(listener, monitor, keys)
    ready()
    with contextlib.suppress(KeyboardInterrupt), listener:
        server.run(sockets=[listener])
