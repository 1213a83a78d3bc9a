"""In a language of which every letter is strange, no English is left on any screen, page, calendar or error.

Each text that goes through the catalog comes back in other letters; what can still be read was forgotten. Commands that
stand alone, names of files and what other programs say stay.
"""

import re
import time

import pytest
from needlepen import language
from needlepen.cli import main as cli
from needlepen.cli.commands import COMMANDS
from needlepen.history.calendar import calendar
from needlepen.history.store import Store
from needlepen.report import page
from needlepen.texts.limits import SETTINGS

from tests.host_tools import long_life
from tests.host_tools.cli import test_golden
from tests.host_tools.cli.test_golden import same_everywhere  # noqa: F401 - a fixture
from tests.host_tools.dashboard.visits import Visit
from tests.host_tools.scripted_pen import ScriptedPen

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
STRANGE = str.maketrans(LATIN, "αβψδεφγηιξκλμνοπϙρστθωςχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠϘΡΣΤΘΩΣΧΥΖ")
KEPT = re.compile(r"(\{[^}]*\}|\[/?(?:bold |dim|cyan|yellow|red|green)*\])")  # places, marks
SAID_BY_OTHERS = re.compile(
    r"Device or resource busy|Permission denied|No such file or directory|Dear Anna|\[Errno \d+\].*"
    r"|calm|Input data was truncated|needlepen [\w-]+( [\w-]+)*|make [\w-]+|unset \w+|LAPTOP TOOL"
)
NAMES = {  # of commands, settings, units, months in German, programs: the same in every language
    *(name for group in COMMANDS.values() for name in group),
    *SETTINGS,
    *(
        "needlepen",
        "mm",
        "min",
        "Mai",
        "Juni",
        "fuser",
        "Python",
        "Linux",
        "vitiligo",
        "never",
        "much",
        "nothing",
        "all",
        "csv",
        "Patel",
    ),
}
ENGLISH = re.compile(r"(?<![\w/.:@=_-])[A-Za-z]?[a-z]{2,}\b(?![/.@=_:-])")


PHRASE = re.compile(
    r"(?<![\w/.:@=_-])[A-Za-z]?[a-z]{2,}(?: |, |\. |: |; )[a-z]{2,}\b(?![/.@=_:|-])"
)  # help has names alone
CHOICES = ("pi gment", "isotret inoin", "pregnan t")  # wrapped


def strange(text):
    """The text in other letters."""
    return "".join(part if KEPT.fullmatch(part) else part.translate(STRANGE) for part in KEPT.split(text))


class Strange:
    """A catalog, as `gettext` has them."""

    def gettext(self, message):
        return strange(message)

    def ngettext(self, one, many, n):
        return strange(one if n == 1 else many)


@pytest.fixture(autouse=True)
def nowhere(monkeypatch):
    """A country whose numbers and dates are those of Germany."""
    monkeypatch.setattr(language, "_catalog", lambda name: Strange())
    monkeypatch.setenv(language.VARIABLE, "de")
    language.use("de")
    yield
    language.use("en")


def left(text):
    """What can be read in it."""
    text = SAID_BY_OTHERS.sub(" ", text)
    return [word for word in ENGLISH.findall(text) if word not in NAMES]


def seen(html):
    """What a person sees or hears of a page."""
    html = re.sub(r"<(style|script|desc)\b.*?</\1>", " ", html, flags=re.S)
    spoken = " | ".join(
        re.findall(r'(?:alt|aria-label|data-label|title|data-gone|data-large|data-says)="([^"]*)"', html)
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " | ", html)) + spoken


@pytest.mark.parametrize(
    ("group", "command"), [("pen", c) for c in test_golden.PEN] + [("history", c) for c in test_golden.HISTORY]
)
def test_on_no_screen(group, command, capsys, monkeypatch):
    if command in test_golden.NOT_AS_JSON or command == "doctor --fix-udev":
        pytest.skip("it writes for programs")
    monkeypatch.setattr(test_golden, "NOT_AS_JSON", (command,))
    text = ""
    for state in (test_golden.PEN if group == "pen" else test_golden.HISTORY)[command]:
        with monkeypatch.context() as patch:
            said = test_golden.spoken(command, state, capsys, patch)
            text += "\n".join(line for line in said.splitlines() if not line.startswith(("### ", "$ ", "exit")))
    assert left(text) == []


