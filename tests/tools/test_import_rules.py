"""A module has a floor, and imports only from below: a violation planted on each floor is seen, by name or not."""

import copy

import pytest

from tests.tools import import_rules

FLOORS = "the firmware's floors"
PURE = "formats need nothing"
HARDWARE = "hal is the only importer of hardware"
SERVICE = "service mode needs the chip"
LAPTOP = "the laptop tool has of the firmware only"


@pytest.fixture(scope="module")
def graph():
    return import_rules.graph()


def broken(graph) -> str:
    return "; ".join(import_rules.broken(graph))


def test_the_tree_obeys_all_of_them(graph):
    assert broken(graph) == ""


@pytest.mark.parametrize(
    ("importer", "imported", "rule"),
    [
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
        ("pen.formats.frame", "time", PURE),
        ("pen.core.gate", "machine", PURE),
        ("pen.storage.recovery", "machine", HARDWARE),
        ("pen.storage.recovery", "time", HARDWARE),
        ("pen.service.screen", "pen.ui.font", SERVICE),
        ("needlepen.codec", "pen.core.controller", LAPTOP),
        ("needlepen.codec", "boards.tools.bundle", LAPTOP),
    ],
)
def test_a_planted_import_is_refused(graph, importer, imported, rule):
    planted = copy.deepcopy(graph)
    assert {importer} <= planted.modules
    planted.add_import(importer=importer, imported=imported)
    assert rule in broken(planted)


@pytest.mark.parametrize("module", ["pen.heap", "pen.sensing.level"])
def test_a_module_without_a_floor_is_refused(graph, module):
    planted = copy.deepcopy(graph)
    for name in {module, module.rpartition(".")[0]}:
        planted.add_module(name)
    planted.add_import(importer=module, imported="pen.core.limits")
    assert FLOORS in broken(planted)


def test_an_import_by_name_is_an_import(tmp_path, graph):
    """`load("pen.app")` in core is as bad as `from pen import app`."""
    planted = tmp_path / "pen" / "core" / "depth.py"
    planted.parent.mkdir(parents=True)
    planted.write_text('from pen.hal.modules import load\n\n\ndef app():\n    return load("pen.app")\n')
    found = list(import_rules.by_name(graph.modules, tmp_path))
    assert found[-1] == ("pen.core.depth", "pen.app", 5)


def test_the_imports_by_name_of_today_are_known(graph):
    """Whoever adds one, looks at it here: it must not run while needles move, as it reads the flash."""
    importers = {one.importer for one in import_rules.by_name(graph.modules)}
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
    }


@pytest.mark.parametrize(
    "call", ['load("pen." + name)', '__import__("pen.%s" % name)', 'load(f"pen.{name}")', "__import__(str(name))"]
)
def test_a_name_put_together_from_pieces_is_refused(tmp_path, call):
    source = tmp_path / "pen" / "planted.py"
    source.parent.mkdir()
    source.write_text(f"def run(name):\n    {call}\n")
    assert list(import_rules.composed(tmp_path)) == ["pen/planted.py:2"]
