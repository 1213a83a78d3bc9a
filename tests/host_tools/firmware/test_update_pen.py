"""An update from the laptop's side: offered, agreed to, sent, resumed by hash, tried, confirmed; or returned."""

import random
from dataclasses import replace
from functools import partial

import pytest
from needlepen import Pen
from needlepen.errors import LinkLost, LinkSilent, Refused, VerificationFailed
from needlepen.firmware import bundle as bundles
from needlepen.firmware import restart, update_pen
from needlepen.link import firmware_requests
from pen.formats import messages as m
from pen.formats import record as r

from tests.host_tools.bundles import FILES, KEY, good, mallory
from tests.host_tools.cables import Cable, Chatty, Noisy, Pulled
from tests.host_tools.scripted_slots import UpdatingPen

BIG = {**FILES, "pen/core/words.mpy": random.Random(1).randbytes(40_000)}
NEW = bundles.parse(good((0, 2, 0), BIG), "needlepen-0.2.0.np", [KEY.public])
NEWER = bundles.parse(good((0, 3, 0), BIG), "needlepen-0.3.0.np", [KEY.public])
OLD = bundles.parse(good((0, 0, 9), BIG), "needlepen-0.0.9.np", [KEY.public])


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(update_pen, "START_S", 4.0)
    monkeypatch.setattr(restart, "LOOK_S", 0.02)
    monkeypatch.setattr(restart, "_ASK_S", 0.5)


@pytest.fixture
def pen():
    with UpdatingPen() as running:
        running.controller.confirmed = True
        yield running


def run(pen, bundle=NEW, timeout_s=1.0, **how):
    with Pen.open(pen.url, timeout_s) as line:
        return update_pen.update(line, bundle, **how)


def test_a_pen_gets_its_new_version_and_confirms_it_itself(pen):
    steps, bytes_ = [], []
    with Pen.open(pen.url) as line:
        done = line.update(NEW, lambda at, total: bytes_.append((at, total)), steps.append)
        assert line.hello().firmware == "0.2.0" and line.firmware().other == "0.1.0"  # the same object goes on
    assert (done.from_version, done.to_version, done.slot, done.key) == ("0.1.0", "0.2.0", "b", "development")
    assert bytes(pen.slots.files[1]) == NEW.data and not pen.slots.trial
    assert steps[:5] == ["checking", "hold", "sending", "verifying", "restarting"]
    assert bytes_[0] == (0, len(NEW.data)) and bytes_[-1] == (len(NEW.data), len(NEW.data))
    assert done.resumed_at == 0 and pen.slots.taken == len(NEW.data)


def test_nothing_is_sent_before_a_hand_on_the_pen_agrees(pen):
    pen.controller.confirmed = False
    steps = []

    def tell(step):
        steps.append(step)
        if step == "hold":
            assert pen.slots.taken == 0
            pen.controller.confirmed = True

    assert run(pen, tell=tell).to_version == "0.2.0"
    assert steps[:3] == ["checking", "hold", "sending"]


def test_nobody_there_is_said_and_nothing_changes(pen, nobody):
    pen.controller.confirmed = False
    with pytest.raises(Refused) as caught:
        run(pen)
    assert caught.value.error == m.E_NOBODY
    assert "press ▼" in caught.value.next and pen.slots.taken == 0 and pen.slots.version == (0, 1, 0)


def test_an_older_version_needs_both_buttons(pen):
    run(pen)
    seen = []

    def tell(step):
        seen.append(step)
        pen.slots.both = step == "hold_both" or pen.slots.both

    assert run(pen, OLD, tell=tell).to_version == "0.0.9"
    assert "hold_both" in seen and "hold" not in seen


# --- interrupted --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [150, 300, 500, 650])
def test_pulled_out_anywhere_it_goes_on_where_it_was(after):
    pulls = [after, None]

    def wrap(serial):
        left = pulls.pop(0) if pulls else None
        return Pulled(serial, left) if left else Cable(serial)

    with UpdatingPen(wrap=wrap) as pen:
        pen.controller.confirmed = True
        with pytest.raises(LinkLost):
            run(pen)
        there = len(pen.slots.files[1])
        assert pen.slots.version == (0, 1, 0)
        done = run(pen)
        kept = there if there >= NEW.head_size else 0
        assert done.resumed_at == kept and done.to_version == "0.2.0"
        assert pen.slots.taken == len(NEW.data) + there - kept  # not one byte twice, but for a part of the head
        assert bytes(pen.slots.files[1]) == NEW.data


def test_what_lies_there_of_another_bundle_is_not_taken_for_ours(pen):
    pen.slots.files[1][:] = NEWER.data[:30_000]
    assert run(pen).resumed_at == 0
    assert bytes(pen.slots.files[1]) == NEW.data


def test_the_same_length_with_another_content_is_sent_anew(pen):
    pen.slots.files[1][:] = NEW.data[:30_000]
    pen.slots.files[1][20_000] ^= 1
    assert run(pen).resumed_at == 0
    assert bytes(pen.slots.files[1]) == NEW.data


def test_all_of_it_is_there_already(pen):
    pen.slots.files[1][:] = NEW.data
    assert run(pen).resumed_at == len(NEW.data) and pen.slots.taken == 0


