"""Room on the chip's heap: not how much is free, but how much of it in a row."""

from pen.formats import bundle, messages

from tests.boards.virtual.rp2040.emulated import needs_the_chip
from tests.tools.emulator.pen import Pen
from tests.tools.emulator.update import Laptop, new_version

_PIECE = 250


def test_a_bundle_s_front_finds_room_whenever_it_is_sent():
    """The cable was in at the start: what the link needs came early, what an update needs comes late."""
    needs_the_chip()
    data = new_version()
    assert bundle.head_size(data) > 10_000
    with Pen(probe=False, cartridge=False) as pen:
        pen.world.plug_usb()
        pen.bench.boot()
        pen.run(3_500)
        laptop = Laptop(pen)
        for idle_ms in (1_500, 2_200, 5_000):
            pen.run(idle_ms)
            laptop.say(messages.FW_INFO)
            assert laptop.say(messages.FW_HEAD, 0, data[:_PIECE])["value"] == _PIECE
