"""`needlepen checkin`: when one is due, what may be said, and what a reaction changes (H27)."""

from pen.core import reported

from tests.host_tools.cli.command_line import SIGNED, asked


def test_a_check_in_when_it_is_due(call, life):
    code, out, _ = call("checkin")
    assert code == 0 and out.startswith("● No check-in is due")
    code, _, err = call("checkin", "--fine")
    assert code == 9 and "not due" in err
    life.proven_s += 73 * 3600
    assert call("checkin")[1].startswith("● How is the skin? The check-in 72 h after the session is due")
    code, out, _ = call("checkin", "--fine")
    assert code == 0 and out.startswith("✓ Noted: all calm")
    assert call("checkin")[1].splitlines()[-1].strip() == "answered: 72 h"
    assert life.ledger.calm == 1


def test_a_reaction_says_what_it_changes(call, life):
    life.proven_s += 50 * 3600
    code, out, _ = call("checkin", "--bled", "--red")
    assert code == 0 and out.startswith("✓ Noted: bleeding, red for more than 48 hours")
    for said in ("14 days longer", "at most 0.40 mm may be set", "needlepen review", "see a doctor"):
        assert said in out
    code, out, _ = call("profile", "--none")
    assert out.startswith("● No session: somebody has to look at the skin first")
    code, data = asked(call, "review", *SIGNED)
    assert code == 0 and data["skin"]["review"] == 0 and data["skin"]["reaction_um"] == 400
    code, out, _ = call("review", *SIGNED)
    assert code == 9


def test_h47_what_came_late_is_told_at_any_time_and_leads_to_a_doctor(call, life):
    life.proven_s += 40 * 86_400
    code, _, err = call("checkin", "--late", "--red")
    assert code == 2 and "told alone" in err
    code, out, _ = call("checkin", "--late")
    assert code == 0 and out.startswith("✓ Noted: late bumps or dark patches")
    for said in ("14 days longer", "at most 0.40 mm may be set", "needlepen review", "see a doctor now"):
        assert said in out
    assert life.ledger.review == 1 and life.ledger.checkin_done == 8
    assert asked(call, "review", *SIGNED)[0] == 0 and life.ledger.review == 0


def test_h47_a_pen_of_before_says_that_it_does_not_know_them(call, monkeypatch):
    monkeypatch.setattr(reported, "FINDINGS", 7)
    code, _, err = call("checkin", "--late")
    assert code == 9 and "does not know findings that came late" in " ".join(err.split()) and "fw update" in err
