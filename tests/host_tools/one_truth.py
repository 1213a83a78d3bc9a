"""Every figure of a history as each place shows it, read as a person or a program reads it there.

`shown` gives (figure, place, value); a place that has no reason to show a figure gives nothing.
"""

import contextlib
import io
import json
import re
from datetime import datetime

from icalendar import Calendar
from needlepen import Store
from needlepen.cli import main as cli
from needlepen.report import page

from tests.host_tools.dashboard.visits import Visit, spoken

_MOMENT = r"(\d+ \w{3} \d{4})(?:, from)? (\d\d:\d\d)(?: \(UTC([+-]\d\d:\d\d)\))?"
_NEXT = rf"(?:[Nn]ot before|Next safe day:|allowed since|over since) (?:<[^>]*>)*{_MOMENT}"
_STROKES = r"([\d,]*)(?: \+ )?(?:≤ ([\d,]+) charged)?"
_TIME = r"(\d+:\d\d)?(?: \+ )?(?:≤ (\d+:\d\d) charged)?"
_DEPTH = r"(\d\.\d\d) mm( set)?"
_MARKS = {"█": "measured", "▓": "charged", "▒": None}
_FACE = {0: (1, 9), 1: (4, 5), 2: (4, 13), 4: (6, 8), 3: (8, 9)}  # zone: line and column of its first mark


def shown(here, capsys):
    """All of it, for the history in the folder `here`."""

    def call(*words):
        capsys.readouterr()
        assert cli.run([*words, "--db", str(here / "history.db")]) == 0, words
        return capsys.readouterr().out

    def ask(*words):
        return json.loads(call(*words, "--json"))

    seen = []
    (pen,) = ask("history")["pens"]
    _of_json(seen, pen, ask)
    _of_terminal(seen, pen, call)
    with Store(here / "history.db") as store:
        row = store.pens()[0]
        of_page(seen, "report", page.report(store, [row]), len(pen["sessions"]))
        of_page(seen, "doctor", page.for_dermatologist(store, row), len(pen["sessions"]))
    with contextlib.redirect_stdout(io.StringIO()):
        of_page(seen, "dashboard", Visit(here / "history.db").page(), len(pen["sessions"]))
    call("calendar", "-o", str(here / "plan.ics"))
    for event in Calendar.from_ical((here / "plan.ics").read_bytes()).walk("VEVENT"):
        if "-earliest@" in event["UID"] and event["STATUS"] == "CONFIRMED":
            seen.append(("next", "calendar", int(event["DTSTART"].dt.timestamp())))
    return seen


def moment(day, clock, offset):
    """UTC of a minute that is shown in local time; one that comes twice is nothing without its offset."""
    local = datetime.strptime(f"{day} {clock}", "%d %b %Y %H:%M")
    both = {local.replace(fold=fold).astimezone() for fold in (0, 1)}
    if len({at.timestamp() for at in both}) == 1:
        return int(local.timestamp())
    return next((int(at.timestamp()) for at in both if at.isoformat().endswith(offset or "?")), "either of two")


def next_(seen, place, text, form=_NEXT):
    """What this text says first of the next session."""
    if found := re.search(form, text):
        seen.append(("next", place, moment(*found.groups()[-3:])))


def _number(text):
    return int(text.replace(",", "") or 0) if text else 0


def _pair(text, form=_STROKES):
    found = re.search(form, text)
    return tuple(_seconds(one) if one and ":" in one else _number(one) for one in found.groups()[-2:])


def _seconds(text):
    minutes, seconds = text.split(":")
    return 60 * int(minutes) + int(seconds)


def _deep(text):
    found = re.search(_DEPTH, text)
    return (found[1], found[2].strip() if found[2] else "measured") if found else None


def _both(rows, measured="strokes", charged="charged_strokes"):
    return sum(row[measured] for row in rows), sum(row[charged] for row in rows)


def _um(row):
    return None if row["deepest_um"] is None else (f"{row['deepest_um'] / 1000:.2f}", row["deepest_is"])


