"""Short names change nothing: what becomes of single lines, and of the whole program."""

import ast
import os
from pathlib import Path

import pytest

from boards.tools import pen_files
from boards.tools.known_names import listed, names
from boards.tools.shorten import Shorter

A = (
    "class A:\n    def __init__(self, size, *, deep=1):\n        self._size = size\n\n\n"
    "def _made(size):\n    return A(size, deep=size)\n"
)
B = "class B:\n    def _made(self, count):\n        self._other = [count for _ in range(3)]\n"


def test_private_names_and_arguments_are_replaced_and_lines_stay():
    shorter = Shorter({"a": A, "b": B})
    out = shorter.shorten(A)
    assert out.count("\n") == A.count("\n")
    assert not any(name in out for name in ("_size", "_made", "deep", "A("))
    assert f"{shorter.shared['deep']}={shorter._arguments[0]}" in out
    space: dict = {}
    exec(out, space)
    one = space[shorter.private["_made"]](3)
    assert getattr(one, shorter.private["_size"]) == 3


def test_a_name_is_the_same_everywhere_and_two_that_meet_differ():
    shorter = Shorter({"a": A, "b": B})
    private = shorter.private
    assert set(private) == {"_size", "_made", "_other"}
    assert private["_made"] not in (private["_size"], private["_other"]) and private["_size"] == private["_other"]
    probe = "def look(size, *, deep):\n    return look(size._other, deep=1)\n"
    assert shorter.shorten(probe, arguments_too=False) == probe.replace("_other", private["_other"]).replace(
        "deep", shorter.shared["deep"]
    )


def test_what_is_looked_up_by_its_text_or_used_for_something_else_stays():
    assert "_x" not in Shorter({"a": "_x = 1\ny = '_x'\n"}).private
    used = Shorter({"a": "def _f():\n    raise ArithmeticError(any([zip]))\n"})
    assert not {"ArithmeticError", "any", "zip"} & {*used.private.values(), *used._arguments}
    assert Shorter({"a": "from _rp2 import x\n"}).private == {}


TEXTS = {
    "pen/a.mpy": "from pen import b\n\nreach = 3\n\n\ndef wait(pin):\n    return b.look(pin.value() + reach)\n",
    "pen/b.mpy": (
        "class Bad(Exception):\n    pass\n\n\n"
        "def look(level):\n    return getattr(level, 'drawn', 0)\n\n\n"
        "def typed(level: 'Kept'):\n    level.drawn = level.home_um = level.b = 1\n\n\nclass Kept:\n    pass\n"
    ),
}


def test_what_modules_share_becomes_a_name_of_micropythons_own():
    known = listed()
    shared = Shorter(TEXTS, ("typed at the REPL",)).shared
    assert set(shared) == {"reach", "look", "home_um", "Kept"}  # annotations are for people
    assert len({*shared.values()}) == 4 and {*shared.values()} <= known
    assert not {*shared.values()} & {"value", "wait", "read", "None"}
    out = Shorter(TEXTS).shorten(TEXTS["pen/a.mpy"])
    assert f"b.{Shorter(TEXTS).shared['look']}(" in out and ".value()" in out and "from pen import b\n" in out


def test_the_list_holds_what_the_ports_own_modules_are_called_by():
    assert {"Pin", "value", "duty_u16", "heap_lock", "ilistdir", "OneWire", "ORDER", "asm_pio", "readinto"} <= listed()


@pytest.mark.skipif("MICROPYTHON_UF2" not in os.environ, reason="no MicroPython for the RP2040 here")
def test_the_list_is_that_of_the_build():
    assert set(names(Path(os.environ["MICROPYTHON_UF2"]).read_bytes())) == listed()


def test_an_f_string_is_refused():
    with pytest.raises(ValueError, match="line 2"):
        Shorter({"a": "_x = 1\ny = f'{_x}'\n"})


def test_no_two_names_of_a_module_become_one():
    texts = {name: path.read_text() for name, path in pen_files.sources("RPI_PICO").items() if name.startswith("pen/")}
    before, after = pen_files.folded(texts), pen_files.shipped(texts)
    for name, text in before.items():
        names = [{n.attr for n in ast.walk(ast.parse(t)) if isinstance(n, ast.Attribute)} for t in (text, after[name])]
        assert len(names[0]) == len(names[1]), name
        assert after[name].count("\n") == text.count("\n")
