"""The skin's numbers are the pen's, and each has words that promise nothing and blame nobody."""

from needlepen.texts import cartridge_text, pen_codes, skin_codes
from pen.core import cartridge, questions, reported, skin, zones
from pen.core import touch as touches
from pen.formats import reasons as r

from tests.firmware import face
from tests.firmware.formats import reason_lists


def test_the_conditions_are_the_pens():
    bits = {name: bit for name, (bit, *_) in skin_codes.CONDITIONS.items()}
    assert sum(bits.values()) == reported.ALL
    for tier, of_pen in ((skin_codes.NEVER, skin.NEVER), (skin_codes.NOTE, skin.NOTE)):
        assert sum(bit for bit, its, *_ in skin_codes.CONDITIONS.values() if its == tier) == of_pen
    assert sum(bit for bit, _, ends, _ in skin_codes.CONDITIONS.values() if ends) == skin.CLEARABLE
    for name in ("immune", "diabetes", "chemo", "pregnant", "keloid", "isotretinoin", "rosacea", "eczema"):
        assert bits[name] == getattr(reported, name.upper())
    assert (bits["bleeding"], bits["under-22"]) == (reported.BLEEDING_DISORDER, reported.UNDER_22)
    assert (bits["psoriasis"], bits["vitiligo"]) == (reported.PSORIASIS, reported.VITILIGO)
    assert (bits["autoimmune"], bits["pigment"]) == (reported.AUTOIMMUNE, skin.PIGMENT)


def test_the_other_numbers_are_the_pens():
    assert set(skin_codes.FINDINGS) == {reported.BLED, reported.RED_48H, reported.OTHER, reported.LATE}
    assert reported.LATE == skin_codes.LATE
    assert sum(skin_codes.FINDINGS) == reported.FINDINGS
    assert [skin_codes.ZONES[zone] for zone in (face.FOREHEAD, face.LEFT_CHEEK, face.RIGHT_CHEEK)] == [
        "forehead",
        "left cheek",
        "right cheek",
    ]
    assert (skin_codes.zone(face.CHIN), skin_codes.zone(face.UPPER_LIP)) == ("chin", "upper lip")
    assert len(skin_codes.ZONES) == zones.COUNT
    assert touches.HARD == skin_codes.HARD
    assert set(skin_codes.GROUPS) == {questions.PROFILE, questions.CHECKIN, questions.TODAY}


def test_every_reason_and_stop_has_words_and_a_way_out():
    for reason in reason_lists.REFUSALS:
        assert not pen_codes.refusal(reason, 1).startswith("reason"), reason
        assert pen_codes.remedy(reason), reason
    for reason in reason_lists.STOPS:
        assert not pen_codes.stop(reason).startswith("reason"), reason
    assert pen_codes.refusal(r.PROFILE_NOTE, 8).endswith("(rosacea)")
    assert pen_codes.refusal(r.HOLD, r.SUN_TODAY).endswith("sunburn or a fresh tan")
    assert pen_codes.refusal(r.ZONE_DONE, face.CHIN).endswith("(chin)")
    assert pen_codes.refusal(r.NOT_ANSWERED, 0).endswith("(disinfection)")


def words(group, asked, yes):
    more = {"asked_more": asked >> 16, "yes_more": yes >> 16}
    return skin_codes.told({"kind": "answers", "group": group, "asked": asked & 0xFFFF, "yes": yes & 0xFFFF, **more})


def test_answers_in_words():
    assert words(questions.TODAY, 0x5F00, 0x1800) == "today's questions: all well"
    assert words(questions.TODAY, 0x1F00, 0x0800) == "today's questions: skin not cleansed, or not bare"
    assert words(questions.TODAY, 0x8000, 0x8000) == "today's questions: all well"
    assert words(questions.TODAY, 0x8000, 0) == "today's questions: not the same sitting any more"
    assert words(questions.TODAY, 0x0700, 0x0400) == "today's questions: actives in the last 48 hours"
    assert words(questions.PROFILE, 0b00111, 0) == "questions about the owner left open"
    assert words(questions.PROFILE, 0b11111, 0b1000) is None
    assert words(questions.CHECKIN, 1 << 5, 0) == "check-in left open"
    assert words(questions.CHECKIN, 1 << 5 | 1 << 7, 0) is None
    for group in (questions.PROFILE, questions.CHECKIN):
        assert words(group, questions.of_group(group), 0) is None
    assert questions.of_group(questions.TODAY) == 0x1E_DF00
    for question, said in ((17, "a growth"), (18, "filler"), (19, "numb skin"), (20, "something came late")):
        assert said in words(questions.TODAY, 0x5F00 | 0xF << 17, 0x1800 | 1 << question)
    assert words(questions.PROFILE, 1 << 16, 0) is None, "the question that came later, alone"


def test_h50_the_pens_limit_is_named():
    assert cartridge_text.OPENED_MAX_DAYS * 86_400 == cartridge.OPENED_MAX_S
    assert f"{cartridge_text.OPENED_MAX_DAYS} days" in pen_codes.refusal(r.CARTRIDGE_OLD)


def test_numbers_this_tool_does_not_know_are_shown_as_numbers():
    assert skin_codes.zone(9) == "zone 9"
    assert skin_codes.condition(30) == "condition 30"
    assert skin_codes.refusal(r.USB_POWER, 0) is None
    assert skin_codes.told({"kind": "boot"}) is None
    assert skin_codes.told({"kind": "hold", "why": 99}) == "locked for a while: reason 99"
    assert skin_codes.day(1 << 31) == f"day {1 << 31}"
    assert skin_codes.conditions(0) == "none"


def test_the_words_promise_nothing_and_blame_nobody():
    said = [*sum(pen_codes.REFUSALS.values(), ()), *pen_codes.STOPS.values(), *sum(pen_codes.ANSWERS.values(), ())]
    for line in said:
        for never in ("steril", "cure", "absorption", "result", "your fault", "FDA", "cleared device"):
            assert never not in line.lower(), line
