"""The planted bugs of what is watched while it moves: the ring, the stroke rate, the strokes, needles in the air, steps."""

from tests.planted.bugs import CORE, PEN, STATE, Bug, core, hal, limit, pen

RING = "tests/firmware/test_pen_ring_supervised.py"
STARTS = "tests/firmware/test_pen_ring_starts.py::test_"
WORN = STARTS + "s17_h29_nor_does_it_make_a_fault_of_the_ring_and_the_eeprom_is_named"
SINGLE = "tests/firmware/test_pen_single_faults.py"
RATE = "tests/firmware/test_pen_rate_supervised.py"
LIFT = "tests/firmware/test_pen_lift.py"
BRUSH = "tests/firmware/test_pen_brush.py"
PROGRAM = "tests/firmware/test_pen_program_supervised.py"
RUNAWAY = "tests/firmware/test_pen_runaway.py"
BLEEDING = "tests/firmware/test_pen_bleeding.py::test_a23_"
RUNAWAY_SLOTS = "tests/firmware/test_pen_runaway_slots.py"
NOTES = "tests/firmware/storage/test_store_notes.py"
ROWS = "tests/firmware/storage/test_store_cuts_in_a_row.py"
ONCE = "tests/firmware/storage/test_store_told_once.py"
FAILING = "tests/firmware/storage/test_store_failing.py"
LATE_NOTE = "tests/firmware/test_pen_late_note.py"
CABLE = "tests/firmware/test_pen_cable_unstored.py"
MODULE = "tests/firmware/test_pen_module_exchanged.py"
OUTLASTS = "tests/firmware/test_pen_fault_outlasts.py::test_"
SMALL = CORE + "small_integers.py"
SELF_TEST = "tests/firmware/update/test_self_test.py"
MECHANICS = "tests/boards/mechanics/test_tolerances.py"
EDGE = "        if took_us > before_us + (before_us >> 1) or before_us > took_us + (took_us >> 1):\n"