def test_a_pen_that_forgot_the_offer_is_offered_it_again(pen):
    pen.slots.forgets_after = 20_000
    assert run(pen).to_version == "0.2.0"
    assert pen.slots.taken == len(NEW.data)


@pytest.mark.parametrize("bad", [partial(Noisy, one_in=12, noise=random.Random(7)), Chatty])
def test_a_bad_cable_costs_time_and_nothing_else(bad, monkeypatch):
    monkeypatch.setattr(
        update_pen.fw, "_VERIFY_S", 0.3
    )  # a scripted pen needs no longer, and its question is soon over
    with UpdatingPen(wrap=bad) as pen:
        pen.controller.confirmed = True
        assert run(pen, timeout_s=0.3).to_version == "0.2.0"
        assert bytes(pen.slots.files[1]) == NEW.data


def test_a_pen_that_falls_silent_is_said_and_asked_again_later(pen, monkeypatch):
    taken = []

    def stop(at, total):
        taken.append(at)
        pen.dead = at > 20_000

    with pytest.raises(LinkLost) as caught:
        run(pen, timeout_s=0.1, progress=stop)
    assert "goes on where it was" in caught.value.next or "carries on" in caught.value.next
    pen.dead = False
    assert run(pen).resumed_at > 20_000


# --- what the pen says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (lambda pen: setattr(pen.slots, "ring", [("mallory", mallory().public.n)]), m.E_BUNDLE, "none of the keys"),
        (lambda pen: setattr(pen.slots, "battery_ok", False), m.E_BATTERY, "3.41 V"),
        (lambda pen: setattr(pen.controller, "occupied", True), m.E_OCCUPIED, "in the middle"),
        (lambda pen: setattr(pen.slots, "trial", True) or setattr(pen.slots, "trial_s", 1e9), m.E_TRIAL, "trial"),
        (lambda pen: setattr(pen.slots, "board", "OTHER"), m.E_BOARD, "other boards"),
    ],
)
def test_the_pens_refusals_have_words(pen, spoil, error, words):
    spoil(pen)
    with pytest.raises(Refused) as caught:
        run(pen)
    assert caught.value.error == error and words in caught.value.why and caught.value.next
    assert pen.slots.taken == 0


def test_a_bundle_that_was_changed_on_its_way_is_refused_by_the_pen(pen):
    pen.slots.files[1][:] = NEW.data[:-1] + bytes([NEW.data[-1] ^ 1])
    with pytest.raises(Refused) as caught, Pen.open(pen.url) as line:
        update_pen._offer(line, NEW, firmware_requests.HEAD_PIECE)
        update_pen.agreed(line.link, lambda: update_pen.fw.begin(line.link), lambda _: None)
        update_pen.fw.finish(line.link)
    assert caught.value.error == m.E_BUNDLE and "not the one that was signed" in caught.value.why


def test_a_pen_that_has_forgotten_that_it_was_asked_gets_short_pieces(pen, monkeypatch):
    true, longest = firmware_requests.head, []

    def short_only(link, at, data):
        longest.append(len(data))
        if len(data) > firmware_requests.HEAD_PIECE:
            raise LinkSilent("it takes that for garbage")
        return true(link, at, data)

    monkeypatch.setattr(firmware_requests, "head", short_only)
    assert run(pen).to_version == "0.2.0"
    assert longest[1] > firmware_requests.HEAD_PIECE == longest[0] >= max(longest[2:])


def test_a_pen_from_before_long_pieces_is_known_by_its_data_max(pen):
    with Pen.open(pen.url) as line:
        here = firmware_requests.info(line.link)
    assert here.head_max == here.data_max == m.DATA_MAX
    assert replace(here, data_max=firmware_requests.SHORT_HEADS).head_max == m.REQUEST_MAX - 4


def test_a_bundle_for_other_boards_or_loaders_is_never_offered(pen):
    for how in ({"boards": ("WAVESHARE_RP2040_ZERO",)}, {"min_boot": 9}):
        other = bundles.parse(good((0, 2, 0), BIG, **how), "other.np", [KEY.public])
        with pytest.raises(VerificationFailed):
            run(pen, other)
    assert not pen.slots.files[1] and not pen.slots.head


def test_every_number_of_the_pens_answers_has_words():
    from needlepen.texts import pen_codes

    codes = {value for name, value in vars(m).items() if name.startswith("E_")}
    unknown = [code for code in codes if pen_codes.answer(code, 1)[1] == "Update this tool"]
    assert unknown == []


def test_why_it_returned_is_read_from_the_journal(pen):
    pen.store.log(r.UPDATE, r.RETURNED, 0, 512, 256)
    with Pen.open(pen.url) as line:
        said = update_pen.why_returned(line)
    assert said and "does not say" not in said


def test_a_pen_that_never_heard_the_end_of_it_is_not_said_to_have_returned(pen, monkeypatch):
    def lost(link):
        raise LinkSilent("The last request was lost.")

    monkeypatch.setattr(update_pen, "START_S", 0.5)
    with monkeypatch.context() as patch:
        patch.setattr(update_pen.fw, "finish", lost)
        with pytest.raises(LinkLost, match="did not confirm"):
            run(pen)
    done = run(pen)
    assert done.to_version == "0.2.0" and done.resumed_at == len(NEW.data)
