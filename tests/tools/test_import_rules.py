"""A module has a floor, and imports only from below: a violation planted on each floor is seen, by name or not."""

import copy
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.tools import import_rules, named_imports

FLOORS = "the firmware's floors"
SERVICE = "service mode needs the chip"
LAPTOP = "the laptop tool has of the firmware only"
LAPTOP_FLOORS = "the laptop tool's floors"
PROGRAMS = "what programs use needs no command line"
MODELS = "models know nothing of the firmware"
BOARDS = "of boards/, only what runs the firmware"


@pytest.fixture(scope="module")
def graph():
    return import_rules.graph()


def broken(graph) -> str:
    return "; ".join(import_rules.broken(graph))


def test_the_tree_obeys_all_of_them(graph):
    assert broken(graph) == ""
    assert named_imports.violations() == []


@pytest.mark.parametrize(
    ("importer", "imported", "rule"),
    [
        ("pen", "pen.app", import_rules.TABLE),
        ("pen", "machine", import_rules.TABLE),
        ("pen.formats.record", "pen.core.limits", FLOORS),
        ("pen.core.depth", "pen.hal.stepper", FLOORS),
        ("pen.core.controller", "pen.app", FLOORS),
        ("pen.hal.needle", "pen.core.limits", FLOORS),
        ("pen.hal.chip", "pen.inputs.sensors", FLOORS),
        ("pen.ui.screens", "pen.storage.store", FLOORS),
        ("pen.inputs.sensors", "pen.ui.canvas", FLOORS),
        ("pen.storage.store", "pen.link.server", FLOORS),
        ("pen.update.trial", "pen.link.server", FLOORS),
        ("pen.update.trial", "pen.service.mode", FLOORS),
        ("pen.link.server", "pen.app", FLOORS),
        ("pen.start", "pen.app", FLOORS),
        ("pen.service.screen", "pen.ui.font", SERVICE),
        ("pen.service.retract", "pen.core.limits", SERVICE),
        ("needlepen.codec", "pen.core.controller", LAPTOP),
        ("needlepen.codec", "boards.tools.bundle", LAPTOP),
        ("needlepen.language", "click", PROGRAMS),
        ("boards.virtual.chips.as5600", "pen.hal.as5600", MODELS),
        ("boards.virtual.rp2040.bench", "pen.core.limits", BOARDS),
    ],
)
def test_a_planted_import_is_refused(graph, importer, imported, rule):
    assert rule in broken(planted(graph, importer, imported))


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("pen.app", "time"), ("pen.start", "gc"), ("pen.formats.frame", "time"), ("pen.formats.frame", "os"),
        ("pen.core.gate", "machine"), ("pen.core.gate", "umachine"), ("pen.core.gate", "time"),
        ("pen.core.gate", "utime"), ("pen.core.gate", "asyncio"), ("pen.core.gate", "_thread"),
        ("pen.core.gate", "slots"), ("pen.core.gate", "rp2"), ("pen.inputs.sensors", "machine"),
        ("pen.storage.recovery", "machine"), ("pen.storage.recovery", "time"), ("pen.storage.recovery", "vfs"),
        ("pen.ui.canvas", "board"), ("pen.ui.canvas", "framebuf"), ("pen.link.server", "uctypes"),
        ("pen.link.server", "board"), ("pen.update.trial", "machine"), ("pen.service.factory", "rp2"),
        ("pen.hal.chip", "slots"), ("pen.core.gate", "needlepen.codec"), ("pen.hal.chip", "boards.virtual.pins"),
    ],
)  # fmt: skip
def test_what_the_table_has_not_is_refused(graph, importer, imported):
    assert import_rules.TABLE in broken(planted(graph, importer, imported))


def test_the_table_has_nothing_that_nobody_imports(graph):
    used: dict[str, set[str]] = {room: set() for room in import_rules.EXTERNAL}
    for module in graph.modules:
        room = ".".join(module.split(".")[:2])
        if room in used:
            used[room] |= {one for one in graph.find_modules_directly_imported_by(module) if one.split(".")[0] != "pen"}
    assert used == import_rules.EXTERNAL


FLOORS_OF_THE_LAPTOP = import_rules.layers("needlepen")


@pytest.mark.parametrize(
    ("lower", "upper"),
    [(below[0], above[-1]) for above, below in pairwise(FLOORS_OF_THE_LAPTOP)]
    + [(one, other) for floor in FLOORS_OF_THE_LAPTOP for one in floor for other in floor if one != other]
    + [("errors", "__main__")],
)
def test_each_floor_of_the_laptop_is_closed_to_those_below_and_beside_it(graph, lower, upper):
    assert LAPTOP_FLOORS in broken(planted(graph, f"needlepen.{lower}", f"needlepen.{upper}"))


def test_there_are_as_many_floors_as_are_tried():
    assert len(FLOORS_OF_THE_LAPTOP) == 16


@pytest.mark.parametrize(
    ("module", "imported", "rule"),
    [
        ("pen.heap", "pen.core.limits", FLOORS),
        ("pen.sensing.level", "pen.core.limits", FLOORS),
        ("needlepen.cloud", "needlepen.errors", LAPTOP_FLOORS),
    ],
)
def test_a_module_without_a_floor_is_refused(graph, module, imported, rule):
    found = copy.deepcopy(graph)
    for name in {module, module.rpartition(".")[0]}:
        found.add_module(name)
    found.add_import(importer=module, imported=imported)
    assert rule in broken(found)


