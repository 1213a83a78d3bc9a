"""How the pen takes bytes from the line: what belongs to one frame in few turns, and never waiting for a laptop."""

from pen.formats import frame
from pen.formats import messages as m
from pen.link.channel import Channel


class Packets:
    """A line on which one packet waits at a time: the next one is there two looks later."""

    def __init__(self, data, size=64):
        self.packets = [data[at : at + size] for at in range(0, len(data), size)]
        self.looks = 0

    def readinto(self, space):
        self.looks += 1
        if self.looks % 3 or not self.packets:
            return 0
        packet = self.packets.pop(0)
        if len(packet) > len(space):
            self.packets.insert(0, packet[len(space) :])
            packet = packet[: len(space)]
        space[: len(packet)] = packet
        return len(packet)

    def write(self, _):
        return 0


def test_a_frame_that_has_begun_is_taken_in_few_turns_and_never_waited_for_long():
    whole = frame.encode(m.FW_DATA, 1, bytes(1028))
    line = Packets(whole)
    channel = Channel(line)
    channel.resize(m.DATA_MAX + 4)
    turns = 0
    while channel.next() is None:
        before = line.looks
        channel.receive()
        turns += 1
        assert line.looks - before <= 16
    assert turns <= 10, "17 packets, and a look at the line in each turn"
    line.packets = [whole[:64]]
    for _ in range(4):
        before = line.looks
        channel.receive()
        assert line.looks - before <= 16, "the rest never comes"
    before = line.looks
    channel.receive()
    assert line.looks - before == 1, "nothing came: one look is enough"
