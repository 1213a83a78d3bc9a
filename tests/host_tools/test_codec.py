"""The fast check of many records says exactly what the pen's own check of each says (`codec.follow`)."""

from hypothesis import given
from hypothesis import strategies as st
from needlepen.codec import BadRecord, check_record, follow, genesis, sequence_of

from tests.host_tools.memory_store import MemoryStore, play

LIFE = MemoryStore()
play(LIFE, sessions=2)
RECORDS = LIFE.records
FIRST = genesis(LIFE.ledger.pen_id.hex(), LIFE.epoch)


def slowly(raws, chain, sequence):
    """The same with the pen's own functions."""
    good = 0
    for raw in raws:
        try:
            link = check_record(raw, chain)
        except BadRecord:
            break
        if sequence_of(raw) != sequence + good:
            break
        chain = link
        good += 1
    return good, chain


def test_a_whole_journal_follows():
    assert follow(RECORDS, FIRST, 1) == (len(RECORDS), RECORDS[-1][48:60])
    assert follow([], FIRST, 1) == (0, FIRST)


@given(st.data())
def test_whatever_is_done_to_it_both_say_the_same(data):
    raws = list(RECORDS[: data.draw(st.integers(1, len(RECORDS)))])
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(raws) - 1))
        how = data.draw(st.sampled_from(["flip", "cut", "grow", "swap", "drop", "again"]))
        if how == "flip":
            changed = bytearray(raws[at])
            changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
            raws[at] = bytes(changed)
        elif how == "cut":
            raws[at] = raws[at][: data.draw(st.integers(1, 63))]
        elif how == "grow":
            raws[at] += b"\0"
        elif how == "swap":
            raws[at], raws[0] = raws[0], raws[at]
        elif how == "drop" and len(raws) > 1:
            del raws[at]
        elif how == "again":
            raws.insert(at, raws[at])
    chain = data.draw(st.sampled_from([FIRST, None, bytes(12)]))
    sequence = data.draw(st.integers(0, 3))
    assert follow(raws, chain, sequence) == slowly(raws, chain, sequence)