@pytest.mark.parametrize(
    ("file", "code", "rule"),
    [
        ("pen/core/depth.py", 'from pen.hal.modules import load\nload("pen.app")', FLOORS),
        ("pen/core/depth.py", 'X = ("pen.app",)', FLOORS),
        ("pen/link/server.py", 'FIRST = "pen.formats.bundle pen.app"', FLOORS),
        ("pen/core/depth.py", '__import__("utime")', import_rules.TABLE),
        ("needlepen/link/repl.py", 'import importlib\nimportlib.import_module("needlepen.cli.main")', LAPTOP_FLOORS),
        ("needlepen/link/repl.py", '__import__("needlepen.cli.main")', LAPTOP_FLOORS),
        ("needlepen/history/sync.py", 'import_module("rich.console")', PROGRAMS),
        ("needlepen/bench/run.py", 'import_module(f"{__package__}.{x}")\nX = ("run", "values")', ""),
        ("boards/virtual/chips/as5600.py", '__import__("pen.hal.as5600")', MODELS),
    ],
)
def test_an_import_by_name_is_an_import(tmp_path, graph, file, code, rule):
    found = copy.deepcopy(graph)
    for one in named_imports.by_name(found.modules, tree(tmp_path, file, code)):
        found.add_import(importer=one.importer, imported=one.imported)
    assert rule in broken(found)
    assert (broken(found) == "") == (rule == "")


@pytest.mark.parametrize(
    "call",
    [
        'load("pen." + name)', '__import__("pen.%s" % name)', 'load(f"pen.{name}")', "__import__(str(name))",
        "load(name)", 'load("pen.hal.parts", first="pen." + name)', "load(*name)", "load(name=name)",
        "Portions((name,))", "Portions(name)", "modules.load(name)", "call = load", "call = modules.load",
        "run(__import__)", "exec(name)", "eval(name)", "import_module(name)",
        "from pen.hal.modules import load as get", "N = 'pen.' + 'app'\nload(N)", "N = f'pen.{1}'\nload(N)",
        "N = 'pen.ap'", "N = 'pen.'",
    ],
)  # fmt: skip
def test_in_the_firmware_a_name_put_together_from_pieces_is_refused(tmp_path, call):
    found = named_imports.violations(tree(tmp_path, "pen/core/planted.py", call))
    assert [one.split(":")[0] for one in found] in (["pen.core.planted"], ["pen.core.planted"] * 2)


@pytest.mark.parametrize(
    "call",
    ["importlib.import_module('pen.' + name)", "__import__(name)", "import_module(name)", "runpy.run_module(name)",
     "exec(name)", "call = import_module", "from importlib import import_module as get"],
)  # fmt: skip
@pytest.mark.parametrize("file", ["needlepen/link/repl.py", "boards/virtual/chips/as5600.py"])
def test_so_it_is_in_the_laptop_tool_and_in_boards(tmp_path, call, file):
    assert len(named_imports.violations(tree(tmp_path, file, call))) == 1


def test_the_page_of_a_room_that_says_what_it_imports_is_right(graph):
    pages = sorted((import_rules.ROOT / "host_tools" / "needlepen").glob("*/README.md"))
    said = {page.parent.name: re.findall(r"imports only ([^.]*)\.", page.read_text(encoding="utf-8")) for page in pages}
    assert said["link"]
    for room, sentences in said.items():
        inside = {one for one in graph.modules if one.startswith(f"needlepen.{room}.")}
        used = {name for one in inside for name in graph.find_modules_directly_imported_by(one)} - inside
        rooms = {name.split(".")[1] for name in used if name.startswith("needlepen.")} - {room}
        for sentence in sentences:
            assert set(re.findall(r"`(\w+)`", sentence)) == rooms, room


def test_the_known_calls_are_there():
    """Whoever adds one says there where the name comes from; it must not run while needles move: it reads the flash."""
    assert {(module, code) for module, code, _ in named_imports.unclear()} == set(named_imports.KNOWN)


def test_the_imports_by_name_of_today_are_known(graph):
    """Whoever adds one, looks at it here: it must not run while needles move, as it reads the flash."""
    firmware = {"pen": named_imports.TREES["pen"]}
    importers = {one.importer for one in named_imports.by_name(graph.modules, firmware)}
    assert importers == {
        "pen.app",
        "pen.start",
        "pen.storage.recovery",
        "pen.hal.ds2431",
        "pen.inputs.cartridge",
        "pen.inputs.clock",
        "pen.inputs.clock_start",
        "pen.link.consent",
        "pen.link.requests",
        "pen.link.server",
        "pen.storage.store",
        "pen.storage.upkeep",
        "pen.ui.screens",
        "pen.ui.texts.lookup",
        "pen.update.incoming",
    }


def planted(graph, importer: str, imported: str):
    """The graph with one import more."""
    assert {importer} <= graph.modules
    found = copy.deepcopy(graph)
    found.add_import(importer=importer, imported=imported)
    return found


def tree(folder: Path, file: str, code: str) -> "dict[str, Path]":
    """A folder with this file only, as `named_imports` wants its trees."""
    source = folder / file
    source.parent.mkdir(parents=True)
    source.write_text(code + "\n", encoding="utf-8")
    return {file.split("/")[0]: folder}
