"""Who may see the dashboard: a browser that was given the address, from this computer, on a page of ours.

The history is about somebody's face, and every page that a browser has open can send requests to 127.0.0.1. So:

- the Host must be ours: another name that resolves to 127.0.0.1 (DNS rebinding) gets nothing;
- the address carries a random token, exchanged for a cookie once; both are compared in constant time;
- a POST must come from our own page (Origin, Sec-Fetch-Site, and a secret in every form);
- a body is measured while it comes, before it is parsed, and must be a form;
- nothing is cached, framed, or loaded from elsewhere.

Must not know what is on the pages.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..language import tr

_HEADERS = {
    # matplotlib writes style attributes into its drawings; whole style sheets and scripts are ours alone
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src-elem 'self'; style-src-attr"
    " 'unsafe-inline'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # no-referrer would hide the Origin of our own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
THROWN_AWAY = 1_000_000_000  # bytes of a body that is too long; then the line is cut
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class Secrets:
    """The secrets of one run; none is ever written down."""

    token: str = field(default_factory=_secret)  # in the address that was printed
    once: str = field(default_factory=_secret)  # in the address given to the browser: others see a command line
    cookie: str = field(default_factory=_secret)  # what a browser gets for either
    form: str = field(default_factory=_secret)  # in every form of ours

    def let_in(self, given: str) -> bool:
        """Is this a token? The one for the browser is used up by it."""
        good = same(given, self.token) | (bool(self.once) & same(given, self.once))
        if same(given, self.once):
            self.once = ""
        return good


def same(given: str, secret: str) -> bool:
    """Compared in the same time whatever is given."""
    return hmac.compare_digest(given.encode(), secret.encode())


class AccessControl:
    """Checks every request before `app` sees it.

    `caps`: the most bytes a body may have, by path; "" is every other path.
    """

    def __init__(self, app: ASGIApp, keys: Secrets, port: int, caps: "Mapping[str, int]") -> None:
        self._app = app
        self._keys = keys
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self._caps = caps
        self.cookie = f"needlepen-{port}"  # cookies do not tell ports apart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not served")

        request = Request(scope)
        body = _Body(receive, self._cap(request), request)

        async def armed(message: Message) -> None:
            if message["type"] == "http.response.start":
                await body.rest()
                message["headers"] = [*_only_ours(message["headers"]), *_ARMOUR]
            await send(message)

        answer = self._answer(request)
        if answer is not None:
            await answer(scope, receive, armed)
            return
        await self._app(scope, body.receive, armed)

    def _answer(self, request: Request) -> "Response | None":
        """What is said instead of the page; None: go in."""
        if request.headers.get("host", "").lower() not in self._hosts:
            return _no(421, tr("This is not the address of the dashboard."))
        if request.method not in ("GET", "HEAD", "POST"):
            return _no(405, tr("Only GET and POST."))
        if "token" in request.query_params and request.method == "GET":
            if not self._keys.let_in(request.query_params["token"]):
                return _no(403, tr("This address was used already, or is of an earlier run."))
            inside = RedirectResponse("/", 303)
            inside.set_cookie(self.cookie, self._keys.cookie, httponly=True, samesite="lax", path="/")
            return inside
        if not same(request.cookies.get(self.cookie, ""), self._keys.cookie):
            return _no(403, tr("Open the whole address that `needlepen ui` has printed."))
        return self._post(request) if request.method == "POST" else None

    def _post(self, request: Request) -> "Response | None":
        origin = request.headers.get("origin")
        if origin is not None and origin not in [f"http://{host}" for host in self._hosts]:
            return _no(403, tr("This form is not of the dashboard."))
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _no(403, tr("This form is not of the dashboard."))
        if request.headers.get("content-type", "").split(";")[0].strip().lower() not in _FORMS:
            return _no(415, tr("Only forms are taken."))
        return None

    def _cap(self, request: Request) -> int:
        return self._caps.get(request.url.path, self._caps[""])


class _Body:
    """A body, measured while it comes. One that is too long, by its own word or by its bytes, is not handed on."""

    def __init__(self, receive: Receive, cap: int, request: Request) -> None:
        self._receive = receive
        self._cap = cap
        self._came = 0
        self._more = request.method == "POST"
        length = request.headers.get("content-length", "0")
        self._too_long = not length.isdigit() or int(length) > cap

    async def receive(self) -> Message:
        """The next piece; raises HTTPException."""
        message = await self._receive()
        self._came += len(message.get("body", b""))
        self._more = bool(message.get("more_body"))
        if self._too_long or self._came > self._cap:
            raise HTTPException(413, tr("{cap:,} kB at most.", cap=self._cap // 1000))
        return message

    async def rest(self) -> None:
        """Throw away what nobody wants: a browser reads no answer before it could send everything, up to a bound."""
        while self._more and self._came < THROWN_AWAY:
            message = await self._receive()
            self._came += len(message.get("body", b""))
            self._more = bool(message.get("more_body"))


def _only_ours(headers: "Iterable[tuple[bytes, bytes]]") -> "list[tuple[bytes, bytes]]":
    names = {name for name, _ in _ARMOUR}
    return [(name, value) for name, value in headers if name.lower() not in names]


_ARMOUR = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]


def _no(status: int, why: str) -> Response:
    return Response(f"needlepen: {why}\n", status, media_type="text/plain", headers={"Connection": "close"})
