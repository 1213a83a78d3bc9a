"""The planted bugs of what the needles do: depth, interlocks, stop, record first, stillness, dose, pressure."""

from tests.planted.bugs import (
    ALLOCATION,
    CORE,
    HAL,
    LINK,
    PEN,
    RESTING,
    SERVICE,
    STORE,
    TREATMENT,
    Bug,
    core,
    hal,
    limit,
    pen,
)

_COMMIT = """        self.flush()
        ledger = self.ledger
"""
_COMMIT_LEDGER_FIRST = """        ledger = self.ledger
        ledger.journal_seq = self.next - 1 + self.events.count
        ledgers.encode(ledger, self.slot_buf)
        self.slots[(ledger.sequence + 1) & 1].write(self.slot_buf)
        self.flush()
"""
_EEPROM = "            ledger.sequence & 1,\n"
_FLASH = "            2 + (ledger.sequence & 1),\n"

# fmt: off
# ruff: noqa: E501
BUGS = (
    # --- S1: never deeper than 500 um --------------------------------------------------------------------------------
    limit("S1", "CAP_UM = const(500)  # true", "CAP_UM = const(550)  # true"),
    core("S1", "depth", "min(CAP_UM - error_budget_um, depth_max_um)", "min(CAP_UM, depth_max_um)"),
    core("S1", "depth", "if wanted_um > ceiling:", "if wanted_um > ceiling + 50:"),
    core("S1", "depth", "return limit if limit >= DEPTH_MIN_UM else 0", "return limit"),
    core("S1", "states/arming", "limit_um(pen.menu.depths_um[pen.menu.zone], pen.ceiling_um())", "pen.menu.depths_um[pen.menu.zone]"),
    core("S1", "menu", "limit_um(max(wanted, DEPTH_MIN_UM), ceiling)", "max(wanted, DEPTH_MIN_UM)", RESTING),
    core("S1", "controller", "min(lowest, zones.ceiling_um(zone), skin.ceiling_um(self.ledger))", "min(lowest, skin.ceiling_um(self.ledger))", CORE + "dose.py"),
    hal("S1", "stepper", "max(0, min(um, self._max_um))", "max(0, um)"),
    hal("S1", "stepper", "_TRAVEL_UM = const(600)", "_TRAVEL_UM = const(60)"),
    pen("S1", "hal/parts", "PULSES_PER_100UM, ceiling_um)", "PULSES_PER_100UM, 500)", "tests/firmware/hal/test_parts.py"),
    pen("S1", "app", "deepest_um = ceiling_um(board.ERROR_BUDGET_UM, CAP_UM)", "deepest_um = CAP_UM", PEN + "sessions.py"),
    Bug("S1", "boards/common/mechanics.py", "PULSES_PER_100UM = 320", "PULSES_PER_100UM = 360", "tests/firmware/hal/test_parts.py"),
    Bug("S1", "boards/common/mechanics.py", "    25  # commanded", "    15  # commanded", "tests/firmware/hal/test_parts.py"),
    # --- S2: commanded and measured depth agree ------------------------------------------------------------------------
    limit("S2", "DEPTH_TOLERANCE_UM = const(25)", "DEPTH_TOLERANCE_UM = const(125)"),
    core("S2", "depth", "-tolerance_um <= commanded_um - measured <= tolerance_um", "commanded_um - measured <= tolerance_um"),
    core("S2", "depth", "if delta * 4 > counts_per_turn * 3:", "if delta * 2 > counts_per_turn * 3:"),
    core("S2", "controller", "        self.ledger.fault = code\n", "", TREATMENT),
    core("S2", "states/running", "if bits & interlock.DEPTH:", "if bits == interlock.DEPTH | interlock.USB:"),
    core("S2", "ring", "agrees(um, inputs.measured_um, tolerance_um)", "True", TREATMENT),
    hal("S2", "stepper", "done if self._deeper else -done", "done"),
    # --- S3: fuel only while every interlock holds ---------------------------------------------------------------------
    core("S3", "interlock", "or inputs.ring_busy", ""),
    core("S3", "interlock", "bits |= STORE", "pass"),
    core("S3", "interlock", "if inputs.buttons or inputs.latched:", "if inputs.buttons:"),
    core("S3", "interlock", "ledger.fault or inputs.broken_part", "ledger.fault"),
    core("S3", "states/running", "    elif bits:\n", "    elif bits & ~interlock.HEAT:\n"),
    core("S3", "controller", "        outputs.duty = 0\n        outputs.arm = False\n", "        outputs.arm = False\n", TREATMENT),
    core("S3", "gate", "if inputs.vbus:", "if inputs.vbus and not ledger.session_open:", CORE + "gate.py " + TREATMENT),
    limit("S3", "BATTERY_STOP_MV = const(3_200)", "BATTERY_STOP_MV = const(2_900)"),
    pen("S3", "inputs/sensors", "inputs.measured_um = NO_DEPTH", "pass", "tests/firmware/inputs/test_sensors.py"),
    pen("S3", "inputs/sensors", "if self._failed[part] >= 2:", "if self._failed[part] >= 3:", "tests/firmware/inputs/test_sensors.py"),
    # --- S4: the stop is hardware-timed and needs fuel -----------------------------------------------------------------
    hal("S4", "pio", 'jmp(pin, "high").side(1)', 'jmp("high").side(1)', HAL + "pio.py"),
    hal("S4", "pio", 'jmp("swallow").side(0)', 'jmp("period").side(0)', HAL + "pio.py"),
    hal("S4", "needle", "if not self._armed or self.latched():", "if not self._armed:"),
    hal("S4", "needle", "if not self._stop.value():", "if self._stop.value() is None:"),
    pen("S4", "ui/screens", "    if names is not _loaded.names:\n        _load(names)\n", "    if not list(_loaded.modules) == list(names):\n        _load(names)\n", ALLOCATION),
    pen("S4", "ui/running", "    pack_into(\"78s\", canvas.buffer, at, _DARK)\n", "    canvas.buffer[at : at + 78] = bytes(78)\n", ALLOCATION),
    hal("S4", "needle", "_QUEUED_WORDS = const(2)", "_QUEUED_WORDS = const(4)"),
    hal("S4", "needle", "min(duty_permille, self._max_duty_permille)", "min(duty_permille, 1000)"),
    pen("S4", "app", "        self.parts.watchdog.start()\n\n    # --- the loop", "\n    # --- the loop", PEN + "sessions.py::test_s4_h14_a_hung_interpreter_runs_out_of_fuel"),
    pen("S4", "app", "                heap.before_needles()\n", "                pass\n", HAL + "heap.py"),
    pen("S4", "app", "            if needles:\n", "            if not needles:\n", HAL + "heap.py"),
    hal("S4", "heap", "        _threshold(-1)\n", "        pass\n"),
    hal("S4", "heap", "        _threshold(_AT_REST_BYTES)\n", "        pass\n"),
    # --- S5: durable in both stores before the first stroke --------------------------------------------------------------
    pen("S5", "storage/store", _COMMIT, _COMMIT_LEDGER_FIRST, STORE),
    pen("S5", "storage/store", _EEPROM + _FLASH, _FLASH + _EEPROM, STORE),
    pen("S5", "storage/store", _FLASH, "", STORE),
    pen("S5", "storage/store", "                failed = failed or error\n", "                pass\n", STORE),
    pen("S5", "storage/store", _EEPROM, "            0,\n", STORE),
    pen("S5", "storage/store", "        self.healthy = False\n        if self._mark_time:\n", "        if self._mark_time:\n", STORE),
    core("S5", "states/arming", "        if result == DONE:\n            pen.go(RELEASE, now_ms)", "        if result != PENDING:\n            pen.go(RELEASE, now_ms)"),
    core("S5", "states/arming", "        pen.go(COMMITTING, now_ms)", "        pen.go(RELEASE, now_ms)"),
    core("S5", "commit", "        answer = self._answer\n        self._answer = PENDING\n", "        answer = self._answer\n"),
    core("S5", "commit", "            self.wanted = kind\n            return PENDING\n", "            self.wanted = kind\n            return answer\n"),
    core("S5", "states/arming", "        pen.go(CHARGING, now_ms)", "        pen.go(COMMITTING, now_ms)"),
    pen("S5", "inputs/cartridge", "self._ledger.set_uses(hi, lo, uses)", "pass", "tests/firmware/inputs/test_cartridge.py"),
    core("S5", "session", "ledger.needle_ms += ledger.charged_ms", "pass"),
    pen("S5", "app", "self.controller.session.close_cut()", "False", PEN + "sessions.py::test_s4_h14_a_hung_interpreter_runs_out_of_fuel"),
    hal("S5", "at24c32", "if back != part:", "if False:"),
    # --- S11: no flash write while needles move ---------------------------------------------------------------------------------------
    limit("S11", "STILL_MS = const(500)", "STILL_MS = const(50)"),
    core("S11", "motion", "        if driven:\n            self._moving_ms = now_ms\n", ""),
    core("S2", "motion", "<= RUNAWAY_STROKES:", "<= 10 * RUNAWAY_STROKES:"),
    core("S11", "controller", "return self.motion.still and not self.needles_due()", "return not self.needles_due()", CORE + "controller.py " + TREATMENT),
    core("S11", "events", "self._drop(SAMPLE) or self._drop(REFUSAL)", "self._drop(REFUSAL) or self._drop(SAMPLE)"),
    core("S11", "events", "if self._values[self._queue[i] * _FIELDS] == kind:", "if self._values[self._queue[i] * _FIELDS]:"),
    pen("S11", "app", "if controller.at_rest():  # a request", "if True:  # a request", PEN + "writes.py"),
    pen("S11", "app", "        self.controller.wake(ticks_ms())\n", "        self.controller.wake(ticks_ms())\n        self._commit()\n", PEN + "writes.py"),
    pen("S11", "app", "        if not self.controller.at_rest():\n            return\n", "", PEN + "writes.py"),
    # --- service: a program that fails, or makes room, leaves everything off and the port open ---------------------------------------------
    pen("service", "service/mode", "    for pin, level in SAFE:\n", "    for pin, level in SAFE[1:]:\n", SERVICE),
    pen("service", "service/mode", "    for pin, level in SAFE:\n", "    for pin, level in SAFE[:1]:\n", SERVICE),
    pen("service", "service/mode", "    for pin, level in SAFE:\n        Pin(pin, Pin.OUT, value=level)\n    _quiet()\n", "    _quiet()\n    for pin, level in SAFE:\n        Pin(pin, Pin.OUT, value=level)\n", SERVICE),
    pen("service", "service/mode", "    chip.Watchdog(1000).stop()\n", "", SERVICE),
    pen("service", "service/mode", "    micropython.kbd_intr(3)\n", "", SERVICE),
    pen("service", "service/mode", "    except Exception as error:\n        _off(", "    except ImportError as error:\n        _off(", SERVICE),
    pen("service", "service/mode", "    except KeyboardInterrupt:", "    except BaseException:", SERVICE),
    pen("service", "service/mode", "DOWN_PIN = 15", "DOWN_PIN = 13", SERVICE),
    pen("service", "service/mode", "return released <= _DISTURBED_MS", "return released < _HELD_MS", SERVICE),
    pen("service", "service/mode", "handler=lambda _pin: machine.reset()", "handler=None", SERVICE),
    pen("service", "service/mode", "    chip.leaving(why)\n", "", SERVICE),
    pen("service", "link/requests", "if not (self._view.vbus and self._view.confirmed):", "if not self._view.vbus:", SERVICE),
    pen("service", "link/requests", "        self.leaving = False  # SERVICE was granted\n", "        self.leaving = getattr(self, 'leaving', False)\n", LINK),
    pen("service", "link/pen_view", "self._controller.buttons.down & DOWN", "self._controller.buttons.down", SERVICE),
    pen("service", "app", "        self.parts.buzzer.tone(0)\n        self._commit()\n", "        self.parts.buzzer.tone(0)\n", SERVICE),
    pen("service", "app", "        self._commit()\n        self.parts.watchdog.stop()\n", "        self._commit()\n", SERVICE),
    hal("service", "chip", "    if left & ~0xFF != _MARK:\n", "    if True:\n"),
    hal("service", "chip", "    leaving(_RUNNING)\n", ""),
    hal("service", "chip", "return WATCHDOG if machine.reset_cause() == WATCHDOG else SOFT_RESET", "return machine.reset_cause()"),
    # --- S15: doses ---------------------------------------------------------------------------------------------------------------------
    limit("S15", "NEEDLE_MAX_MS = const(10 * 60_000)", "NEEDLE_MAX_MS = const(20 * 60_000)"),
    limit("S15", "RUN_MAX_MS = const(60_000)", "RUN_MAX_MS = const(600_000)"),
    limit("S15", "RATE_MAX_HZ = const(110)", "RATE_MAX_HZ = const(150)"),
    core("S15", "session", "min(RUN_MAX_MS, ledger.needle_max_ms - ledger.needle_ms, dose", "min(RUN_MAX_MS, dose"),
    core("S15", "session", "self._ledger.charged_ms - elapsed_ms(now_ms, self._from_ms)", "self._ledger.charged_ms"),
    core("S15", "session", "min(elapsed_ms(now_ms, self._from_ms), self._ledger.charged_ms)", "0", CORE + "session.py"),
    core("S15", "states/running", "elif self.measured_hz > RATE_TRIP_HZ:", "elif False:"),
    core("S15", "states/running", "elif elapsed_ms(now_ms, pen.motion.stroke_ms) >= STALL_MS:", "elif False:"),
    # --- S16: the step allocates nothing (needs MicroPython) ------------------------------------------------------------------------------
    core("S16", "controller", "        outputs.duty = 0\n        outputs.arm = False\n", "        outputs.duty = 0\n        outputs.arm = False\n        self.seen = [now_ms]\n", CORE + "same_on_micropython.py"),
    core("S16", "interlock", "    if inputs.vbus:\n", "    if any((inputs.vbus, False)):\n", CORE + "same_on_micropython.py"),
    core("S16", "states/running", "        self._sample_ms = now_ms\n        self._sample_strokes = inputs.strokes\n", "        self._sample_ms = int(str(now_ms))\n        self._sample_strokes = inputs.strokes\n", CORE + "same_on_micropython.py"),
    core("S16", "events", "            self.dropped += 1\n", "            self.dropped += 1\n            self.lost = bytearray(8)\n", CORE + "same_on_micropython.py"),
    # --- H17, H18, H19: pressure, contact, dose --------------------------------------------------------------------------
    limit("H17", "HARD_MA = const(140)", "HARD_MA = const(240)"),
    core("H17", "touch", "            self.slow = True\n", "", CORE + "touch.py"),
    core("H17", "states/running", "        if pressed.hard_ms(now_ms) >= HARD_MAX_MS:", "        if False:", CORE + "touch.py"),
    core("H17", "states/running", "        if level == touch.NO_AIR:", "        if False:", CORE + "touch.py"),
    core("H18", "states/running", "level == touch.NONE and pressed.off_ms(now_ms) >=", "pressed.touched and level == touch.NONE and pressed.off_ms(now_ms) >=", CORE + "touch.py"),
    core("H18", "states/running", "self.governor.measured_hz or self.wanted_hz(pen)", "self.wanted_hz(pen)", CORE + "touch.py"),
    limit("H18", "RATE_TRIM_UP = const(100)", "RATE_TRIM_UP = const(400)"),
    Bug("H18", "firmware/pen/core/limits.py", "LIFT_MAX_MS = const(400)", "LIFT_MAX_MS = const(600)", "tests/firmware/test_pen_lift.py"),
    core("H18", "states/running", "(LIFT_MAX_MS if pressed.touched else REACH_MS)", "REACH_MS", CORE + "touch.py"),
    limit("H19", "DENSITY_PER_CM2 = const(250)", "DENSITY_PER_CM2 = const(350)"),
    core("H19", "zones", "        needles = NEEDLES_MAX\n", "        needles = NEEDLES_MIN\n"),
    core("H19", "states/running", "session.left_ms(now_ms) if session.strokes_left(inputs.strokes) > 0 else 0", "session.left_ms(now_ms)", CORE + "dose.py"),
    core("H19", "gate", "if why == reasons.NONE and dose.done(ledger, zone, inputs.cartridge.needles):", "if False:", CORE + "dose.py"),
    core("H19", "session", "            made = self._made(strokes)\n            self._close(self._reason, self._ran_ms, made, made)", "            made = 0\n            self._close(self._reason, self._ran_ms, made, made)", CORE + "dose.py"),
    core("H11", "session", "self._close(STOP_POWER_CUT, ledger.charged_ms, 0, ledger.charged_strokes)", "self._close(STOP_POWER_CUT, ledger.charged_ms, 0, 0)", CORE + "dose.py"),
)
# fmt: on
