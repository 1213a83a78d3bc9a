"""matplotlib's SVG, made fit to stand inside a page: text as text, the page's colours, names that meet only once.

Must not know what is drawn. The same drawing always gives the same bytes.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (matplotlib's types have holes)

import io
import re
from typing import Any
from xml.sax.saxutils import escape

WIDTH_IN, HEIGHT_IN = 4.0, 2.4  # at 72 units an inch: readable on a telephone, two beside each other on a screen

# stand-ins while matplotlib draws: the page's style sheet gives them their true colour, by day and by night
INK, FAINT, LINE, ONE, TWO, WARN = "#010101", "#020202", "#030303", "#040404", "#050505", "#060606"
_COLOURS = {INK: "ink", FAINT: "faint", LINE: "line", ONE: "one", TWO: "two", WARN: "warn"}


def canvas(height_in: float = HEIGHT_IN) -> "tuple[Any, Any]":
    """An empty figure and its axes in the house style: no frame, faint lines, nothing that is not data."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"font.size": 9.5, "text.color": INK, "axes.labelcolor": FAINT}):
        figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
        axes = figure.add_subplot()
    figure.patch.set_visible(False)
    axes.patch.set_visible(False)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    axes.tick_params(colors=FAINT, labelcolor=FAINT, length=0, labelsize=9)
    axes.grid(axis="y", color=LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    return figure, axes


def legend(figure: Any, axes: Any, columns: int = 3) -> None:
    """What the marks mean, above the data."""
    figure.legend(
        *axes.get_legend_handles_labels(),
        loc="outside upper left",
        ncols=columns,
        frameon=False,
        fontsize=9,
        labelcolor=INK,
        handlelength=1.2,
        columnspacing=1.4,
        borderpad=0.1,
    )


def svg(figure: Any, name: str, title: str, description: str) -> str:
    """The drawing as an <svg> element; `name` keeps its inner names apart from those of others on the page."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    out = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": f"needlepen {name}"}):
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    text = text[text.index("<svg") :].strip()
    text = re.sub(r"<(metadata|style).*?</\1>", "", text, flags=re.S)  # the page has its own style
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'(url\(#|xlink:href="#)', rf"\g<1>{name}-", text)
    text = re.sub(r"'DejaVu Sans'[^;\"]*", "inherit", text)
    text = re.sub(r"font: ([\d.]+px) inherit", r"font-size: \1", text)
    for colour, variable in _COLOURS.items():
        text = text.replace(colour, f"var(--{variable})")
    box = re.search(r'viewBox="[^"]*"', text)
    told = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    head = (
        f'<svg class="figure" role="img" aria-labelledby="{name}-title {name}-desc" xmlns="http://www.w3.org/2000/svg"'
        f' xmlns:xlink="http://www.w3.org/1999/xlink" {box.group() if box else ""}>{told}'
    )
    return head + text[text.index(">") + 1 :]
