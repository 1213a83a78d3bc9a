"""A pen on the bench, measured over its service REPL: one thing after the other, with what the builder has to do.

The pen drives nothing that moves (decision 055): its motor runs from the builder's own supply, without a cartridge.
It must not know how a person is asked: `Builder` is handed in.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import NeedlepenError, Refused, VerificationFailed
from ..language import tr
from ..link.repl import Repl
from ..texts import bench_text
from . import figures, values
from .values import Value

_USE = "import board\nfrom pen.service import bench\nprint(repr(bench.%s))"
_DO = "bench.%s"
_ROUNDS = 2_500  # of four transfers
_READINGS = 300
_POLL_MS = 300
_POLLS = 400  # two minutes for each rate
_NEAR = 0.04  # of the rate asked for
_TRIES = 5

Progress = Callable[[int, int], None]


class Builder(Protocol):
    """Whoever is at the bench. Both take words for a person."""

    def tell(self, text: str) -> None:
        """Something to be done now; the pen sees for itself when it is."""

    def ask(self, name: str, text: str) -> str:
        """What a meter, gauge or pair of eyes says; "" for: not measured."""
        ...


@dataclass(frozen=True)
class Bench:
    """What was measured of which pen."""

    pen_id: str
    board: str
    values: "tuple[Value, ...]"

    @property
    def beyond(self) -> "list[Value]":
        """Those outside of their limits."""
        return [value for value in self.values if value.within is False]

    def as_dict(self) -> "dict[str, Any]":
        """As in the JSON file."""
        rows = [value.as_dict() for value in self.values]
        return {"schema": values.SCHEMA, "pen_id": self.pen_id, "board": self.board, "values": rows}


def measure(line: Repl, builder: Builder, motor: bool = True, progress: "Progress | None" = None) -> Bench:
    """Measure everything; without `motor` nothing that needs it to run.

    Raises Refused (a cartridge is in the nose), VerificationFailed (firmware without a bench), LinkLost.
    """
    pen = _Pen(line)
    about = pen.get("about(board)")
    pen.no_cartridge()
    rates = about["rates_hz"] if motor else ()
    steps = 2 + len(rates) + len(values.ASKED)

    def done(step: int) -> None:
        if progress:
            progress(step, steps)

    done(0)
    found: dict[str, int | None] = _parts(pen, about)
    done(1)
    offset_ma, at_rates = _motor(pen, builder, about, rates, lambda at: done(2 + at))
    found.update(offset=None if offset_ma is None else round(abs(offset_ma)), full=_mean(at_rates, "full"))
    got = values.of_parts(about, found)
    for rate_hz in about["rates_hz"]:
        got += values.of_motor(about, rate_hz, at_rates.get(rate_hz, {}))
    for i, name in enumerate(values.NAMES):
        got.append(_asked(pen, builder, name))
        done(3 + len(rates) + i)
    return Bench(about["pen_id"], about["board"], tuple(got))


class _Pen:
    """The pen's end: functions of `pen.service.bench`."""

    def __init__(self, line: Repl) -> None:
        self._line = line

    def get(self, call: str) -> Any:
        """What a function answers. Raises VerificationFailed, LinkLost."""
        try:
            return ast.literal_eval(self._line.run(_USE % call).strip().splitlines()[-1])
        except NeedlepenError as e:
            if "pen.service" not in e.why and "'bench'" not in e.why:
                raise
            raise VerificationFailed(
                tr("This pen's firmware has no bench."),
                tr("It is older than this command."),
                tr("make flash, or needlepen fw update"),
            ) from e

    def rows(self) -> str:
        """What the motor does for about a second."""
        return self._line.run(_DO % "motor(board)")

    def no_cartridge(self) -> None:
        """Raises Refused when one is in the nose: needles must not move here."""
        if self.get("cartridge(board)"):
            raise Refused(
                0,
                0,
                tr("A cartridge is in the nose."),
                tr("The bench runs the motor without needles."),
                tr("Take it out"),
            )


def _parts(pen: _Pen, about: "dict[str, Any]") -> "dict[str, int | None]":
    transfers, errors = pen.get(f"bus(board, {_ROUNDS})")
    found: dict[str, int | None] = {"i2c": -(-errors * 10_000 // transfers)}
    for name, call in (("column", "column(board)"), ("span", f"encoder(board, {_READINGS})")):
        try:
            found[name] = pen.get(call)
        except VerificationFailed:
            raise
        except NeedlepenError:  # that part is silent: the rest is worth knowing
            found[name] = None
    span: Any = found.pop("span")
    um = about["um_per_turn"]
    found["encoder"] = None if span is None else -(-(span[1] - span[0]) * um // about["counts_per_turn"])
    return found


def _motor(
    pen: _Pen, builder: Builder, about: "dict[str, Any]", rates: "tuple[int, ...]", done: "Callable[[int], None]"
) -> "tuple[float | None, dict[int, dict[str, int | None]]]":
    """What the amplifier shows of no current, and the figures at each rate."""
    at_rates: dict[int, dict[str, int | None]] = {}
    offset_ma = None
    if not pen.get(f"rate(board, {_POLL_MS})")[0]:
        offset_ma = figures.mean_ma(figures.rows(pen.rows())[0], about["ua_per_count"])
    if rates:
        builder.tell(tr(bench_text.SUPPLY))
    for i, rate_hz in enumerate(rates):
        done(i)
        pen.no_cartridge()
        builder.tell(bench_text.turn_to(rate_hz, rate_hz * 3_700 // about["full_rate_hz"]))
        found = _at_rate(pen, about, rate_hz, offset_ma or 0.0)
        if found is None:
            builder.tell(tr(bench_text.NEVER, rate_hz=rate_hz))
            break
        at_rates[rate_hz] = found
    if rates:
        builder.tell(tr(bench_text.OFF))
    return offset_ma, at_rates


def _at_rate(pen: _Pen, about: "dict[str, Any]", rate_hz: int, offset_ma: float) -> "dict[str, int | None] | None":
    """Wait until the motor makes this rate, then look at it; None when it never did."""
    near = tries = 0
    for _ in range(_POLLS):
        dhz, cell_mv = pen.get(f"rate(board, {_POLL_MS})")
        near = near + 1 if abs(dhz / 10 - rate_hz) <= rate_hz * _NEAR else 0
        if near < 2:
            continue
        seen = figures.motor(pen.rows(), about["ua_per_count"], offset_ma)
        tries += 1
        if seen and seen.steady:
            return {
                "free": round(seen.ua_per_hz),
                "ripple": round(seen.ripple_permille),
                "spread": round(seen.spread_permille),
                "full": round(seen.rate_hz * 3_700 / cell_mv),
            }
        if tries == _TRIES:
            break
        near = 0
    return None


def _mean(at_rates: "dict[int, dict[str, int | None]]", name: str) -> "int | None":
    found = [row[name] or 0 for row in at_rates.values()]
    return round(sum(found) / len(found)) if found else None


def _asked(pen: _Pen, builder: Builder, name: str) -> Value:
    """Ask for one value, with the pen in the state that it needs; what is no number is asked for again."""
    state = {"tag_write_mv": "tag_high", "led_color": "lamp"}.get(name)
    if state:
        pen.get(f"{state}(board, True)")
    try:
        while True:
            try:
                return values.told(name, builder.ask(name, bench_text.QUESTIONS[name]))
            except ValueError:
                builder.tell(tr(bench_text.NO_NUMBER))
    finally:
        if state:
            pen.get(f"{state}(board, False)")
