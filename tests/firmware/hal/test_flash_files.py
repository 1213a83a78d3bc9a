"""The journal's segments in littlefs: whole records, in order, whatever moment the power goes."""

import pytest
from pen.hal import flash_files
from pen.hal.errors import FLASH, PartError

from boards.virtual import storage

RECORD = 16
PER = 8


def records(first: int, count: int) -> bytes:
    """`count` records, each telling its number all over."""
    return b"".join(bytes([n & 0xFF]) * RECORD for n in range(first, first + count))


@pytest.fixture
def journal(fs):
    return flash_files.Segments(fs, "/journal", RECORD, PER)


def stored(journal, epoch: int = 1, first: int = 1) -> bytes:
    buf = bytearray(RECORD * 100)
    return bytes(buf[: journal.readinto(epoch, first, buf) * RECORD])


def test_an_empty_journal(journal):
    assert journal.last(1) == 0
    assert journal.first(1) == 0
    assert journal.epochs() == []
    assert stored(journal) == b""
    assert not journal.drop_oldest()


def test_records_come_back_in_order_over_segment_borders(journal):
    written = 0
    for count in (1, 2, 7, 10, 0, 1):
        journal.append(1, written + 1, records(written + 1, count))
        written += count
    assert journal.last(1) == written
    assert journal.first(1) == 1
    assert stored(journal) == records(1, written)
    assert stored(journal, first=8) == records(8, written - 7)
    assert stored(journal, first=written + 1) == b""


def test_reading_stops_where_the_buffer_ends(journal):
    journal.append(1, 1, records(1, 20))
    buf = bytearray(RECORD * 12 + 3)
    assert journal.readinto(1, 5, buf) == 12
    assert bytes(buf[: RECORD * 12]) == records(5, 12)
    assert bytes(buf[RECORD * 12 :]) == bytes(3)


def test_a_laptop_reads_on_and_on_while_the_journal_grows_and_shrinks(journal):
    journal.append(1, 1, records(1, 20))
    buf = bytearray(RECORD * 3)

    def read(first: int) -> bytes:
        return bytes(buf[: journal.readinto(1, first, buf) * RECORD])

    assert [read(n) for n in (1, 4, 7, 10)] == [records(n, 3) for n in (1, 4, 7, 10)]
    assert read(5) == records(5, 3), "back again"
    odd = bytearray(RECORD + 3)
    assert (journal.readinto(1, 8, odd), journal.readinto(1, 9, odd), journal.readinto(1, 10, odd)) == (1, 1, 1)
    assert bytes(odd) == records(10, 1) + bytes(3)
    assert read(11) == records(11, 3)
    assert read(19) == records(19, 2)
    journal.append(1, 21, records(21, 2))
    assert read(21) == records(21, 2), "what is new is seen"
    assert read(1) == records(1, 3)
    assert journal.drop_oldest()
    assert read(4) == b"", "the open file is gone"
    assert journal.readinto(2, 4, buf) == 0, "another epoch"
    assert read(9) == records(9, 3)


def test_s13_a_gap_or_an_overwrite_is_refused(journal):
    journal.append(1, 1, records(1, 10))
    for seq in (1, 5, 9, 10, 12, 17, 18, 100):
        with pytest.raises(PartError) as caught:
            journal.append(1, seq, records(seq, 1))
        assert caught.value.part == FLASH
    assert stored(journal) == records(1, 10)


@pytest.mark.parametrize("data", [b"x", bytes(RECORD + 1)])
def test_parts_of_records_are_refused(journal, data):
    with pytest.raises(ValueError):
        journal.append(1, 1, data)
    with pytest.raises(ValueError):
        journal.append(1, 0, bytes(RECORD))
    assert journal.epochs() == []


def test_epochs_stand_side_by_side(journal):
    journal.append(7, 1, records(1, 3))
    journal.append(2, 1, records(9, 2))
    assert journal.epochs() == [2, 7]
    assert stored(journal, 7) == records(1, 3)
    assert stored(journal, 2) == records(9, 2)
    assert (journal.last(7), journal.last(2), journal.last(3)) == (3, 2, 0)


def test_the_oldest_segment_goes_first_and_the_newest_never(journal):
    journal.append(1, 1, records(1, 20))
    journal.append(2, 1, records(1, 3))
    assert journal.drop_oldest()
    assert journal.first(1) == PER + 1
    assert stored(journal, 1, PER + 1) == records(PER + 1, 20 - PER)
    assert journal.readinto(1, 1, bytearray(RECORD)) == 0
    assert journal.drop_oldest()
    assert journal.drop_oldest()
    assert journal.epochs() == [2]
    assert not journal.drop_oldest()
    assert stored(journal, 2) == records(1, 3)


