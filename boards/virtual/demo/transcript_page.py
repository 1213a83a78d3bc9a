"""The transcript as one HTML page: no other file, no script, nothing loaded from anywhere."""

import io
from base64 import b64encode
from html import escape

from rich.console import Console
from rich.table import Table
from rich.terminal_theme import MONOKAI
from rich.text import Text

_STYLE = """
:root { color-scheme: dark; --ink: #d8dee6; --dim: #8b96a5; --line: #2a313b; --cyan: #7cf0ff; --green: #6fd58a; }
* { box-sizing: border-box; }
body { margin: 0; background: #14181d; color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.25rem 6rem; }
h1 { font-size: 2.2rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { margin: 3.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 1.35rem; }
h2 small, .lead { color: var(--dim); font-weight: 400; }
h2 small { float: right; font-size: .95rem; padding-top: .25rem; }
.say { max-width: 46rem; margin: .6rem 0; }
.act { margin: 1rem 0 .4rem; color: var(--cyan); font-weight: 600; }
.act small { color: var(--dim); font-weight: 400; margin-left: .6rem; }
.screen { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: center; margin: .6rem 0 .8rem; }
.screen img { width: 426px; max-width: 100%; border-radius: 18px; box-shadow: 0 6px 24px #0008; }
dl { margin: 0; display: grid; grid-template-columns: auto auto; gap: .1rem .9rem; font-size: .92rem; }
dt { color: var(--dim); white-space: nowrap; } dd { margin: 0; white-space: nowrap; }
dl::before { content: "in truth"; grid-column: 1 / 3; color: var(--dim); font-style: italic; }
.claim { margin: .15rem 0; } .claim b { color: var(--green); margin-right: .5rem; }
.wrong, .wrong b { color: #ff7b72; }
pre { overflow-x: auto; background: #0b0e12; border: 1px solid var(--line); border-radius: 10px; margin: .4rem 0 1rem;
  padding: .8rem 1rem; font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; color: var(--ink); }
.typed { margin: 1.4rem 0 .3rem; font-family: ui-monospace, Menlo, Consolas, monospace; font-weight: 600; }
.typed::before { content: "$ "; color: var(--dim); }
footer { margin-top: 4rem; border-top: 1px solid var(--line); padding-top: 1rem; color: var(--dim); }
"""


def page(entries: "list[dict]", claims: int) -> str:
    """The whole page of a story, as HTML."""
    body = "\n".join(_HTML_OF[entry["kind"]](entry) for entry in entries)
    wrong = any(entry["kind"] == "claim" and not entry["true"] for entry in entries)
    verdict = "one of them is NOT true" if wrong else "all true"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>needlepen: the story</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE}</style></head>\n<body><main>\n{body}\n"
        f"<footer>{claims} claims were checked while this was told: {verdict}. "
        "Every picture, number and line of output came from the running pen.</footer>\n</main></body></html>\n"
    )


def _title(entry: dict) -> str:
    lead = "<br>".join(escape(line) for line in entry["lines"])
    return f'<h1>{escape(entry["text"])}</h1><p class="lead">{lead}</p>'


def _chapter(entry: dict) -> str:
    return f"<h2>{entry['number']} · {escape(entry['text'])} <small>{escape(entry['date'])}</small></h2>"


def _say(entry: dict) -> str:
    return f'<p class="say">{_inline(Text.from_markup(entry["text"]))}</p>'


def _act(entry: dict) -> str:
    note = f"<small>{escape(entry['note'])}</small>" if entry["note"] else ""
    return f'<p class="act">▸ {escape(entry["text"])}{note}</p>'


def _screen(entry: dict) -> str:
    data = b64encode(entry["png"]).decode()
    alt = escape("The pen shows: " + " / ".join(entry["words"]) if entry["words"] else "The pen is dark")
    truth = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in entry["truth"])
    image = f'<img src="data:image/png;base64,{data}" alt="{alt}" title="{alt}">'
    return f'<div class="screen">{image}<dl>{truth}</dl></div>'


def _claim(entry: dict) -> str:
    if entry["true"]:
        return f'<p class="claim"><b>✓</b>{escape(entry["text"])}</p>'
    return f'<p class="claim wrong"><b>✗</b>{escape(entry["text"])} <br>found: {escape(str(entry["found"]))}</p>'


def _typed(entry: dict) -> str:
    return f'<p class="typed">{escape(entry["text"])}</p>'


def _printed(entry: dict) -> str:
    return f"<pre>{_coloured(entry['text'])}</pre>"


def _table(entry: dict) -> str:
    return f"<pre>{_coloured(entry['table'])}</pre>"


def _coloured(what: "Text | Table") -> str:
    """Terminal output with its colours."""
    console = Console(record=True, width=160, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(what, soft_wrap=isinstance(what, Text))
    html = console.export_html(theme=MONOKAI, inline_styles=True, code_format="{code}")
    return "\n".join(line.rstrip() for line in html.rstrip().splitlines())


def _inline(text: Text) -> str:
    """Narration with its emphasis."""
    out, at = "", 0
    for span in sorted(text.spans):
        out += escape(text.plain[at : span.start])
        out += f"<strong>{escape(text.plain[span.start : span.end])}</strong>"
        at = span.end
    return out + escape(text.plain[at:])


_HTML_OF = {
    "title": _title,
    "chapter": _chapter,
    "say": _say,
    "act": _act,
    "screen": _screen,
    "claim": _claim,
    "typed": _typed,
    "printed": _printed,
    "table": _table,
}
