"""Do the needles move? As the drive and the tacho tell (S2, S11)."""

from pen.core.motion import Motion


def test_s11_still_half_a_second_after_the_last_stroke():
    motion = Motion()
    motion.update(0, True, 1_000)
    assert not motion.still
    motion.update(0, False, 1_010)  # the drive itself counts, whether or not strokes were seen
    assert not motion.still
    motion.update(3, False, 1_200)  # coasting
    motion.update(3, False, 1_690)
    assert not motion.still and motion.stroke_ms == 1_200
    motion.update(3, False, 1_700)
    assert motion.still


def test_s11_after_a_wake_they_count_as_moving():
    motion = Motion()
    motion.assume_moving(1_000)
    motion.update(0, False, 1_490)
    assert not motion.still


def test_s2_30_strokes_after_the_drive_are_coasting_and_31_are_a_runaway_told_once():
    motion = Motion()
    motion.update(100, True, 1_000)
    assert not motion.runaway()
    motion.update(130, False, 1_100)
    assert not motion.runaway()
    motion.update(131, False, 1_110)
    assert motion.runaway()
    motion.update(131, False, 1_120)
    assert not motion.runaway()


def test_s2_strokes_one_by_one_at_rest_are_no_runaway():
    motion = Motion()
    for stroke in range(100):
        motion.update(stroke, False, 1_000 * stroke)
        assert not motion.runaway()
        motion.update(stroke, False, 1_000 * stroke + 600)
        assert not motion.runaway()
