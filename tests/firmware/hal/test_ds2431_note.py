"""Was a tag in all the time? A note in its scratchpad lasts as long as it has power (S19, H36)."""

import pytest
from pen.hal.ds2431 import Ds2431
from pen.hal.errors import BusError, DataError
from tag_rows import FREE, ROW, read

from boards.virtual import wiring


def test_s19_a_note_lasts_as_long_as_the_tag_has_power(world, tag, mem):
    before = bytes(mem)
    assert not tag.note_is_there()
    tag.leave_note()
    for _ in range(3):
        assert tag.present() and tag.read_rom() and tag.note_is_there()
    world.insert(world.eject())
    assert not tag.note_is_there()
    assert bytes(mem) == before and world.ops == 0, "nothing is programmed"


def test_s19_that_it_had_power_is_known_whatever_was_asked_meanwhile(world, tag):
    with pytest.raises(BusError, match="no tag"):
        tag.write_row(FREE, ROW)  # nobody has asked whether it was out
    tag.leave_note()
    assert tag.read_rom() and read(tag, 3, 66) and tag.protections() and tag.kept_power()
    tag.write_row(FREE, ROW)
    assert tag.kept_power()
    world.insert(world.eject())
    assert tag.present() and not tag.kept_power()
    with pytest.raises(BusError, match="no tag"):
        tag.write_row(FREE, bytes(8))
    assert read(tag, FREE, 8) == ROW
    world.eject()
    with pytest.raises(BusError):
        tag.kept_power()


@pytest.mark.parametrize("wrong", (0, 1, 2))
def test_s19_one_wrong_bit_is_no_loss_of_power_and_hides_none(world, tag, wrong):
    """The flag has no CRC: two of three readings are believed."""
    tag.leave_note()
    read_bytes, calls = tag._bus.readinto, []

    def disturbed(buf):
        read_bytes(buf)
        calls.append(buf)
        if len(calls) % 3 == wrong:
            buf[2] ^= 0x20

    tag._bus.readinto = disturbed
    assert tag.kept_power()
    world.insert(world.eject())
    assert not tag.kept_power()


@pytest.mark.parametrize("mode", (0x55, 0xAA))
def test_s19_a_protected_page_keeps_no_note_from_being_found(world, tag, mem, mode):
    mem[0x83] = mode
    tag.leave_note()
    assert tag.note_is_there()
    world.insert(world.eject())
    assert not tag.note_is_there()


def test_s19_a_note_of_the_time_before_is_none(world, tag):
    tag.leave_note()
    other = Ds2431(wiring.TAG)
    other.leave_note()
    other.leave_note()
    assert not tag.note_is_there()


def test_s19_without_a_tag_or_with_noise_it_is_an_error(world, tag):
    tag.leave_note()
    world.fault("tag_noise", value=9)
    with pytest.raises(DataError):
        tag.note_is_there()
    world.fault("tag_noise", on=False)
    world.eject()
    for act in (tag.leave_note, tag.note_is_there):
        with pytest.raises(BusError):
            act()
