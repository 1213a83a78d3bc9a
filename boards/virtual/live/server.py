"""The web server of `make pen`: the page's files, and its messages to the pen, for this computer alone.

Every page that a browser has open can send requests to 127.0.0.1. So the Host must be ours (another name may resolve
to 127.0.0.1), a message must come from our own page (Origin) and be JSON, and is measured while it comes. It must not
know what a message means (`served_pen.py`).
"""

import json
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import uvicorn
from anyio import to_thread
from needlepen.dashboard.connections import Connection
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from boards.virtual.live.served_pen import Refused

HOST = "127.0.0.1"  # never another
APART = "laptop/"  # what lies there is shown, and can do nothing on this page's address
PORT = 8043  # usually: who starts again finds the page where it was
MOST_BYTES = 128_000  # of a message; the longest is a log (action_log.MOST_BYTES)
_TYPES = {
    ".html": "text/html", ".css": "text/css", ".mjs": "text/javascript", ".json": "application/json",
    ".txt": "text/plain", ".svg": "image/svg+xml",
}  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


def listen(port: int = PORT) -> socket.socket:
    """That port of this computer, or any that is free. Raises OSError."""
    try:
        listener = socket.create_server((HOST, port))
    except OSError:
        listener = socket.create_server((HOST, 0))
    # Else an answer waits 40 ms for the browser to say that it has the one before; asyncio does it for other sockets
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(listener: socket.socket) -> str:
    """What to open in a browser."""
    return f"http://{HOST}:{listener.getsockname()[1]}/"


class Server:
    """Serves in a thread of its own, from now on until `close`.

    `files`: by name, where each is, or what is in it; `hear`: answers a message, or raises Refused.
    """

    def __init__(
        self, listener: socket.socket, files: "Mapping[str, Path | bytes]", hear: "Callable[[dict], object]"
    ) -> None:
        self._listener = listener
        config = uvicorn.Config(
            make_app(listener.getsockname()[1], files, hear),
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
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """No message is heard any more."""
        self._server.should_exit = True
        self._thread.join(5)
        self._listener.close()


def make_app(port: int, files: "Mapping[str, Path | bytes]", hear: "Callable[[dict], object]") -> "OnlyOurs":
    """What is served at this port."""

    async def file(request: Request) -> Response:
        name = request.path_params["name"] or "index.html"
        if name not in files:
            raise HTTPException(404)
        there = files[name]
        if isinstance(there, Path) and not there.is_file():
            raise HTTPException(404)
        content = there if isinstance(there, bytes) else there.read_bytes()
        headers = {"Content-Security-Policy": "sandbox"} if name.startswith(APART) else {}
        return Response(content, 200, headers, _TYPES.get(Path(name).suffix, "application/octet-stream"))

    async def ask(request: Request) -> Response:
        try:
            message = json.loads(await _body(request))
            if not isinstance(message, dict):
                raise ValueError
        except (ValueError, RecursionError):
            return _no(400, "This is no message.")
        try:
            return JSONResponse({"ok": await to_thread.run_sync(hear, message)})
        except Refused as error:
            return JSONResponse({"error": str(error)})

    return OnlyOurs(
        Starlette(routes=[Route("/ask", ask, methods=["POST"]), Route("/{name:path}", file, methods=["GET"])]), port
    )


async def _body(request: Request) -> bytes:
    """All of a message. Raises HTTPException."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"{MOST_BYTES // 1000} kB at most.", {"Connection": "close"})
    return body


class OnlyOurs:
    """Turns away what does not come from a browser that has our own page open."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = (f"{HOST}:{port}", f"localhost:{port}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def armed(message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_ARMOUR]
            await send(message)

        answer = self._answer(Request(scope))
        await (answer or self._app)(scope, receive, armed)

    def _answer(self, request: Request) -> "Response | None":
        """What is said instead; None: it is ours."""
        headers = request.headers
        if headers.get("host", "").lower() not in self._hosts:
            return _no(421, "This is not the address of the pen.")
        if request.method != "POST":
            return None
        if headers.get("origin") not in [f"http://{host}" for host in self._hosts]:
            return _no(403, "This message is not of the pen's page.")
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return _no(403, "This message is not of the pen's page.")
        if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            return _no(415, "A message is JSON.")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return _no(413, f"{MOST_BYTES // 1000} kB at most.")
        return None


_ARMOUR = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]


def _no(status: int, why: str) -> Response:
    return JSONResponse({"error": why}, status, {"Connection": "close"})
