"""What an update brings is imported module after module (decision 061): the list is complete, the deepest first."""

import grimp
from pen.link import server

IMPORTS = grimp.build_graph("pen", exclude_type_checking_imports=True, cache_dir=None)
FIRST = server._UPDATE.split()


def imported_by(name):
    return {one for one in IMPORTS.find_upstream_modules(name) if not IMPORTS.find_children(one)}


def test_h24_all_that_only_an_update_needs_is_listed():
    """What is missing would be imported from within another module, deep in the chip's stack."""
    there = imported_by("pen.app") | imported_by("pen.link.server")
    assert imported_by("pen.update.receiver") - there == set(FIRST)


def test_h24_each_comes_after_what_it_imports():
    for at, name in enumerate(FIRST):
        assert imported_by(name).isdisjoint(FIRST[at:]), name
