"""S19, H36: was the cartridge in all the time?"""

import pytest
from pen.hal.errors import TAG, DataError

from tests.firmware.inputs.tag import Tag


def _stay(reader) -> int:
    return reader._cartridge.stay


def test_s19_h36_a_tag_that_stays_is_the_same_stay(tag, reader):
    stay = _stay(reader)
    for ms in range(0, 5_000, 10):
        reader.watch(ms, known=True)
    reader.read_tag()
    assert reader.mark_use() and _stay(reader) == stay and reader._cartridge.readable


@pytest.mark.parametrize("out_ms", (0, 10, 30, 700))
def test_s19_h36_a_tag_that_lost_its_power_is_another_stay(tag, reader, out_ms):
    stay = _stay(reader)
    reader.watch(1_000)
    tag.inserted = tag.note = False
    for ms in range(1_010, 1_010 + out_ms, 10):
        reader.watch(ms, known=True)
    tag.inserted = True
    for ms in range(1_010 + out_ms, 1_600 + out_ms, 10):
        reader.watch(ms, known=True)
    assert reader._cartridge.readable and _stay(reader) != stay


@pytest.mark.parametrize("act", ("read_tag", "mark_use"))
def test_s19_h36_arming_and_marking_ask_for_themselves(tag, reader, act):
    stay = _stay(reader)
    tag.note = False
    assert not getattr(reader, act)() and _stay(reader) != stay


@pytest.mark.parametrize("after_ms", (0, 10, 40))
def test_s19_h36_the_number_is_read_before_the_first_fuel_however_short_ago_it_was_looked_at(tag, reader, after_ms):
    reader.watch(1_000)
    tag.rom = Tag(serial=8).rom
    reader.check_same(1_000 + after_ms)
    assert not reader._cartridge.present


def test_s19_while_something_is_known_an_absence_is_seen_within_20_ms(tag, reader):
    reader.watch(1_000, known=True)
    tag.inserted = False
    for ms in (1_010, 1_020):
        reader.watch(ms, known=True)
    assert not reader._cartridge.present


def test_s19_one_wrong_bit_ends_no_stay(tag, reader):
    """Noise in the note, or in what is read when arming begins: tried again."""
    stay = _stay(reader)
    for name in ("note_is_there", "readinto", "protections", "leave_note"):
        good = getattr(tag, name)
        calls = []

        def disturbed(*arguments, good=good, calls=calls):
            calls.append(arguments)
            if len(calls) == 1:
                raise DataError(TAG, "CRC")
            return good(*arguments)

        setattr(tag, name, disturbed)
        reader.read_tag()
        assert reader._cartridge.readable and _stay(reader) == stay, name
        setattr(tag, name, good)


def test_s19_one_that_turns_unreadable_begins_another_stay(tag, reader):
    """Nobody knows, before it can be read again, whether it was in all the time."""
    stay = _stay(reader)
    good = bytes(tag.memory[:1])
    tag.memory[0] = 0
    reader.read_tag()
    assert not reader._cartridge.readable
    tag.memory[:1] = good
    reader.read_tag()
    assert reader._cartridge.readable and _stay(reader) != stay


def test_s19_out_while_it_is_read_is_another_stay_and_is_journalled(tag, reader):
    stay, told = _stay(reader), reader._events.count
    protections = tag.protections

    def out_once():
        tag.protections = protections
        tag.power = False
        return protections()

    tag.protections = out_once
    reader.read_tag()
    assert reader._cartridge.readable and _stay(reader) != stay
    assert reader._events.count == told + 2, "the cartridge and its lot"
