"""What the start of a command loads: each in a process of its own, which tells its modules at the end."""

import subprocess

import needlepen
import pytest
from needlepen import Store, api
from needlepen.cli import export
from needlepen.cli.commands import COMMANDS
from needlepen.history.import_readers import FORMS
from needlepen.history.store import PenRow

from tests.host_tools.cli.test_cli_process import process
from tests.host_tools.memory_store import PEN_ID, MemoryStore, play

FILES = {file.partition(":")[0] for commands in COMMANDS.values() for file, _ in commands.values()} | {"fw_bundle"}
TELLING = """
import sys
sys.argv[0] = "needlepen"
try:
    {}
except SystemExit:
    pass
print("loaded", *sys.modules)
"""
RUN = TELLING.format("from needlepen.cli.main import main; main()")

# of needlepen: what names, options and texts of help are made of
LIGHT = ("cli", "clock", "codec", "errors", "formats", "kinds", "language", "texts")
LIGHT_MODULES = {
    *("needlepen", "needlepen.link", "needlepen.firmware"),
    *(
        "needlepen.firmware.flash",
        "needlepen.firmware.bootsel_drives",
        "needlepen.link.bootloader",
    ),  # how long it waits
}
HEAVY = {  # other people's, by what they are for
    "babel",
    "rich",
    "serial",
    "sqlite3",
    "cryptography",
    "msgspec",
    "platformdirs",
    "mpremote",
    "uf2utils",
    "matplotlib",
    "numpy",
    "PIL",
    "pi_heif",
    "fhir",
    "pydantic",
    "jinja2",
    "icalendar",
    "starlette",
    "uvicorn",
    "multipart",
}


def loaded(code, *arguments, **environment):
    """The modules of a process that ran `code`, and what it said before."""
    (python, *_), env = process(**environment)
    done = subprocess.run([python, "-c", code, *arguments], env=env, capture_output=True, text=True)
    said, _, names = done.stdout.rpartition("loaded ")
    assert names, done.stderr
    return set(names.split()), said


def libraries(modules):
    return {name.partition(".")[0] for name in modules} & HEAVY


def commands(modules):
    return {name for name in FILES if f"needlepen.cli.{name}" in modules}


def rooms(modules):
    """What it loaded of needlepen besides what is light."""
    own = {name for name in modules if name.partition(".")[0] == "needlepen"} - LIGHT_MODULES
    return {name for name in own if name.split(".")[1] not in LIGHT}


def test_the_version_needs_no_command_no_room_and_no_library():
    modules, said = loaded(RUN, "--version")
    assert said.startswith("needlepen ")
    assert (commands(modules), rooms(modules), libraries(modules)) == (set(), set(), set())


def test_the_list_of_commands_needs_none_of_them():
    modules, said = loaded(RUN, "--help")
    assert "cartridges" in said
    assert (commands(modules), rooms(modules), libraries(modules)) == (set(), set(), {"rich"})


@pytest.mark.parametrize(
    ("typed", "told", "files"),
    [
        ("st", "stats", set()),
        ("sync --", "--watch", {"sync"}),
        ("fw up", "update", {"fw_update", "fw_bundle", "history"}),  # with the option --pen
        ("profile --add ", "rosacea", {"profile"}),
    ],
)
def test_a_completion_needs_what_it_completes(typed, told, files):
    words = {"COMP_WORDS": f"needlepen {typed}", "COMP_CWORD": str(len(f"{typed}|".split()))}
    modules, said = loaded(RUN, _NEEDLEPEN_COMPLETE="bash_complete", **words)
    assert f"plain,{told}" in said.splitlines()
    assert (commands(modules), rooms(modules), libraries(modules)) == (files, set(), set())


@pytest.mark.parametrize("file", sorted(FILES))
def test_a_commands_file_alone_needs_only_what_its_options_are_made_of(file):
    modules, _ = loaded(TELLING.format(f"import needlepen.cli.{file}"))
    assert (rooms(modules), libraries(modules)) == (set(), set())


def test_status_needs_neither_dashboard_nor_plots_nor_keys(tmp_path):
    life = MemoryStore()
    play(life, sessions=2)
    with Store(tmp_path / "history.db") as store:
        store.note_pen(PenRow(PEN_ID.hex(), "RPI_PICO", "0.1.0", 1, 1_700_000_000, life.unlock_at_s, 0, 1_790_000_000))
        store.add(PEN_ID.hex(), 1, 1, life.records)
    modules, said = loaded(RUN, "--db", str(tmp_path / "history.db"), "status")
    assert "The rest is over" in said
    assert commands(modules) == {"status"}
    assert libraries(modules) == {"rich", "serial", "sqlite3"}
    seldom = ("dashboard", "report", "firmware", "bench", "history.import", "history.calendar")
    assert not [
        name for name in modules if name.removeprefix("needlepen.").startswith(seldom) and name in rooms(modules)
    ]


def test_what_comes_late_is_there_for_programs():
    for module in (needlepen, api):
        assert all(getattr(module, name) is not None for name in module.__all__)
        with pytest.raises(AttributeError, match="nothing_of_it"):
            module.nothing_of_it  # noqa: B018


def test_import_names_the_forms_that_can_be_read():
    (form,) = (one for one in export.import_.params if one.name == "form")
    assert tuple(form.type.choices) == FORMS