# fmt: off
# ruff: noqa: E501
BUGS = (
    # --- the ring, in every step of every move (S1, S2, H29) ---------------------------------------------------------
    core("S2", "always", "elif pen.watch.strays(pen):", "elif False:", RING),
    pen("H29", "app", "            self.sensors.part_lost(self.parts.homings.begin())  #", "            pass  #", STARTS + "s1_h29_no_number_of_starts_creeps_deeper[direction_stuck--60]"),
    pen("H29", "app", "waits = commit.wanted or controller.state == states.SELF_TEST", "waits = False", STARTS + "s1_h29_nor_when_the_clock_answers_late[1]"),
    pen("S17", "app", "self.sensors.part_lost(self.parts.homings.begin())", "self.parts.homings.begin()", WORN),
    pen("S17", "app", "self.sensors.part_lost(self.parts.homings.over(self.store.stored))", "self.parts.homings.over(self.store.stored)", WORN),
    pen("S17", "inputs/sensors", "        self._lost = part or self._lost", "        self._failed[part] = min(2, part)", "tests/firmware/inputs/test_sensors.py"),
    pen("S17", "inputs/sensors", "        self._lost = 0\n\n", "\n", "tests/firmware/inputs/test_sensors.py"),
    pen("H29", "app", "            self.sensors.part_lost(self.parts.homings.over(self.store.stored))", "            pass", STARTS + "s17_h29_a_homing_that_loses_its_power_once_is_made_again[60]"),
    pen("H29", "start", "if app.parts.homings.read() > 1 and", "if False and", STARTS + "s1_h29_no_number_of_starts_creeps_deeper[direction_stuck--60]"),
    pen("H29", "start", "app.parts.homings.read() > 1 and ledger", "app.parts.homings.read() > 0 and ledger", STARTS + "s17_h29_a_homing_that_loses_its_power_once_is_made_again[60]"),
    hal("H29", "at24c32", "byte[0] if byte[0] <= 2 else int(byte[0] != 0xFF)", "byte[0]"),
    hal("H29", "at24c32", "        except PartError:\n            return 0\n", "        except TypeError:\n            return 0\n"),
    core("S2", "ring", "return ahead_um >= -RING_BACK_UM", "return True"),
    core("S2", "ring", "self._furthest_um - measured_um", "measured_um - self._furthest_um", RING),
    core("S2", "ring", "or not agrees(self.expected_um, measured_um, RING_FOLLOW_UM)", "", RING),
    core("S2", "ring", "pen.outputs.hold = not right", "pass", RING),
    core("S1", "ring", "measured_um <= deepest_um(pen)", "True", RING),
    core("S2", "ring", "right = agrees(self.target_um, inputs.measured_um)", "right = True", RING),
    core("S2", "ring", "outputs.let_go = code in RING_LOST or", "outputs.let_go =", RING),
    core("S2", "ledger", "        if fault in RING_LOST or self.fault not in RING_LOST:\n", "        if True:\n", CORE + "ring.py"),
    core("S2", "controller", "self.ledger.latch(code)", "self.ledger.fault = code", CORE + "ring.py"),
    core("S2", "merge", "        if ledger.fault in RING_LOST:\n", "        if False:\n", CORE + "ring.py"),
    core("S2", "take_over", "    ledger.latch(code)\n", "    ledger.fault = code\n"),
    pen("S2", "inputs/clock_start", " or fault in RING_LOST and known not in RING_LOST\n", "\n", OUTLASTS + "s2_h37_nor_does_what_an_earlier_boot_has_noted_in_the_clock"),
    core("S2", "states/fault", "buttons.read & SELECT", "buttons.read"),
    core("S2", "states/fault", "        elif buttons.read & SELECT and", "        elif"),
    core("A23", "states/__init__", "(state == ARMING and pen.phase >= MARKING)", "state == ARMING", RUNAWAY),
    core("A23", "states/__init__", " or (state == ARMING and pen.phase >= MARKING)", "", PEN + "bleeding_under.py::test_a23_who_stops_a_start_before_the_first_stroke_does_not_say_so"),
    core("A23", "states/__init__", "state == ASKING or (", "(", "tests/firmware/test_pen_bleeding.py::test_a23_while_the_cartridge_comes_out_under_the_press"),
    core("A23", "states/__init__", "(state == ARMING and pen.phase >= MARKING)", "state == ARMING", PEN + "sitting.py::test_a23_on_an_armed_pen_bleeding_is_heard"),
    core("A23", "states/arming", " or pen.buttons.held & UP:", ":"),
    pen("A23", "storage/store", "        ledger.sequence += 1 + self._skipped  # what comes next", "        pass  # what comes next", RUNAWAY),
    pen("S9", "storage/store", "            self.whole = (self.whole | 1 << at) & EEPROM_SLOTS", "            self.whole |= 1 << at", NOTES),
    pen("S9", "storage/store", "                self.whole &= ~(1 << at)\n", "", NOTES),
    pen("H37", "storage/store", "if page < 2 * layout.SIZE // _PAGE else 0", "if page < layout.SIZE // _PAGE else 0", NOTES),
    pen("H37", "storage/store", "if page < 2 * layout.SIZE // _PAGE else 0", "if page < layout.SIZE // _PAGE else 0", RUNAWAY_SLOTS),
    pen("H37", "storage/recovery", "(eeprom or not more)", "True", NOTES),
    pen("H37", "storage/recovery", "(eeprom or not more)", "eeprom", NOTES),
    pen("S9", "storage/upkeep", "    if store.dead_part or eeprom == flash:", "    if True:", ROWS),
    pen("S9", "storage/upkeep", "    if store.dead_part or eeprom == flash:", "    if store.dead_part or eeprom or not flash:", ROWS),
    pen("S9", "storage/upkeep", "            ledger.sequence = before  # so", "            pass  # so", FAILING),
    pen("S9", "storage/upkeep", " & 1 else before + 1", " & 1 else before", ROWS),
    pen("S9", "storage/upkeep", "        first = before - 1 ", "        pass ", ROWS),
    pen("S9", "storage/store", "                self.found |= 1 << at\n", "", ROWS),
    pen("H40", "storage/upkeep", "    if ledger.module != store.module:\n", "    if False:\n", MODULE),
    pen("H40", "storage/store", "        ledger.module = number if alone or number == self.module else 0\n", "", ROWS),
    pen("S9", "storage/recovery", " and eeprom.sequence != flash.sequence:", " and False:", ROWS),
    pen("S13", "storage/untold", "max(0, ledger.waiting - told)", "ledger.waiting", NOTES),
    pen("S13", "storage/untold", " and ledger.fault not in faults:", ":", ONCE),
    pen("S13", "storage/untold", " and not bled:", ":", ONCE),
    pen("S13", "storage/untold", "elif not booted and kind", "elif kind", ONCE),
    pen("S13", "storage/untold", "                told += values[1]\n", "                pass\n", ONCE),
    pen("S13", "storage/recovery", "if apart > 2", "if apart > 1", NOTES),
    hal("H29", "at24c32", "        if self._begun:\n", "        if False:\n"),
    hal("H29", "at24c32", "sorted(found)[_COPIES // 2]", "max(found)"),
    hal("H29", "at24c32", "sorted(found)[_COPIES // 2]", "min(found)"),
    hal("H29", "at24c32", "_COPIES = const(3)", "_COPIES = const(1)"),
    hal("S17", "at24c32", "                    failed = EEPROM\n", ""),
    hal("S17", "at24c32", "                    self._worn |= 1 << i\n", ""),
    hal("S17", "at24c32", "                    return EEPROM  # it", "                    return failed  # it"),
    core("H27", "states/fault", "elif pen.ledger.session_open and session_left_s", "elif False and session_left_s", "tests/firmware/core/states/test_off.py"),
    core("S17", "states/fault", "pen.ledger) <= 0 and not buttons.pressed():", "pen.ledger) <= 0:"),
    core("S3", "states/arming", "                if self._touched:", "                if False:", "tests/firmware/core/states/test_arming.py::test_s3_a_touch_too_short_for_a_press_leaves_too_where_up_would_start"),
    core("A23", "states/fault", "        if pen.has_bled():\n", "        if False:\n", STATE + "fault_bleeding.py " + STATE + "fault_answered.py"),
    core("S16", "controller", "        if self.state == states.ENDED:  # by", "        if self.state in (states.ENDED, states.FAULT):  # by", CORE + "no_heap.py"),
    core("A23", "controller", "        self.commit.copy(1)\n        self.commit.changed", "        self.commit.changed", RUNAWAY),
    core("A23", "controller", "        self.commit.changed()  # what is being stored now may not have it\n", "", "tests/firmware/test_pen_bleeding_stored.py"),
    pen("S5", "link/server", "not self._store.healthy:", "False:", "tests/firmware/test_pen_told_unstored.py"),
    pen("H37", "inputs/clock_start", "    if reader.note_read:\n        return\n", "    if not reader.inputs.clock_late:\n        return\n", LATE_NOTE),
    pen("H37", "inputs/clock_start", " or fault < F_PART <= known", "", LATE_NOTE),
    pen("S9", "storage/store", "1 + self._skipped  # what comes next", "1  # what comes next", FAILING),
    pen("S9", "storage/store", ".write(self, wrong)", ".write(self)", FAILING),
    pen("S9", "storage/upkeep", "                return store.write_ledger(2 - at, 4 - at) or failed\n", "                return store.write_ledger()\n", FAILING),
    pen("S9", "storage/upkeep", "            if at_first:\n", "            if True:\n", FAILING),
    pen("S9", "storage/store", "min(_BATCH, events.count, self.segments.room(self.next))", "min(_BATCH, events.count)", "tests/firmware/storage/test_store_unreliable.py"),
    pen("S13", "storage/untold", "_behind(store, min(first, known))", "_behind(store, first)", ONCE),
    pen("H37", "inputs/clock", "if self.noted == NOTHING_NOTED and (", "if (", LATE_NOTE),
    pen("H37", "inputs/clock_start", "if reader.noted == NOTHING_NOTED and reader", "if reader", LATE_NOTE),
    pen("S10", "link/server", " and asks != NOTHING and", " and", CABLE),
    pen("S18", "link/server", "if what is None and asks", "if asks", CABLE),
    pen("S9", "storage/store", "or failed and self.whole in (EEPROM_SLOTS, FLASH_SLOTS):", "or failed:", ONCE),
    core("S2", "controller", "        self.commit.copy(1)\n        self.ledger.latch", "        self.ledger.latch", RUNAWAY),
    core("S13", "controller", "        if self.state == states.FAULT and code == self._failed:\n", "        if False:\n", RUNAWAY),
    core("S2", "controller", "            self.go(states.SETTLING)\n            return\n", "            return\n", RUNAWAY),
    pen("S2", "app", "            commit.copy(self.store.copy_page(commit.page))\n", "", RUNAWAY),
    pen("S9", "storage/store", "                ledger.sequence = before  # until", "                pass  # until", RUNAWAY),
    pen("S2", "storage/store", "        if start + _PAGE == layout.SIZE:", "        if False:", RUNAWAY),
    pen("S13", "storage/recovery", "    if ledger.waiting:", "    if False:", RUNAWAY),
    core("S17", "states/paused", "        if not self.pen.buttons.pressed():\n", "        if True:\n", OUTLASTS + "s6_s17_a23_bleeding_is_heard_when_the_session_ends_by_itself_meanwhile"),
    pen("S2", "service/mode", "    if trouble and following:", "    if trouble:", PROGRAM + "::test_s1_h29_a_program_that_fails_again_and_again_creeps_no_deeper"),
    pen("S2", "app", "                chip.note(chip.RUNNING)\n", "                pass\n", PROGRAM + "::test_s1_h29_a_program_that_fails_again_and_again_creeps_no_deeper"),
    core("S2", "states/self_test", "stays = pen.ledger.fault in reasons.RING_LOST or", "stays =", RING),
    limit("S2", "RING_FOLLOW_UM = const(15)", "RING_FOLLOW_UM = const(150)"),
    limit("S2", "RING_LOOKS = const(2)", "RING_LOOKS = const(20)"),
    hal("S2", "stepper", "            self.release()\n        elif wanted.home:", "            pass\n        elif wanted.home:", RING),
    hal("S2", "stepper", "            elif not wanted.hold:\n", "            else:\n", RING),
    hal("S2", "stepper", "_STRETCH_PULSES = const(14)", "_STRETCH_PULSES = const(2_000)", RING),
    Bug("S1", "boards/common/mechanics.py", "MECHANICAL_ERRORS_UM = 25\n", "MECHANICAL_ERRORS_UM = 20\n", MECHANICS),
    Bug("S1", "boards/mechanics/parameters.py", "TIP_HEIGHT_UM = Size(0, 5.0", "TIP_HEIGHT_UM = Size(0, 8.0", MECHANICS),
    Bug("S1", "boards/mechanics/parameters.py", "END_STOP_UM = Size(465", "END_STOP_UM = Size(500", MECHANICS),
    pen("S1", "update/self_test", "if error_budget_um < granted_um(board.MECHANICAL_ERRORS_UM):", "if False:", SELF_TEST),
    core("S1", "depth", "DEPTH_TOLERANCE_UM + HOME_TOLERANCE_UM + RING_STRETCH_UM + mechanical_um", "DEPTH_TOLERANCE_UM + mechanical_um", SELF_TEST),
    pen("S1", "update/self_test", "if parts.stepper.stretch_pulses * 100 > RING_STRETCH_UM * board.PULSES_PER_100UM:", "if False:", SELF_TEST),
    Bug("S1", "boards/common/mechanics.py", "    + 15  # the encoder may", "    + 10  # the encoder may", "tests/firmware/hal/test_parts.py"),
    # --- the stroke rate has two bounds, and strokes are judged by their intervals (S15, H30, H32) ----------------------
    core("S15", "states/running", "elif governor.slow:", "elif False:", RATE),
    core("S15", "states/running", "if governor.fast:", "if False:", RATE),
    core("S15", "states/running", "elif governor.uneven > 4 * UNEVEN_MAX:", "elif False:", RATE),
    limit("S15", "RATE_LOW_PERCENT = const(70)", "RATE_LOW_PERCENT = const(40)", "touch_limits"),
    limit("S15", "RATE_HIGH_PERCENT = const(135)", "RATE_HIGH_PERCENT = const(250)", "touch_limits"),
    core("S15", "touch", "        if not fresh:  # in every step: a window is longer than needles may be driven on\n", "        if not fresh and elapsed_ms(now_ms, self._from_ms) >= RATE_WINDOW_MS:\n", "tests/tools/test_fmea.py::test_a_tacho_with_a_loose_contact_stops_in_time_whenever_it_begins"),
    limit("S15", "UNEVEN_MAX = const(3)", "UNEVEN_MAX = const(40)", "touch_limits"),
    Bug("S15", "firmware/pen/hal/pins.py", EDGE, EDGE.replace(" or before_us > took_us + (took_us >> 1)", " and False"), RATE),
    core("S19", "states/running", "return self._no_current >= _LOOKS", "return False", SINGLE),
    limit("S3", "STALL_MS = const(150)", "STALL_MS = const(300)", "touch_limits"),
    core("S15", "touch", "self.slow = elapsed_ms(now_ms, self._not_slow_ms) >= RATE_WRONG_MS", "self.slow = elapsed_ms(now_ms, self._not_slow_ms) >= 4 * RATE_WRONG_MS", SINGLE),
    core("S15", "touch", "self.fast = elapsed_ms(now_ms, self._not_fast_ms) >= RATE_WRONG_MS", "self.fast = False", SINGLE),
    core("H18", "touch", "        elif not held or index_ma < CONTACT_MA:\n", "        elif index_ma < CONTACT_MA:\n", SINGLE),
    core("H32", "states/running", "        if slip.fast and slip.fast_ms(now_ms) >= SLIP_BACK_MS:\n", "        if False:\n", SINGLE),
    pen("S3", "inputs/cartridge", "_MOVING_POLL_MS = const(15)", "_MOVING_POLL_MS = const(50)", SINGLE),
    hal("S3", "ds2431", "return bool(self._bus.reset()) and self._pin.value() == 1", "return bool(self._bus.reset())", SINGLE),
    hal("S19", "analog", "        if mv > _CELL_MAX_MV:\n", "        if False:\n", SINGLE),
    core("S19", "states/running", "least_ma = least_ma * MOTOR_CURRENT_MIN_PERCENT // 100", "least_ma = 0", SINGLE),
    # --- a shunt in the ground line (H17) ---------------------------------------------------------------------------------
    core("H18", "touch", "            return drawn if (drawn < y) == lower else y\n", "            pass\n", "tests/firmware/test_pen_lift.py::test_h18_off_the_skin_is_off_in_time_after_it_was_pressed_too_hard"),
    core("H18", "touch", "            and slow_ma - self._ua_per_hz * slow_hz // 1_000 <= (more_ma if more_ma > 0 else 0) + _FELT_MA\n", "", "tests/firmware/test_pen_lift.py::test_s15_h18_strokes_on_the_skin_before_free_air_was_measured_are_the_zones"),
    core("H17", "touch", " - self._air.scaled + self._spare_ma\n", " - self._air.scaled\n", "tests/firmware/test_pen_lift.py::test_h17_pressed_too_hard_stops_though_the_run_began_on_the_skin"),
    core("H17", "touch", "if hard_ma >= (", "if index_ma >= (", "tests/firmware/test_pen_lift.py::test_h17_pressed_too_hard_stops_though_the_lowest_rate_was_measured_on_the_skin"),
    core("H17", "touch", "            and slow_ua * 100 >= self._ua_per_hz * AIR_SLOW_MIN_PERCENT\n", "", CORE + "touch.py " + CORE + "touch_running.py"),
    core("H17", "touch", "            and self.baseline_ma * 1_000 <= slow_ua * rate_hz // 100 * AIR_RISE_PERCENT\n", "", CORE + "touch.py " + CORE + "touch_running.py"),
    core("H17", "touch", "        self.slow = True  # lowest rate: at first", "        self.slow = False  # lowest rate: at first", PEN + "ripple.py"),
    # --- ripple (H33) -----------------------------------------------------------------------------------------------------
    limit("H33", "AIR_MEAN_MS = const(240)", "AIR_MEAN_MS = const(20)", "touch_limits"),
    Bug("H33", "boards/virtual/wiring.py", "CURRENT_FILTER_US = 22_000", "CURRENT_FILTER_US = 1_000", PEN + "ripple.py tests/boards/hardware/test_circuit.py"),
    # --- needles in the air (H18, S15) ------------------------------------------------------------------------------------
    Bug("H18", "firmware/pen/core/touch_limits.py", "REACH_MS = const(1_000)", "REACH_MS = const(1_500)", LIFT),
    core("H18", "states/running", "if _SPAN_MIN_US < span_us < _SPAN_MAX_US else", "if False else", LIFT),
    core("S15", "session", "            if self._in_air:  # to its end\n", "            if False:\n", LIFT),
    core("S15", "session", "had = made - self._uncharged", "had = made", LIFT),
    core("S15", "session", "min(strokes, self._free[self._ledger.charged_zone])", "strokes", BRUSH),
    core("S15", "session", "        self._free[zone] -= free\n", "", BRUSH),
    core("S15", "session", "self._free = [0] * ZONES", "self._free = [AIR_FREE_STROKES] * ZONES", BRUSH + "::test_s15_h19_a_start_of_the_pen_gives_no_free_air_again"),
    core("S15", "session", "            self._free[zone] = AIR_FREE_STROKES\n", "", BRUSH),
    core("S15", "session", "free_ms = self._air_ms * free // max(1, self._air_strokes)", "free_ms = self._air_ms"),
    limit("S15", "AIR_FREE_STROKES = const(300)", "AIR_FREE_STROKES = const(3_000)"),
    core("S15", "states/running", "in_air = not pressed.touched and level == NONE", "in_air = not pressed.touched"),
    # --- a late step, a crash, a cut, a hang (S4, S12, S17) -----------------------------------------------------------------
    core("S4", "states/running", "elif late_ms > LATE_MS:", "elif False:", PROGRAM),
    hal("S4", "needle", "if ticks_diff(now_ms, self._fed_ms) > _LATE_MS:", "if False:"),
    hal("S4", "needle", "if not run or run != self._run or", "if"),
    pen("S2", "service/mode", "        _bring_in()\n", "        pass\n", PROGRAM),
    pen("S2", "service/retract", "if fell_um < -_BACK_UM or still >= _STILL:", "if still >= _STILL:", PROGRAM),
    pen("S2", "service/retract", "still = 0 if fell_um > 1 else still + 1", "still = 0", PROGRAM),
    core("S17", "states/self_test", "        if untold:\n", "        if False:\n", PROGRAM),
    core("S17", "states/self_test", "pen.events.emit(RING_FOUND_OUT, pen.inputs.measured_um)", "pass", PROGRAM),
    Bug("S12", "firmware/slots.py", "        machine.WDT(timeout=_WATCHDOG_MS)\n", "", PROGRAM),
    # --- numbers beyond small integers (S16) ----------------------------------------------------------------------------------
    core("S16", "gate", "session_ends_s(ledger) - proven_s", "ledger.lock_from_s + SESSION_WINDOW_S - proven_s + ledger.lock_from_s - ledger.lock_from_s", SMALL),
    core("S16", "ledger", "        and ledger.session < _COUNT_END\n", ""),
)
# fmt: on
