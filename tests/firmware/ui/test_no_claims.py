"""Nothing a person can read promises what we cannot: every text of the pen, of the laptop tool, and of their help.

We *disinfect*. We claim no clearance by anybody, no cure, no results, and not that anything is absorbed better.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STEMS = (
    r"\bsteril", r"\bcur(e|es|ed|ing|ative)\b", r"(?<!let it )\bheals?\b", r"\bguarant", r"\bFDA\b", r"\bapproved\b",
    r"\bcertif(ied|ication)\b", r"\bcomplian", r"\babsor[bp]", r"\bpenetrat", r"\bmedical", r"\btherapeutic",
    r"\btreats\b", r"\brejuvenat", r"\bclinically\b", r"\banti-?ag", r"\bcollagen\b", r"\bwrinkle", r"\bpainless",
    r"\brisk-free", r"\bsafe for\b", r"\bbetter (skin|results)\b", r"\bresults? (in|are|you)\b",
    r"\bmiracle", r"\blime serum\b",
)  # fmt: skip
# who reads it: files whose strings, help texts included, come before a person
READ = sorted(
    [*(ROOT / "firmware" / "pen" / "ui" / "texts").glob("*.py"), *(ROOT / "host_tools" / "needlepen").rglob("*.py")]
)


def texts(path):
    """Every string in a file, with its line: docstrings too, as the command line shows some of them as help."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", READ, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_promised(path):
    found = [(line, stem) for line, text in texts(path) for stem in STEMS if re.search(stem, text, re.IGNORECASE)]
    assert found == []


def test_the_test_can_fail():
    assert any(re.search(stem, "Sterilise the tip: better absorption, guaranteed", re.IGNORECASE) for stem in STEMS)
    assert len(READ) > 20