def _of_json(seen, pen, ask):
    sums, last = ask("stats")["pens"][0], pen["sessions"][-1:]
    cartridges = ask("cartridges")["pens"][0]["cartridges"]
    seen += [
        ("next", "history --json", pen["next_session"]["not_before_s"]),
        ("next", "status --json", ask("status")["pens"][0]["not_before_s"]),
        ("strokes", "history --json", _both(pen["sessions"])),
        ("strokes", "stats --json", _both([sums])),
        ("strokes", "cartridges --json", _both(cartridges)),
        ("on the skin", "history --json", _both(pen["zones"])),
        ("on the skin", "stats --json", _both(sums["zones"])),
        ("needle time", "stats --json", tuple((sums[name] + 500) // 1000 for name in ("needle_ms", "charged_ms"))),
        ("greatest depth", "stats --json", _um(sums)),
        ("refusals", "history --json", len(pen["refusals"])),
        ("refusals", "stats --json", sum(row["count"] for row in sums["refusals"])),
        *(("cartridges", f"{name} --json", _left(rows)) for name, rows in _twice(pen["cartridges"], cartridges)),
    ]
    seen += [("next", "plan --json", s["at"]) for s in ask("plan")["pens"][0]["plan"] if s["kind"] == "earliest"]
    if last:
        one = ask("receipt")["receipt"]
        seen += [
            ("next", "receipt --json", one["next"]["at"]),
            ("strokes, last", "history --json", _both(last)),
            ("strokes, last", "receipt --json", _both([one["session"]])),
            ("depth, last", "history --json", _um(last[0])),
            ("depth, last", "receipt --json", _um(one["session"])),
            ("done", "receipt --json", {zone["zone"]: zone["done"] for zone in one["zones"]}),
        ]


def _twice(history, cartridges):
    return ("history", history), ("cartridges", cartridges)


def _left(rows):
    return {row["serial"]: row["refused_words"] or row["left"] for row in rows}


def _of_terminal(seen, pen, call):
    text, sums, cartridges = call("history", "--all"), call("stats"), call("cartridges")
    for name, said in (("status", call("status")), ("history", text)):
        next_(seen, name, said.splitlines()[0])
    next_(seen, "plan", call("plan"), rf"{_MOMENT}  the pen allows")
    head = sums.splitlines()[0]
    seen += [
        ("strokes", "stats", _pair(head, rf"(?:sessions?), {_STROKES} strokes")),
        ("needle time", "stats", _pair(head, rf" in {_TIME} min of needles")),
        ("greatest depth", "stats", _deep("".join(re.findall("deepest: .*", sums)))),
        ("refusals", "history", _number(re.search(r", ([\d,]+|no) refusals?", text)[1].replace("no", "0"))),
        ("cartridges", "cartridges", {row["serial"]: _left_in(row["serial"], cartridges) for row in pen["cartridges"]}),
        ("cartridges", "history", {row["serial"]: _used_in(row["serial"], text) for row in pen["cartridges"]}),
    ]
    bars = [re.search(r"  (?:[a-z]+ )*[a-z]+ +([\d,]+)", line) for line in _part(sums, "Strokes on the skin, measured")]
    charged = [re.search(r"  (?:[a-z]+ )*[a-z]+ +([\d,]+)", line) for line in _part(sums, "Charged, at most")]
    seen.append(("on the skin", "stats", tuple(sum(_number(m[1]) for m in rows if m) for rows in (bars, charged))))
    if pen["sessions"]:
        receipt = call("receipt")
        next_(seen, "receipt", receipt)
        lines = receipt.splitlines()
        at = next(i for i, line in enumerate(lines) if "╭───" in line)
        face = {zone: lines[at + line][2 + column] for zone, (line, column) in _FACE.items()}
        rows = [line for line in _part(text, "Sessions") if re.match(r" +\d+  ", line)]
        seen += [
            ("strokes, last", "receipt", _pair(receipt, rf"needles +{_STROKES} strokes")),
            ("depth, last", "receipt", _deep("".join(re.findall("deepest  .*", receipt)))),
            ("done", "receipt", {zone: _MARKS[mark] for zone, mark in face.items() if mark != "·"}),
        ]
        cells = _stacked(text, "Sessions", len(rows))
        seen += [
            ("strokes, last", "history", _pair(cells["strokes"])),
            ("depth, last", "history", _deep(cells["deepest"])),
        ]


def _part(text, title):
    """The lines below a title."""
    lines = text.splitlines()
    at = next((i for i, line in enumerate(lines) if line.startswith(title)), len(lines))
    return lines[at + 1 : next((i for i in range(at + 1, len(lines)) if not lines[i].strip()), len(lines))]


def _stacked(text, title, number):
    """The cells of the last row of a table, what stands below each other joined."""
    head, *lines = _part(text, title)
    begins = [i for i, line in enumerate(lines) if re.match(r" +\d+  ", line)]
    assert len(begins) == number
    rows = lines[begins[-1] :]
    ends = {name: head.index(name) + len(name) for name in ("deepest", "minutes", "strokes")}
    starts = {"deepest": head.index("deepest"), "minutes": head.index("minutes") - 4, "strokes": ends["minutes"]}
    ends["deepest"] = head.index("rate")
    cells = {name: " ".join(line[starts[name] : ends[name]].strip() for line in rows).strip() for name in ends}
    cells["strokes"] = cells["strokes"].replace(" ≤", " + ≤")
    return cells


def _left_in(serial, text):
    line = next(line for line in text.splitlines() if serial in line)
    words = re.search("belongs to another pen|needle length not allowed|used up", line)
    return words[0] if words else int(re.search(r"of \d +(\d)", line)[1])


def _used_in(serial, text):
    line = next(line for line in _part(text, "Cartridges") if serial in line)
    uses, limit, why = re.search(r"(\d+) of (\d+)(?:, (.*\S))?", line).groups()
    return why or int(limit) - int(uses)


def _cells(html, label):
    """What stands in the cells below this heading of a table, from top to bottom."""
    return [spoken(cell) for cell in re.findall(rf'data-label="{label}">(.*?)</td>', html)]


def of_page(seen, place, html, sessions):
    """What a report, a doctor's page or the dashboard shows of a pen with so many sessions."""
    said = spoken(html)
    next_(seen, place, said)
    for number, row in enumerate(re.findall("<tr>.*?</tr>", html, re.S)):
        if "the pen allows" in row or "next session at the earliest" in row:
            next_(seen, f"{place}, row {number}", spoken(row), _MOMENT)
    sums = [
        spoken(item) for item in re.findall("<li>(.*?)</li>", re.search('<ul class="sums">.*?</ul>', html, re.S)[0])
    ]
    (strokes,) = [item for item in sums if " strokes " in item]
    seen += [
        ("strokes", place, _pair(strokes, f"^{_STROKES} strokes")),
        ("needle time", place, _pair(strokes, rf" in {_TIME} min of needles")),
        ("greatest depth", place, next((_deep(item) for item in sums if "deepest" in item), None)),
        ("reactions", place, next(int(item.split()[0]) for item in sums if "reaction" in item)),
        ("refusals", place, next(int(item.split()[0]) for item in sums if "refusal" in item)),
    ]
    if found := re.search(rf"On the skin {_STROKES} in all", said):
        seen.append(("on the skin", f"{place}, picture", tuple(map(_number, found.groups()))))
    if found := re.search(rf"from what was set, {_DEPTH} at most", said):
        seen.append(("greatest depth", f"{place}, picture", _deep(found[0])))
    if sessions:
        seen.append(("strokes, last", place, _pair(_cells(html, "strokes")[0])))
        seen.append(("depth, last", place, _deep(_cells(html, "deepest")[0])))
    serials, left = _cells(html, "serial"), _cells(html, "left")
    if serials:
        value = {
            one: int(said.split()[0]) if said.endswith(" left") else said
            for one, said in zip(serials, left, strict=True)
        }
        seen.append(("cartridges", place, value))
