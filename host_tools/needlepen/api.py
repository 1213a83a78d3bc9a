"""The library's front door: find a pen, sync it into a history, ask that history, bring the pen new firmware.

    from needlepen import Pen, Store

    with Pen.open() as pen, Store("history.db") as store:
        print(pen.sync(store).new, pen.next_session().not_before_s)

The command line, the dashboard, the examples and other people's programs come in here. Every error is a
`NeedlepenError` with `what`, `why`, `next` and an exit `code`. Must not print, and must not hold rules of its own:
each function hands over to the room that does the work.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import NeedlepenError
from .history import export, next_session, plan, queries, session_summary, soundness, stats, sync, verify
from .history.next_session import NextSession
from .history.store import PenRow, Store, default_path
from .history.sync import SyncResult
from .history.verify import EpochReport
from .link import TIMEOUT_S, discover, firmware_requests
from .link.answers import Hello, Settings, Skin, Status
from .link.connection import Connection
from .link.discover import Found
from .link.firmware_requests import Firmware
from .link.trace import Trace
from .texts import next_session_text

if TYPE_CHECKING:
    from .bench.run import Bench, Builder
    from .bench.run import measure as bench
    from .bench.values import NAMES as BENCH_NAMES
    from .bench.values import SCHEMA as SCHEMA_OF_BENCH
    from .bench.values import told as bench_value
    from .firmware.bundle import Bundle
    from .firmware.update_pen import Updated

__all__ = [
    "BENCH_NAMES",
    "SCHEMA_OF_BENCH",
    "TIMEOUT_S",
    "Bench",
    "Builder",
    "Bundle",
    "EpochReport",
    "Firmware",
    "Found",
    "Hello",
    "NeedlepenError",
    "NextSession",
    "Pen",
    "PenRow",
    "Settings",
    "Skin",
    "Status",
    "Store",
    "SyncResult",
    "Trace",
    "Updated",
    "bench",
    "bench_value",
    "cartridges",
    "default_path",
    "export_csv",
    "find_pen",
    "history",
    "look_for_pens",
    "next_sessions",
    "plans",
    "read_bundle",
    "recalled",
    "session",
    "statistics",
    "updates",
    "verify_records",
    "why_no_pen",
]

_LATE = {  # what most programs never ask for is loaded when they do; where it is, and its name there
    "BENCH_NAMES": ("bench.values", "NAMES"),
    "SCHEMA_OF_BENCH": ("bench.values", "SCHEMA"),
    "Bench": ("bench.run", "Bench"),
    "Builder": ("bench.run", "Builder"),
    "Bundle": ("firmware.bundle", "Bundle"),
    "Updated": ("firmware.update_pen", "Updated"),
    "bench": ("bench.run", "measure"),
    "bench_value": ("bench.values", "told"),
}


def __getattr__(name: str) -> Any:
    """One of these names."""
    if name not in _LATE:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    place, called = _LATE[name]
    return getattr(import_module(f"{__package__}.{place}"), called)


Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is in all: records of a sync, bytes of an update."""

Tell = Callable[[str], None]
"""Called with each step of an update: the constants CHECKING … TRIAL of `firmware/update_pen.py`."""


class Pen(Connection):
    """A pen that is plugged in. Use it as a context manager, or call `close()`.

    The requests of the protocol (`hello`, `status`, `settings`, `skin`, `tighten`, `checkin`, `records` …) are those of
    `Connection`; the methods here are what a person wants to be done with a pen.
    """

    @classmethod
    def open(cls, url: "str | None" = None, timeout_s: float = TIMEOUT_S, trace: "Trace | None" = None) -> "Pen":
        """The pen at a port, a pty or `socket://host:port`; without `url` the only one that is plugged in.

        `timeout_s` is the longest wait for one answer, `trace` gets every frame.
        Raises NoPen, SeveralPens, PortBusy, ProtocolMismatch, LinkLost.
        """
        return find_pen(None, timeout_s, trace)[0] if url is None else super().open(url, timeout_s, trace)

    def sync(self, store: Store, progress: "Progress | None" = None) -> SyncResult:
        """Copy every record that `store` does not hold yet: checked, stored durably, then acknowledged to the pen.

        Raises VerificationFailed, LinkLost, Refused, StorageError. What was stored before an error is kept, and the
        next sync continues behind it.
        """
        return sync.sync(self, store, progress)

    def next_session(self, hello: "Hello | None" = None) -> NextSession:
        """When this pen allows the next session, and why not sooner. During a session it only says how it is.

        `hello`: what the pen has just said of itself, which saves asking it again.
        """
        return next_session.of_pen(self, hello or self.hello())

    def update(self, bundle: "Bundle", progress: "Progress | None" = None, tell: "Tell | None" = None) -> "Updated":
        """Make the pen run `bundle`: a person presses ▼ on the pen, the bundle is sent, verified there and tried.

        Returns when the pen has confirmed the new version. Raises VerificationFailed, Refused, LinkLost, and
        `update_pen.Returned` when the pen went back to its old version.
        """
        from .firmware import update_pen

        return update_pen.update(self, bundle, progress, tell)

    def rollback(self, tell: "Tell | None" = None) -> Firmware:
        """Go back to the version in the other slot; a person presses ▼ on the pen. Raises as `update` does."""
        from .firmware import update_pen

        return update_pen.rollback(self, tell)

    def confirm_firmware(self) -> None:
        """Keep the version that runs on trial. Raises Refused until its self-test has passed."""
        firmware_requests.confirm(self.link)


