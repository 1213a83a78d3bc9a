"""S16: a control step makes no object, so it looks nothing up in a tuple of names that is made for it.

MicroPython makes such a tuple anew each time, and with the heap locked it ends the program. Seen: in FAULT, and only
when somebody had said in the self-test that it bleeds, which no measured run did.
"""

import ast
from pathlib import Path

import pytest

CORE = Path(__file__).resolve().parents[3] / "firmware" / "pen" / "core"
AT_BOOT = ("merge.py", "take_over.py")  # no control step calls these


def made_at_run_time(text: str) -> "list[int]":
    """The lines where a function looks for something in a display of names; a constant of the file itself is folded."""
    found = []
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
                    looked_in = node.comparators[0]
                    if isinstance(looked_in, (ast.Tuple, ast.List, ast.Set)):
                        found += [one.lineno for one in looked_in.elts if not folded(one)]
    return found


def folded(one: ast.expr) -> bool:
    return isinstance(one, ast.Constant) or (isinstance(one, ast.Name) and one.id.startswith("_"))


@pytest.mark.parametrize("path", sorted(CORE.rglob("*.py")), ids=lambda path: str(path.relative_to(CORE)))
def test_s16_nothing_is_looked_for_in_a_tuple_made_for_it(path):
    if path.name not in AT_BOOT:
        assert not made_at_run_time(path.read_text(encoding="utf-8"))


def test_it_is_seen_where_it_is():
    assert made_at_run_time("def f(a):\n    return a.b in (X, y.Z)\n") == [2, 2]
    assert not made_at_run_time("def f(a):\n    return a in (1, _X) or a in NAMES\n")
