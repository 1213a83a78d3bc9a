"""A computer whose clock is impossible: everything is copied, it is said, and no pen learns that date."""

import json

import pytest

from tests.host_tools.cli.command_line import TODAY

IMPOSSIBLE = (0, 946_684_800, 1_546_300_800, 4_133_980_800)  # 1970, 2000, 2019, 2101


@pytest.fixture
def at(monkeypatch):
    """Set this computer's clock."""
    return lambda seconds: monkeypatch.setenv("NEEDLEPEN_NOW", str(seconds))


@pytest.mark.parametrize("now_s", IMPOSSIBLE)
@pytest.mark.parametrize("dated", [False, True])
def test_everything_is_copied_and_nothing_is_dated(call, life, at, now_s, dated):
    life.ledger.wall_offset_s = TODAY - life.proven_s if dated else 0
    offset_s = life.ledger.wall_offset_s
    at(now_s)
    code, said, _ = call("sync")
    assert code == 0 and f"{len(life.records)} new records" in said
    assert "This computer's clock is impossible" in said and "told this computer's" not in said
    assert json.loads(call("verify", "--json")[1])["verified"]
    for command in ("status", "clock", "history", "info", "doctor", "receipt", "plan"):
        code, said, _ = call(command)
        assert code == 0
        assert "impossible" in said or "believes" in said or command not in ("status", "clock", "doctor")
    code, said, _ = call("clock", "--set", "--yes", "--json")
    assert code == 2 and "impossible" in said
    assert life.ledger.wall_offset_s == offset_s


def test_when_it_is_right_again_nothing_of_it_is_left(call, life, at):
    at(IMPOSSIBLE[-1])
    assert call("sync")[0] == 0
    at(TODAY)
    code, said, _ = call("sync")
    assert code == 0 and "told this computer's" in said and life.proven_s + life.ledger.wall_offset_s == TODAY
    code, said, _ = call("doctor")
    assert code == 0 and "before the last sync" not in said