# --- pens that are plugged in -----------------------------------------------------------------------------------


def find_pen(
    device: "str | None" = None, timeout_s: float = TIMEOUT_S, trace: "Trace | None" = None
) -> "tuple[Pen, Hello]":
    """The one pen that is meant, open, with its HELLO. `device`: a port, `serial:NUMBER` or `socket://host:port`.

    Raises NoPen, SeveralPens, PortBusy, ProtocolMismatch.
    """
    connection, hello = discover.find(device, timeout_s, trace)
    return Pen(connection.link), hello


def look_for_pens(
    device: "str | None" = None, timeout_s: float = TIMEOUT_S, trace: "Trace | None" = None
) -> "list[Found]":
    """Every port where a pen may be, each with its pen (open: the caller closes it) or the reason why there is none."""
    return discover.look(device, timeout_s, trace)


def why_no_pen(device: "str | None", found: "list[Found]") -> NeedlepenError:
    """The error to raise when `look_for_pens` found no pen."""
    return discover.no_pen_error(device, found)


# --- the history on this computer: `pen_id` may be the beginning of a number; None means every pen ----------------
# All of these raise StorageError when the history holds no pen, and UsageError when it does not know the one named.


def history(store: Store, pen_id: "str | None" = None) -> "list[dict[str, Any]]":
    """Everything that is known of each pen: next session, sessions, zones, refusals, skin, faults, cartridges."""
    return [queries.history(store, row) for row in queries.choose(store, pen_id)]


def next_sessions(store: Store, pen_id: "str | None" = None) -> "list[NextSession]":
    """What each pen said at its last sync about its next session."""
    return [next_session.of_history(store, row) for row in queries.choose(store, pen_id)]


def session(store: Store, number: "int | None" = None, pen_id: "str | None" = None) -> "dict[str, Any]":
    """One session of the pen that was synced last: zones, load, cartridge, check-ins; the latest without a number.

    Raises UsageError when there is no such session.
    """
    row = queries.choose(store, pen_id)[0]
    return session_summary.session_summary(queries.history(store, row), number)


def cartridges(store: Store, pen_id: "str | None" = None) -> "dict[str, list[dict[str, Any]]]":
    """Every cartridge by pen number: uses, what is left, sessions, strokes, when it was used last."""
    return {row.pen_id: queries.cartridges(store, row) for row in queries.choose(store, pen_id)}


def recalled(store: Store, pen_id: "str | None" = None) -> "list[str]":
    """A sentence for each cartridge whose lot is recalled and that its pen would still take."""
    rows = queries.choose(store, pen_id)
    return [text for row in rows for text in next_session_text.recalled(queries.seen_cartridges(store, row))]


def plans(store: Store, pen_id: "str | None" = None) -> "dict[str, list[dict[str, Any]]]":
    """Dated reminders around the last session of each pen: aftercare, check-ins, the next allowed day."""
    rows = queries.choose(store, pen_id)
    return {row.pen_id: plan.plan(row, queries.last_session_at(store, row)) for row in rows}


def statistics(store: Store, pen_id: "str | None" = None) -> "list[dict[str, Any]]":
    """Sums of each pen: sessions a month, strokes a zone, depth measured against set, refusals by reason."""
    return [stats.stats(pen) for pen in history(store, pen_id)]


def updates(store: Store, pen_id: "str | None" = None) -> "dict[str, list[dict[str, Any]]]":
    """Every update by pen number: offered, refused, installed, tried, confirmed, rolled back; oldest first."""
    return {row.pen_id: queries.updates(store, row) for row in queries.choose(store, pen_id)}


def verify_records(store: Store, pen_id: "str | None" = None) -> "dict[str, list[EpochReport]]":
    """Check the file, and CRC, sequence and hash chain of every record; a report for each journal, by pen number.

    Raises VerificationFailed when the file itself is damaged.
    """
    if found := soundness.in_file(store):
        raise soundness.Damaged(store.path, found)
    reports = {row.pen_id: verify.verify(store, row.pen_id) for row in queries.choose(store, pen_id)}
    whole = not any(report.failed for of_pen in reports.values() for report in of_pen)
    if whole and (found := soundness.in_tables(store)):
        raise soundness.Damaged(store.path, found)
    return reports


def export_csv(store: Store, path: "Path | str", pen_id: "str | None" = None) -> None:
    """Write every record to a CSV file, one row a record. Raises StorageError when it cannot be written."""
    with export.replacing(Path(path)) as file:
        export.write_csv(store, queries.choose(store, pen_id), file)


# --- firmware ---------------------------------------------------------------------------------------------------


def read_bundle(path: "Path | str", *keys: Path) -> "Bundle":
    """A firmware bundle (.np), every byte checked, signed by one of `keys` (.pub.pem) or, without any, a known key.

    Raises VerificationFailed, UsageError, StorageError.
    """
    from .firmware import bundle
    from .firmware import keys as keys_

    return bundle.read(Path(path), keys_.known(keys))
