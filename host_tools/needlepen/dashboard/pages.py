"""The pages of the dashboard and what their buttons do. Who may see them is decided in `access_control.py`.

Handlers that read the history are plain functions: they run beside the loop, in a thread.
"""

import re
from collections.abc import Callable
from datetime import datetime
from importlib import resources
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ..clock import now
from ..errors import NeedlepenError, StorageError
from ..history import diary, photo, queries
from ..history.calendar import calendar
from ..history.soundness import damage_of
from ..history.store import PenRow, Store
from ..language import tr
from ..report import page
from ..texts.dates import date
from ..texts.skin_codes import ZONES
from . import before_and_after, forms
from .access_control import AccessControl, Secrets
from .live_parts import PARTS, asked_pen, live
from .pen_monitor import PenMonitor
from .report_cache import ReportCache
from .update_offer import offer

_FOLDERS = ("needlepen.dashboard", "needlepen.report")
_STATIC = {  # what there is to fetch: no path is ever made of what was asked for
    "report.css": ("needlepen.report", "templates/style.css", "text/css"),
    "ui.css": ("needlepen.dashboard", "static/ui.css", "text/css"),
    "compare.js": ("needlepen.dashboard", "static/compare.js", "text/javascript"),
    "ui.js": ("needlepen.dashboard", "static/ui.js", "text/javascript"),
    "icon.svg": ("needlepen.dashboard", "static/icon.svg", "image/svg+xml"),
}
_STATUS = {2: 400, 3: 404, 4: 409, 5: 409, 8: 400, 9: 409}  # by exit code; anything else is 500


class Pages:
    """One dashboard over one history."""

    def __init__(self, monitor: PenMonitor, keys: Secrets) -> None:
        self.monitor = monitor
        self.keys = keys
        self.sections = ReportCache(monitor.path, monitor.as_asked)
        self._notice = ""  # said once, on the next page
        self._static = {
            name: ((resources.files(package) / file).read_bytes(), kind)
            for name, (package, file, kind) in _STATIC.items()
        }

    # --- to look at -----------------------------------------------------------------------------------------
    def home(self, request: Request) -> Response:
        """The page of the dashboard itself."""
        self.monitor.look_if_due()
        notice, self._notice = self._notice, ""
        return self._home(request, notice=notice)

    def _home(self, request: Request, status: int = 200, **more: Any) -> Response:
        pens, chosen = self._chosen(request)
        pen = self.sections.of(chosen.pen_id) if chosen else None
        values = {"error": None, "form": "", "notice": "", "words": "", "day": "", **more}
        text = page.html(
            "dashboard.html",
            _FOLDERS,
            pen=pen,
            pens=[row.pen_id for row in pens],
            secret=self.keys.form,
            zones=list(enumerate(ZONES)),
            photo_types=",".join(photo.MEDIA_TYPES),
            photo_max=forms.PHOTO_CAP - forms.CAP,
            today=datetime.fromtimestamp(now()).date().isoformat(),
            picture=self.sections.html(chosen.pen_id) if chosen else "",
            seen=self.sections.version(chosen.pen_id) if chosen else "",
            **live(self.monitor, pen, self.keys.form),
            **values,
        )
        return HTMLResponse(text, status)

    def live(self, request: Request) -> Response:
        """What may have changed since: asked for by the page while somebody looks at it."""
        self.monitor.look_if_due()
        _, chosen = self._chosen(request)
        pen = self.sections.of(chosen.pen_id) if chosen else None
        seen = live(self.monitor, pen, self.keys.form)
        return JSONResponse(
            {
                "parts": {name: seen[name] for name in PARTS},
                "said": seen["said"],
                "busy": self.monitor.busy,
                "pen": chosen.pen_id if chosen else "",
                "version": self.sections.version(chosen.pen_id) if chosen else "",
            }
        )

    def piece(self, request: Request) -> Response:
        """The part of the page that is made from the report, alone."""
        _, chosen = self._chosen(request)
        return HTMLResponse(self.sections.html(chosen.pen_id) if chosen else "")

    def compare(self, request: Request) -> Response:
        """Two photos side by side: before and after."""
        asked = request.query_params
        _, chosen = self._chosen(request)
        with Store(self.monitor.path, create=False) as store:
            entries = diary.entries(store, chosen.pen_id if chosen else None)
        shown = before_and_after.of(entries, forms.zone(asked.get("zone", "")), asked.get("before"), asked.get("after"))
        return HTMLResponse(page.html("compare.html", _FOLDERS, shown=shown, pen_id=chosen.pen_id if chosen else ""))

    def photo(self, request: Request) -> Response:
        """A picture of the diary, by the id of its entry."""
        wanted = request.path_params["id"]
        if not re.fullmatch("[0-9a-f]{32}", wanted):
            raise HTTPException(404)
        with Store(self.monitor.path, create=False) as store:
            found = diary.get(store, wanted)
        if found is None or not found.photo:
            raise HTTPException(404)
        return Response(found.photo, media_type="image/jpeg")

    def static(self, request: Request) -> Response:
        """A style sheet, the script or the icon."""
        if request.path_params["name"] not in self._static:
            raise HTTPException(404)
        data, kind = self._static[request.path_params["name"]]
        return Response(data, media_type=kind)

    # --- to take away ---------------------------------------------------------------------------------------
    def report(self, request: Request) -> Response:
        """The whole report as a file."""
        return self._file(request, "needlepen-report.html", lambda store, row: page.report(store, [row]).encode())

    def summary(self, request: Request) -> Response:
        """One page for a dermatologist."""
        return self._file(request, "needlepen-summary.html", lambda s, row: page.for_dermatologist(s, row).encode())

    def calendar(self, request: Request) -> Response:
        """The plan as a calendar file."""
        return self._file(request, "needlepen.ics", lambda store, row: calendar(store, [row]))

    def _file(self, request: Request, name: str, make: "Callable[[Store, PenRow], bytes]") -> Response:
        with Store(self.monitor.path, create=False) as store:
            data = make(store, self.monitor.as_asked(asked_pen(queries.choose(store, None), request, None)))
        kind = "text/calendar" if name.endswith(".ics") else "text/html"
        return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    # --- to do ----------------------------------------------------------------------------------------------
    async def write(self, request: Request) -> Response:
        """Store a diary entry that was filled in on the page."""
        kept: dict[str, str] = {}
        try:
            form = await forms.read(request, self.keys.form)
            kept = {name: forms.text(form, name) for name in ("words", "day")}
            written = await forms.entry(form, now())
            at = await run_in_threadpool(self._write, request, written)
        except NeedlepenError as e:
            return await self._refused(request, e, "diary", **kept)
        self._notice = tr("Written down for {date}.", date=date(at))
        return _back(request)

    def _write(self, request: Request, written: forms.Written) -> int:
        _, chosen = self._chosen(request)
        whose = chosen.pen_id if chosen else None
        entry = diary.new(written.words, written.at, whose, written.rating, written.photo, written.zone)
        with Store(self.monitor.path) as store:
            diary.add(store, entry)
        return entry.at

    async def job(self, request: Request) -> Response:
        """Begin something with the pen; its progress is on the page."""
        name = request.path_params["name"]
        try:
            form = await forms.read(request, self.keys.form)
            given: dict[str, Any] = {}
            if name == "checkin":
                given = {"findings": forms.findings(form)}
            elif name == "update":
                given = {"offer": forms.agreed(form, self.monitor.offer)}
            self.monitor.start(name, **given)
        except NeedlepenError as e:
            return await self._refused(request, e, name)
        if name == "update":
            self.monitor.offer = None
        return _back(request)

    async def offer(self, request: Request) -> Response:
        """Look at a firmware file: what it would change is asked on the page. Or take no for an answer."""
        self.monitor.offer = None
        try:
            form = await forms.read(request, self.keys.form)
            if not forms.text(form, "no"):
                bundle = await forms.bundle(form)
                self.monitor.offer = await run_in_threadpool(
                    self.monitor.ask, lambda pen: offer(bundle, pen.hello(), pen.firmware())
                )
        except NeedlepenError as e:
            return await self._refused(request, e, "update")
        self.monitor.forget()
        return _back(request)

    async def _refused(self, request: Request, e: NeedlepenError, form: str, **kept: str) -> Response:
        """The page once more, with the error at its form; what went well before is not said above it."""
        self.monitor.forget()
        return await run_in_threadpool(self._home, request, _status(e), error=e, form=form, **kept)

    # --- which pen ------------------------------------------------------------------------------------------
    def _chosen(self, request: Request) -> "tuple[list[PenRow], PenRow | None]":
        pens = self.sections.pens()
        return pens, asked_pen(pens, request, self.monitor.present) if pens else None


