"""The planted bugs of the ways out of lock-outs (S8, S17, S20): each would close a way, open it too far, or hide it."""

from tests.planted.bugs import CORE, PEN, STATE, core, pen

OUT = PEN + "ways_out.py"
SKIN = CORE + "skin.py " + CORE + "skin_later.py"
LOOSER = CORE + "loosening.py"
ASKING = STATE + "asking.py"
TREATMENT = CORE + "treatment.py"  # without its states a pen that enters one ends in a crash
WORDS = "tests/firmware/test_pen_true_words.py::test_"
TOLD = "tests/firmware/test_pen_told.py"
SMALL = CORE + "zones.py tests/firmware/test_pen_small_zone.py"

# fmt: off
# ruff: noqa: E501
BUGS = (
    pen("S17", "ui/refusal", "    if reason == reasons.SESSION_OVER and ledger.session_lost:", "    if False:", WORDS + "s17_h10_nor_is_one_that_ends_while_it_is_arming"),
    core("S8", "limits", "LOOSEN_S = const(28 * 86_400)", "LOOSEN_S = const(27 * 86_400)", LOOSER),
    core("S8", "settings", "proven_s >= ledger.looser_at_s[setting - 1]", "True", LOOSER),
    core("S8", "settings", " and low <= value <= high:\n", ":\n", LOOSER),
    core("S8", "settings", "    ledger.looser[setting - 1] = 0\n", "", LOOSER),
    core("S8", "settings", "    if ledger.looser[setting - 1] != value:", "    if not ledger.looser[setting - 1]:", LOOSER),
    core("S8", "merge", "        if old.looser[i] != new.looser[i]:", "        if False:", LOOSER),
    pen("S8", "link/table", 'm.LOOSEN: (PEN, "check_loosen", "asks_loosen"', 'm.LOOSEN: (PEN, "check_loosen", ""', OUT),
    pen("S8", "app", "            self.clock_reader.unsaved = True  # with the next commit at rest\n", "            pass\n", OUT),
    pen("S20", "storage/upkeep", "    ledger.zero_counts = zero_counts\n    if not", "    if not", OUT),
    pen("S20", "storage/upkeep", "        ledger.fault = reasons.F_NEW_ZERO\n", "", OUT),
    pen("S20", "storage/upkeep", "    if store.dead_part:\n        raise StoreError(store.dead_part, \"no answer\")\n    ledger", "    ledger", OUT),
    pen("S20", "storage/upkeep", "if not ledger.fault or ledger.fault == reasons.F_HOMING:", "if True:", OUT),
    core("S20", "limits", "CALM_SESSIONS = const(2)", "CALM_SESSIONS = const(1)", SKIN),
    core("S20", "skin", " and not ledger.session_open and ledger.calm_row + 1", " and ledger.calm_row + 1", SKIN),
    core("S20", "skin", "    ledger.calm_row = ledger.calm_row + 1 if ledger.calm else 0\n", "    ledger.calm_row += 1\n", SKIN),
    core("S20", "reported", "    ledger.profile_set = 0\n", "    pass\n", SKIN),
    core("S20", "questions", "CHANGING = 1 << 1 | 1 << 2 | 1 << 13", "CHANGING = 1 << 1 | 1 << 2", CORE + "questions.py"),
    core("S20", "states/asking", "            reported.changed(pen.ledger)\n", "", ASKING),
    core("S20", "states/asking", "self.round.group == TODAY and self.pen.ledger.profile_set", "self.round.group == TODAY", ASKING),
    core("S20", "states/asking", "        elif pen.ledger.session:  # the profile", "        elif False:  # the profile", ASKING),
    core("S20", "screening", "    if pen.ledger.session_open or pen.state in TREATMENT:", "    if pen.state in TREATMENT:", TREATMENT),
    core("S20", "screening", "        return DUE if pen.self_test.check_in_due(inputs.proven_s) >= 0 else FAR\n", "        return FAR\n", TREATMENT),
    core("S20", "screening", "    return DUE if pen.menu.item == START_ITEM and pen.buttons.down else NEAR ", "    return NEAR ", TREATMENT),
    core("S17", "session", "        ledger.cut_zones |= 1 << ledger.charged_zone\n", "", CORE + "refusals.py"),
    core("S17", "session", "        ledger.cut_zones = 0\n", "", CORE + "refusals.py"),
    pen("S17", "inputs/clock_start", "        reader.inputs.cell_empty = True\n", "        pass\n", OUT),
    core("S17", "states/self_test", "            self._told = True\n", "", CORE + "refusals.py"),
    pen("S17", "ui/session", "at_least(\"%d\" % ledger.strokes, ledger.cut_zones)", "\"%d\" % ledger.strokes", OUT),
    # --- what a screen says is true of this pen -------------------------------------------------------------------------
    core("S17", "gate", "        if skin.blocking(ledger) & ~skin.CLEARABLE:", "        if False:", WORDS + "s17_what_never_ends_is_said_before_any_date"),
    core("S17", "skin", "    bits = bits & ~CLEARABLE or bits\n", "", WORDS + "s17_what_never_ends_is_said_before_any_date"),
    core("S17", "gate", "< unlock_at_s(ledger) >= ledger.hold_until_s:", "< unlock_at_s(ledger):", WORDS + "s17_of_two_dates_the_later_one_is_said"),
    pen("S17", "ui/refusal", "        if also:\n", "        if False:\n", WORDS + "s17_h22_a_rest_that_a_doctor_has_to_follow_promises_no_date"),
    core("S17", "states/self_test", "self._out = int(untold == _FOUND_OUT)", "pass", WORDS + "s17_a_ring_that_is_found_out_is_no_power_cut"),
    core("S17", "states/self_test", "self._out = int(untold == _FOUND_OUT)", "self._out = 1", WORDS + "s17_a_run_that_was_cut_is_one"),
    core("S17", "states/self_test", "            pen.ledger.cut_zones |= _CRASHED if crashed else _CUT\n", "            self.tell = reasons.AFTER_CRASH if crashed else reasons.AFTER_CUT\n", TOLD),
    core("S17", "states/self_test", "untold & _CRASHED and not untold & _CUT", "untold & _CRASHED", TOLD),
    core("S17", "states/self_test", "            pen.ledger.cut_zones &= ~(_FOUND_OUT | (_CRASHED if reason == reasons.AFTER_CRASH else _CUT))\n", "            pass\n", TOLD),
    core("S17", "states/self_test", "            pen.commit.changed()\n", "", TOLD),
    core("H27", "states/self_test", "                pen.asking.begin_check_in(due)\n", "                pass\n", TOLD),
    core("H27", "screening", " or pen.state == LOCKED and pen.notice.shown:", ":", TOLD),
    core("S17", "take_over", "        ledger.cut_zones |= 1 << ledger.charged_zone | (_CRASHED if reason == STOP_CRASH else _CUT)\n", "", TOLD),
    core("H19", "gate", "zones.rate_max_hz(ledger, zone, inputs.cartridge.needles) < RATE_MIN_HZ", "False", SMALL),
    core("H19", "zones", "(strokes_left(ledger, zone, needles) - 20) * 3 // 2", "strokes_left(ledger, zone, needles) * 3 // 2", SMALL),
    core("H19", "zones", " and rate_max_hz(ledger, other, needles) >= RATE_MIN_HZ", "", SMALL),
    core("H19", "states/arming", "        chosen.rate_hz = min(chosen.rate_hz, zones.rate_max_hz(ledger, chosen.zone, pen.needles))  # of this run alone\n", "", SMALL),
    core("S14", "states/arming", "        pen.commit.changed()  # what the pen has counted, if the mark may be on the tag\n", "", "tests/firmware/test_pen_unread_mark.py"),
    core("S18", "buttons", "        if elapsed_ms(now_ms, self._down_ms[i]) >= READ_MS:\n", "        if True:\n", STATE + "asking_taps.py"),
    core("S18", "states/asking", "tapped & pen.buttons.read & pen.buttons.fresh:", "tapped & pen.buttons.read:", STATE + "asking_taps.py"),
    core("S17", "gate", "            if buttons.began & buttons.fresh and", "            if buttons.began and", TOLD),
    core("S17", "gate", "                self._shown_ms = now_ms  # it was dark, or something else stood there\n", "                pass\n", TOLD),
    pen("H50", "inputs/cartridge_use", "kept or (written and cartridge.stay != stay)", "kept", "tests/firmware/inputs/test_cartridge.py"),
    pen("H50", "inputs/cartridge_use", "kept or (written and cartridge.stay != stay)", "kept or cartridge.stay != stay", "tests/firmware/inputs/test_cartridge.py"),
    pen("S17", "ui/times", "AT_MOST % text if zones & _ZONES", "AT_MOST % text if zones", "tests/firmware/ui/test_dates.py"),
    pen("S17", "ui/times", "AT_LEAST % text if zones & _ZONES", "AT_LEAST % text if zones", "tests/firmware/ui/test_dates.py"),
    pen("S17", "ui/refusal", "reason == reasons.AFTER_CUT and not inputs.calibrated", "False", WORDS + "s17_h11_needles_that_may_be_out_are_not_called_in"),
    pen("S17", "ui/texts/stops", "    if lost and reason == r.STOP_WINDOW:", "    if False:", WORDS + "s17_h10_a_session_of_a_minute_is_not_said_to_be_thirty"),
)
# fmt: on