@pytest.mark.parametrize(
    "words", ["", *(name for group in COMMANDS.values() for name in group), "fw sign", "diary add"]
)
def test_on_no_page_of_help(words, capsys):
    cli.run([*words.split(), "--help"])
    said = capsys.readouterr().out
    said = re.sub(r"\s+", " ", re.sub(r"[│╭╮╯╰─]+", " ", said))
    assert [found for found in PHRASE.findall(said) if found not in CHOICES and "needlepen" not in found] == []


@pytest.fixture
def life(tmp_path, monkeypatch):
    """Half a year, invented, and the day after it."""
    monkeypatch.setenv("NEEDLEPEN_NOW", str(long_life.NOW))
    monkeypatch.setenv("TZ", "UTC0")
    time.tzset()
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db"):
        pass
    return tmp_path / "history.db"


def test_on_no_report(life):
    with Store(life) as store:
        pens = store.pens()
        for text in (page.report(store, pens), page.for_dermatologist(store, pens[0])):
            assert left(seen(text)) == []


def test_in_no_calendar(life):
    with Store(life) as store:
        lines = calendar(store, store.pens()).decode().replace("\r\n ", "").splitlines()
    said = [line for line in lines if line.startswith(("SUMMARY", "DESCRIPTION"))]
    assert said and left("\n".join(said)) == []


@pytest.mark.parametrize("there", [True, False])
def test_on_no_page_of_the_dashboard(life, there):
    with ScriptedPen(long_life.today()) as pen:
        visit = Visit(life, pen.url if there else None)
        for place in ("/", "/compare"):
            text = (
                seen(visit.page(place)).replace("No pen found.", "").replace("Plug the pen in", "")
            )  # said by the test
            assert left(text.replace("No MicroPython board is plugged in over USB.", "")) == []


@pytest.mark.parametrize(
    ("place", "data"),
    [
        ("/diary", {}),
        ("/diary", {"rating": "9"}),
        ("/diary", {"words": "x", "day": "never"}),
        ("/diary", {"words": "x", "zone": "9"}),
        ("/job/checkin", {}),
        ("/job/checkin", {"fine": "1", "red": "1"}),
        ("/job/nothing", {}),
        ("/job/update", {"offer": "0"}),
        ("/offer", {}),
        ("/job/sync", {"secret": "another"}),
    ],
)
def test_in_no_error_of_the_dashboard(life, place, data):
    with ScriptedPen(long_life.today()) as pen:
        visit = Visit(life, pen.url)
        visit.monitor.look()
        assert left(seen(visit.post(place, **data).text)) == []


def test_the_search_itself_finds_what_was_forgotten():
    assert left(strange("Waited {s} s. The pen said no")) == []
    assert left("Ρεαδυ · The pen said no") and left("<p>Written down for") and left("βαττερυ   low")


@pytest.mark.parametrize(
    "typed",
    [
        "sync --nope",
        "sync --watchh",
        "statis",
        "fw sign",
        "fw sign file",
        "sync --db",
        "status too much",
        "diary add x --rating 9",
        "diary add x --rating good",
        "diary add x --zone ear",
        "settings set depths 1",
        "import nowhere.csv",
        "sync --db .",
        "sync --watch=1",
        "sync --timeout long",
        "--json-",
    ],
)
def test_in_no_error_about_what_was_typed(typed, capsys):
    assert cli.run(typed.split()) == 2
    said = re.sub(r"\S*--?[\w-]+\S*|'[^']*'|nowhere.csv|too much|1<=x<=5|\bFILE\b", " ", capsys.readouterr().err)
    assert left(said) == [], said
