"""The table of planted bugs itself: each can be planted, and the tests that must notice it exist (`run.py` plants)."""

from collections import Counter

import pytest

from tests.planted.run import BUGS, ROOT


def test_no_bug_is_there_twice():
    assert [bug for bug, count in Counter(BUGS).items() if count > 1] == []


@pytest.mark.parametrize("file", sorted({bug.file for bug in BUGS}))
def test_each_true_text_stands_exactly_once_in_its_file(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    wrong = {bug.true: text.count(bug.true) for bug in BUGS if bug.file == file and text.count(bug.true) != 1}
    assert not wrong
    assert all(bug.planted != bug.true for bug in BUGS if bug.file == file)


@pytest.mark.parametrize("name", sorted({name for bug in BUGS for name in bug.tests.split()}))
def test_each_test_that_must_notice_exists(name):
    file, _, function = name.partition("[")[0].partition("::")
    assert (ROOT / file).is_file()
    assert not function or f"def {function}(" in (ROOT / file).read_text(encoding="utf-8")
