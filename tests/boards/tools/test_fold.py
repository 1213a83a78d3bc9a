"""Folded constants change nothing: what becomes of single lines, and the core's own tests on the folded firmware."""

import os
import re
import subprocess
import sys

import pytest

from boards.tools import pen_files
from boards.tools.fold import fold
from tests.planted.run import copy_project

_CORE = ("arming", "treatment", "pause", "faults")
LIMITS = "from micropython import const\n\nCAP = const(5 * 100)\nLOW = -3\nNAME = 'tip'\n\n\ndef f():\n    return CAP\n"


def one(text: str, **others: str) -> str:
    """A module `pen.a` beside `pen.limits`, folded."""
    return fold({"pen": "", "pen.limits": LIMITS, "pen.a": text, **others})["pen.a"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("from .limits import CAP\nx = CAP + 1\n", "\nx = 500 + 1\n"),
        ("from pen.limits import CAP as C, f\nx = f(C)\n", "from pen.limits import f\nx = f(500)\n"),
        ("from . import limits\nx = limits.CAP ** limits.LOW\n", "\nx = 500 ** (-3)\n"),
        ("from . import limits as r\nx = {r.NAME: r.f}\n", "from . import limits as r\nx = {'tip': r.f}\n"),
        ("from .limits import (\n    CAP,\n    f,\n)\nf(CAP)\n", "from pen.limits import f\n\n\n\nf(500)\n"),
        ("_A = 2\nB = _A << 4\nx = B\n", "\n\nx = 32\n"),
        ("x = 'ä'; from .limits import CAP\ny = ('ö', CAP)\n", "x = 'ä'; \ny = ('ö', 500)\n"),
    ],
)
def test_a_constant_becomes_its_value(text, folded):
    assert one(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "A = 1\nA = 2\nx = A\n",  # bound twice
        "A = 1\n\n\ndef g(A):\n    return A\n",  # another A
        "A = 1\nx = [A for A in y]\n",
        "from pen.limits import f\nx = f\n",
        "A = True\nx = A\n",
        "A = 1 << 40\nx = A\n",  # an object on the chip: it stays one
        "a = 1\nx = a\n",  # not named as a constant
        "import board\nx = board.CAP\n",
    ],
)
def test_all_else_stays(text):
    assert one(text) == text


_TYPES = "try:\n    from typing import T\nexcept ImportError:\n    T = False\n"


def test_what_is_for_type_checkers_goes():
    text = _TYPES.replace("T", "TYPE_CHECKING") + "if TYPE_CHECKING:\n    from .limits import f\nx = 1\n"
    assert one(text) == "\n" * 6 + "x = 1\n"
    choice = text.replace("x = 1\n", "else:\n    f = 2\n")
    assert one(choice) == choice.replace("from .limits", "from pen.limits")


def test_what_others_may_look_up_by_name_stays():
    assert one("A = 1\n", **{"pen.b": "from . import a\nx = getattr(a, 'A')\n"}) == "A = 1\n"
    assert one("A = 1\n", **{"pen.b": "def g(a):\n    return a.A\n"}) == "A = 1\n"
    assert one("A = 1\nx = f'{A}'\n") == "A = 1\nx = f'{A}'\n"


@pytest.fixture(scope="module")
def texts():
    names = {name: path for name, path in pen_files.sources("RPI_PICO").items() if name.startswith("pen/")}
    return {name: path.read_text(encoding="utf-8") for name, path in names.items()}


def test_the_firmware_keeps_its_lines_and_gets_smaller(texts):
    out = pen_files.folded(texts)
    assert {name: text.count("\n") for name, text in out.items()} == {n: text.count("\n") for n, text in texts.items()}
    assert "CAP_UM" in texts["pen/hal/parts.mpy"] and "CAP_UM" not in out["pen/hal/parts.mpy"]
    assert "CAP_UM" not in out["pen/core/limits.mpy"] and "def elapsed_ms" in out["pen/core/limits.mpy"]
    before, after = (sum(len(pen_files.compiled(n, t.encode())) for n, t in all_.items()) for all_ in (texts, out))
    assert after < before * 0.87


def test_no_name_is_left_without_a_meaning(texts, tmp_path):
    for name, text in pen_files.folded(texts).items():
        path = tmp_path / name.replace(".mpy", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        text = re.sub(r'(\w: |-> )("[^"\n]*"|[A-Z]\w* \| None|dict\[.*\])', r"\1int", text)  # annotations aside
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821", "--output-format", "concise"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_folded_firmware_passes_the_tests_of_its_sources(texts, tmp_path):
    """The rules with needles; definitions stay, as tests look at them. (`firmware/test_pen_same_everywhere.py` has the
    whole folded program live beside its sources.)
    """
    root = copy_project(tmp_path / "folded")
    for name, text in pen_files.folded(texts, drop=False).items():
        (root / "firmware" / name.replace(".mpy", ".py")).write_text(text, encoding="utf-8")
    tests = [f"tests/firmware/core/test_{name}.py" for name in _CORE]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", *tests]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"NEEDLEPEN_SCALE": "planted", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