def _back(request: Request) -> Response:
    """To the page again, so that reloading it sends nothing twice."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}", 303)


def _status(e: NeedlepenError) -> int:
    if isinstance(e, forms.NotOurs):
        return 403
    return 413 if isinstance(e, forms.TooMuch) else _STATUS.get(e.code, 500)


def _failed(request: Request, e: Exception) -> Response:
    if not isinstance(e, NeedlepenError):
        e = damage_of(request.app.state.history) or StorageError(
            tr("Internal error."), f"{type(e).__name__}: {e}", tr("Reload the page; if it stays, report it")
        )
    return HTMLResponse(page.html("error.html", _FOLDERS, error=e), _status(e))


def _http(_: Request, e: Exception) -> Response:
    status = e.status_code if isinstance(e, HTTPException) else 500
    detail = e.detail if isinstance(e, HTTPException) else ""
    return Response(f"needlepen: {detail}\n", status, media_type="text/plain", headers={"Connection": "close"})


def make_app(monitor: PenMonitor, keys: Secrets, port: int) -> AccessControl:
    """The whole application, with the access control in front of it."""
    pages = Pages(monitor, keys)
    app = Starlette(
        routes=[
            Route("/", pages.home),
            Route("/live", pages.live),
            Route("/picture", pages.piece),
            Route("/compare", pages.compare),
            Route("/photo/{id}", pages.photo),
            Route("/static/{name}", pages.static),
            Route("/report", pages.report),
            Route("/summary", pages.summary),
            Route("/calendar", pages.calendar),
            Route("/diary", pages.write, methods=["POST"]),
            Route("/offer", pages.offer, methods=["POST"]),
            Route("/job/{name}", pages.job, methods=["POST"]),
        ],
        exception_handlers={NeedlepenError: _failed, HTTPException: _http, Exception: _failed},
    )
    app.state.history = monitor.path
    app.router.redirect_slashes = False
    return AccessControl(app, keys, port, {"": forms.CAP, "/diary": forms.PHOTO_CAP, "/offer": forms.BUNDLE_CAP})