def test_s13_what_a_drop_will_take_is_known_before_it(journal):
    assert journal.oldest() == (0, 0, 0)
    journal.append(1, 1, records(1, 20))
    journal.append(2, 1, records(1, 3))
    for wanted in ((1, 1, PER), (1, PER + 1, PER), (1, 2 * PER + 1, 20 - 2 * PER)):
        assert journal.oldest() == wanted
        assert journal.drop_oldest()
    assert journal.oldest() == (0, 0, 0), "the newest never goes"


def test_after_a_drop_the_epoch_goes_on(journal):
    journal.append(1, 1, records(1, PER))
    journal.append(1, PER + 1, records(PER + 1, 1))
    journal.drop_oldest()
    journal.append(1, PER + 2, records(PER + 2, PER))
    assert stored(journal, 1, PER + 1) == records(PER + 1, PER + 1)


def test_a_torn_tail_does_not_count_and_is_overwritten(fs, journal):
    journal.append(1, 1, records(1, 3))
    name = [entry[0] for entry in fs.ilistdir("/journal")][0]
    with fs.open("/journal/" + name, "r+b") as file:
        file.seek(3 * RECORD)
        file.write(b"torn")
    assert journal.last(1) == 3
    assert stored(journal) == records(1, 3)
    journal.append(1, 4, records(4, 2))
    assert stored(journal) == records(1, 5)


def test_strange_files_do_not_hurt(fs, journal):
    journal.append(1, 1, records(1, 2))
    with fs.open("/journal/notes.txt", "wb") as file:
        file.write(b"hello")
    assert journal.epochs() == [1]
    assert stored(journal) == records(1, 2)
    with fs.open("/journal/0000000x.000000", "wb") as file:
        file.write(b"hello")
    with pytest.raises(PartError):
        journal.epochs()


def test_free_segments_fall_until_the_flash_is_full(fs):
    """What the count promises fits; when nothing more fits, that is a typed error and nothing is lost."""
    journal = flash_files.Segments(fs, "/journal", 64, 64)  # a block a segment
    written = 0
    while journal.free_segments():
        journal.append(1, written + 1, bytes(64 * 64))
        written += 64
    assert written >= 10 * 64
    with pytest.raises(PartError) as caught:
        for _ in range(40):
            journal.append(1, written + 1, bytes(64 * 64))
            written += 64
    assert caught.value.part == FLASH
    assert journal.last(1) == written


def test_a_wiped_flash_is_a_typed_error_not_an_empty_journal(world, journal):
    journal.append(1, 1, records(1, 3))
    world.fault("flash_wiped")
    for act in (
        lambda: journal.last(1),
        lambda: journal.append(1, 4, records(4, 1)),
        lambda: journal.free_segments(),
    ):
        with pytest.raises(PartError) as caught:
            act()
        assert caught.value.part == FLASH


def big(first: int, count: int) -> bytes:
    """Records of the real size, too many of them to sit inside a directory entry."""
    return b"".join(bytes([n & 0xFF]) * 64 for n in range(first, first + count))


def test_s13_a_cut_at_every_flash_operation_of_an_append_keeps_a_prefix(cuts):
    """What was there stays; of what was being appended a whole number of records, in order, is there."""

    def opened(world):
        storage.mount(world)
        return flash_files.Segments(flash_files.root(), "/journal", 64, 32)

    def all_of(journal) -> bytes:
        buf = bytearray(64 * 100)
        return bytes(buf[: journal.readinto(1, 1, buf) * 64])

    def check(world):
        journal = opened(world)
        count = journal.last(1)
        assert 20 <= count <= 50
        assert all_of(journal) == big(1, count)
        journal.append(1, count + 1, big(count + 1, 3))  # and the journal goes on
        assert all_of(journal) == big(1, count + 3)
        assert world.violations == []

    operations = cuts(
        lambda world: opened(world).append(1, 1, big(1, 20)),
        lambda world: opened(world).append(1, 21, big(21, 30)),
        check,
        12,
    )
    assert operations > 8


def test_s13_a_cut_while_the_oldest_is_dropped_loses_nothing_else(cuts):
    def opened(world):
        storage.mount(world)
        return flash_files.Segments(flash_files.root(), "/journal", RECORD, PER)

    def check(world):
        journal = opened(world)
        assert journal.first(1) in (1, PER + 1)
        assert stored(journal, 1, PER + 1) == records(PER + 1, 5)

    cuts(
        lambda world: opened(world).append(1, 1, records(1, PER + 5)),
        lambda world: opened(world).drop_oldest(),
        check,
        8,
    )
