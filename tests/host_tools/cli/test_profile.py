"""The skin's profile, its clearances and reviews, as they are typed: what the pen is told and what it refuses (H22)."""

import pytest
from needlepen import kinds
from needlepen.texts import skin_codes
from pen.core import questions, reported
from pen.formats.button_bits import UP

from tests.host_tools.cli.command_line import SIGNED, asked


def test_a_profile_told_cleared_and_shown(call, life):
    code, out, _ = call("profile")
    assert code == 0 and out.startswith("● The pen does not know its owner's skin yet")
    code, out, _ = call("profile", "--add", "rosacea", "--add", "pigment")
    assert code == 0 and out.startswith("● No session: rosacea, skin that darkens easily")
    code, data = asked(call, "profile", "--clear", "rosacea", "--clear", "pigment", *SIGNED)
    assert code == 0 and data["profile"]["cleared"] == ["rosacea", "pigment"]
    code, out, _ = call("profile")
    assert code == 0 and "cleared" in out and out.startswith("● Nothing in the profile stands in the way")
    said = kinds.decode(life.records[-1])
    assert (skin_codes.name(said), skin_codes.day(said["day"])) == ("Dr. Patel", "2026-05-01")


def test_none_is_told_too(call, life):
    code, data = asked(call, "profile", "--none")
    assert (code, data["profile"]) == (0, {"asked": True, "told": [], "cleared": []})


def test_without_a_hand_on_the_pen_it_is_refused(call, pen, life, nobody):
    pen.controller.confirmed = False
    life.ledger.review = 1
    for args in (("profile", "--none"), ("review", *SIGNED)):
        code, _, err = call(*args)
        assert code == 9 and "Nobody at the pen has agreed" in err and "press ▼ on the pen" in err
    life.proven_s += 50 * 3600
    code, data = asked(call, "checkin", "--fine")
    assert (code, data["error"]["name"]) == (9, "refused")
    assert call("checkin", "--red")[0] == 9  # what tightens needs a hand, too


def test_somebody_who_says_no_is_understood(call, pen):
    pen.controller.person.other = UP
    code, _, err = call("profile", "--add", "rosacea")
    assert code == 9 and "Somebody at the pen said no" in err


def test_many_conditions_are_asked_for_in_parts_that_a_person_can_read(call, pen, life):
    many = ("immune", "diabetes", "chemo", "rosacea", "eczema", "pigment")
    code, _, err = call("profile", *(word for name in many for word in ("--add", name)))
    assert code == 0 and err.count("Press ▼") == 2
    assert life.ledger.profile == sum(skin_codes.CONDITIONS[name][0] for name in many)


def test_what_does_not_end_cannot_be_cleared(call):
    assert call("profile", "--add", "keloid")[0] == 0
    assert call("profile", "--clear", "keloid", *SIGNED)[0] == 2
    code, _, err = call("profile", "--clear", "eczema", *SIGNED)
    assert code == 9 and "never told" in err


def test_what_the_pen_asked_as_one_is_cleared_as_one(call, life):
    together = questions.meaning(3)
    reported.tell(life.ledger, together)
    assert skin_codes.TOGETHER["skin-disease"] == together
    assert call("profile", "--clear", "skin-disease", *SIGNED)[0] == 0
    assert life.ledger.cleared == together
    for name, number in (("immunity", 1), ("pregnancy-age-drug", 2)):
        assert skin_codes.TOGETHER[name] == questions.meaning(number)


@pytest.mark.parametrize(
    "args",
    [
        ("profile", "--add", "freckles"),
        ("profile", "--add", "rosacea", "--none"),
        ("profile", "--add", "rosacea", "--clear", "eczema", *SIGNED),
        ("profile", "--clear", "rosacea"),
        ("profile", "--clear", "rosacea", "--by", "Dr. Patel"),
        ("profile", "--by", "Dr. Patel"),
        ("review",),
        ("review", "--by", "", "--on", "2026-05-01"),
        ("review", "--by", "Doctor Arjun Mehta", "--on", "2026-05-01"),
        ("review", "--by", "médecin 漢字漢字", "--on", "yesterday"),
        ("review", "--by", "Dr. Patel", "--on", "2026-13-01"),
        ("review", "--by", "Dr. Patel", "--on", "2030-01-01"),
        ("checkin", "--fine", "--bled"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(call, life, args):
    before = len(life.records)
    code, _, err = call(*args)
    assert code == 2 and err.startswith("✗ ")
    assert len(life.records) == before


@pytest.mark.parametrize("name", ["Doctor Arjun Mehta", "Thirteen char", "漢字漢字", "   ", "Dr\x1b[31m"])
def test_a_name_the_pen_cannot_keep_is_refused_with_what_would_fit(call, life, name):
    life.ledger.review = 1
    code, _, err = call("review", "--by", name, "--on", "2026-05-01")
    assert code == 2 and "does not fit" in err and "12 letters" in err and "The family name will do" in err
    assert life.ledger.review == 1


def test_a_name_of_twelve_letters_is_kept_whole(call, life):
    life.ledger.review = 1
    assert call("review", "--by", "Doctor Patel", "--on", "2026-05-01")[0] == 0
    assert skin_codes.name(kinds.decode(life.records[-1])) == "Doctor Patel"


def test_a_name_with_accents_is_written_without(call, life):
    life.ledger.review = 1
    assert call("review", "--by", "Dr. Müller", "--on", "2026-05-01")[0] == 0
    assert skin_codes.name(kinds.decode(life.records[-1])) == "Dr. Muller"


def test_an_occupied_pen_says_so(call, pen):
    pen.controller.occupied = True
    code, _, err = call("profile", "--none")
    assert code == 9 and "in the middle of something" in err
    assert call("profile")[0] == 0


@pytest.mark.parametrize("command", ["profile", "review", "checkin"])
def test_each_has_help_with_an_example(call, command):
    code, out, _ = call(command, "--help")
    assert code == 0 and f"needlepen {command} --" in out.split("Example:")[1]


def test_a_review_from_before_what_it_is_about_is_refused_with_the_day_that_counts(call, life):
    life.ledger.review = 1
    life.ledger.wall_offset_s = 1_800_000_000 - life.proven_s  # January 2027
    code, _, err = call("review", *SIGNED)
    assert code == 9 and "a look counts from 202" in err and "looked at now" in err
