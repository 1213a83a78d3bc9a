"""The drawing of the depth unit, and its stack-up: `picture()` returns an SVG. Every number in it is computed.

matplotlib draws; the CAD library is not needed. Hatching and colours: one a part, the same in all three views.
"""

import io
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from boards.common import mechanics
from boards.mechanics import parameters as p
from boards.mechanics import tolerances as t
from boards.mechanics.drawing import COLOURS, LINE, section, stops


def picture() -> str:
    """The SVG's text, the same at every call."""
    with rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "depth unit", "font.size": 8, "font.family": "sans-serif"}
    ):
        figure = Figure(figsize=(12, 10.6), facecolor="white")
        grid = figure.add_gridspec(
            2,
            2,
            height_ratios=(1.45, 1),
            width_ratios=(1, 1.45),
            hspace=0.1,
            wspace=0.1,
            left=0.02,
            right=0.985,
            top=0.965,
            bottom=0.055,
        )
        section(figure.add_subplot(grid[0, :]))
        stops(figure.add_subplot(grid[1, 0]))
        _stack(figure.add_subplot(grid[1, 1]))
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def _stack(axes: Any) -> None:
    """Every term from the highest set-point upwards, 100,000 pens, and the end-stop."""
    ceiling = p.CAP_UM - mechanics.ERROR_BUDGET_UM
    terms = (*t.GRANTED, *t.CHAIN)
    axes.set_title("Stack-up at the highest set-point, %d µm: worst case and %d,000 pens" % (ceiling, t.PENS // 1000))
    at, left = float(ceiling), ceiling - 70
    for row, term in enumerate(terms):
        height = len(terms) - row
        axes.barh(
            height,
            term.most_um,
            left=at,
            height=0.7,
            color=COLOURS["granted" if row < len(t.GRANTED) else "mechanics"],
            **LINE,
        )
        short = term.what.partition(" before the pen")[0].partition(", which a ring")[0]
        axes.text(left, height, short, va="center", fontsize=6.8)
        at += term.most_um
        axes.text(at + 0.5, height, "%.1f" % term.most_um, va="center", fontsize=6.8)
    errors = t.sample(terms)
    counts = [0] * 75
    for error in errors:
        counts[int(error + 70) // 2] += 1
    heights = [4.2 * count / max(counts) for count in counts]
    axes.bar(
        [left + 1 + 2 * i for i in range(75)], heights, width=2, bottom=-5.2, color=COLOURS["mechanics"], linewidth=0
    )
    axes.text(left, -3.6, "pens: how deep\nthe tip really is", fontsize=7.5)
    deepest = ceiling + errors[-1]
    axes.annotate(
        "deepest of %d,000 pens: %.0f µm" % (t.PENS // 1000, deepest),
        (deepest, -5.0),
        (p.CAP_UM - 2, -2.4),
        arrowprops={"arrowstyle": "->", "linewidth": 0.6},
        ha="right",
        fontsize=7.5,
    )
    nominal, latest = p.END_STOP_UM.value, t.end_stop_um()
    axes.barh(-6.4, latest - nominal, left=nominal, height=0.8, color=COLOURS["end-stop"], **LINE)
    axes.text(
        nominal - 0.8,
        -6.5,
        "end-stop: %g µm, tip at its latest corner %.1f µm" % (nominal, latest),
        ha="right",
        va="center",
        fontsize=7.5,
    )
    axes.axvline(p.CAP_UM, color="#b00000", linewidth=1.2)
    axes.text(p.CAP_UM + 0.6, 0.2, "%d µm" % p.CAP_UM, color="#b00000", fontsize=8)
    axes.axvline(ceiling, color="#555555", linewidth=0.6)
    axes.set_xlim(left, p.CAP_UM + 9)
    axes.set_ylim(-7.4, len(terms) + 0.8)
    axes.set_yticks([])
    axes.set_xlabel("true protrusion, µm: worst case %.1f, promised %d" % (at, p.CAP_UM))
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
