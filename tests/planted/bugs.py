"""The planted bugs: one small, believable mistake each, and the tests that must notice it. `run.py` plants them.

The true text stands exactly once in its file; whoever changes that line changes it here too. Every rule with a test of
its own has two bugs at least, limits included, because mutation tools pass constants by.
"""

from typing import NamedTuple

CORE = "tests/firmware/core/test_"
HAL = "tests/firmware/hal/test_"
PEN = "tests/firmware/test_pen_"
STORE = "tests/firmware/storage/test_store.py tests/firmware/storage/test_store_copies.py tests/firmware/storage/test_store_room.py"
LINK = "tests/firmware/link/test_server.py"
LINK_SKIN = "tests/firmware/link/test_skin.py"
ALLOCATION = "tests/firmware/ui/test_micropython.py"
TEXTS = "tests/firmware/ui/texts/test_texts.py"
SERVICE = "tests/firmware/service/test_mode.py"
SCREENS = "tests/firmware/ui/test_screens.py"
STATE = "tests/firmware/core/states/test_"
TREATMENT = " ".join(STATE + name for name in ("arming.py", "running.py", "paused.py"))
RESTING = " ".join(STATE + name for name in ("off.py", "self_test.py", "locked.py", "ready.py", "fault.py"))
OWN = {
    "states/arming": TREATMENT,
    "states/running": TREATMENT,
    "merge": CORE + "ledger.py",
    "ledger": CORE + "ledger.py",
}


class Bug(NamedTuple):
    """`rule`: what breaks; `file`: under firmware/ or boards/; `tests`: space-separated pytest arguments."""

    rule: str
    file: str
    true: str
    planted: str
    tests: str


def limit(rule: str, true: str, planted: str) -> Bug:
    """A constant of `core/limits.py`."""
    return Bug(rule, "firmware/pen/core/limits.py", true, planted, CORE + "limits.py")


def core(rule: str, module: str, true: str, planted: str, tests: str = "") -> Bug:
    """A line of pen/core, caught by that module's own tests unless others are named."""
    own = f"{STATE}{module.removeprefix('states/')}.py" if module.startswith("states/") else f"{CORE}{module}.py"
    return Bug(rule, f"firmware/pen/core/{module}.py", true, planted, tests or OWN.get(module, own))


def formats(rule: str, module: str, true: str, planted: str, tests: str = "") -> Bug:
    """A line of pen/formats, caught by that module's own tests unless others are named."""
    own = f"tests/firmware/formats/test_{module}.py"
    return Bug(rule, f"firmware/pen/formats/{module}.py", true, planted, tests or OWN.get(module, own))


def hal(rule: str, module: str, true: str, planted: str, tests: str = "") -> Bug:
    """A line of a driver, caught by the driver's own tests."""
    return Bug(rule, f"firmware/pen/hal/{module}.py", true, planted, tests or f"{HAL}{module}.py")


def pen(rule: str, module: str, true: str, planted: str, tests: str) -> Bug:
    """A line of what joins the parts."""
    return Bug(rule, f"firmware/pen/{module}.py", true, planted, tests)


def laptop(rule: str, module: str, true: str, planted: str, tests: str) -> Bug:
    """A line of the laptop tool; `tests`: a file of tests/host_tools."""
    return Bug(rule, f"host_tools/needlepen/{module}.py", true, planted, f"tests/host_tools/{tests}.py")


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
    pen("S1", "hal/parts", "        ceiling_um,\n", "        500,\n", "tests/firmware/hal/test_parts.py"),
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
    pen("S4", "ui/screens", "    for name in _loaded.names:\n        screens = _loaded.screens[name]\n", "    for screens in _loaded.screens.values():\n", ALLOCATION),
    pen("S4", "ui/running", "    pack_into(\"78s\", canvas.buffer, at, _DARK)\n", "    canvas.buffer[at : at + 78] = bytes(78)\n", ALLOCATION),
    hal("S4", "needle", "_QUEUED_WORDS = const(2)", "_QUEUED_WORDS = const(4)"),
    hal("S4", "needle", "min(duty_permille, self._max_duty_permille)", "min(duty_permille, 1000)"),
    pen("S4", "app", "        self.parts.watchdog.start()\n\n    # --- the loop", "\n    # --- the loop", PEN + "sessions.py::test_s4_h14_a_hung_interpreter_runs_out_of_fuel"),
    pen("S4", "app", "                heap.before_needles()\n", "                pass\n", HAL + "heap.py"),
    pen("S4", "app", "            if needles:\n", "            if not needles:\n", HAL + "heap.py"),
    hal("S4", "heap", "        _threshold(-1)\n", "        pass\n"),
    hal("S4", "heap", "        _threshold(_AtRest.threshold)\n", "        pass\n"),
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
    # --- S6: sessions 28 days apart, inside a window ------------------------------------------------------------------------
    limit("S6", "INTERVAL_MIN_S = const(28 * 86_400)", "INTERVAL_MIN_S = const(27 * 86_400)"),
    limit("S6", "SESSION_WINDOW_S = const(30 * 60)", "SESSION_WINDOW_S = const(60 * 60)"),
    core("S6", "session", "ledger.locked = 1", "ledger.locked = ledger.locked"),
    core("S6", "session", "ledger.lock_from_s = inputs.proven_s", "ledger.lock_from_s = ledger.mark_s", CORE + "session.py"),
    core("S6", "clock", "interval_s + ledger.reaction_s + CLOCK_MARGIN_S", "interval_s + ledger.reaction_s"),
    core("S6", "gate", "inputs.proven_s < unlock_at_s(ledger)", "inputs.proven_s + 60 < unlock_at_s(ledger)"),
    core("S6", "gate", "if ledger.session_open and session_left_s(inputs.proven_s, ledger) <= 0:", "if False:"),
    core("S6", "states/running", "elif session_left_s(inputs.proven_s, pen.ledger) <= 0:", "elif False:", PEN + "sessions.py::test_s6_the_window_ends_a_running_start_too"),
    core("S6", "cartridge", " and cartridge.lo == ledger.session_cart_lo", ""),
    # --- S7: only provable time counts ---------------------------------------------------------------------------------------
    limit("S7", "CLOCK_JUMP_S = const(8)", "CLOCK_JUMP_S = const(3_600)"),
    core("S7", "clock", "elif self.proven_s + since_s - self._base_s > awake_s + CLOCK_JUMP_S:", "elif since_s > awake_s + CLOCK_JUMP_S:"),
    core("S7", "clock", "        if stopped:\n            event = CLOCK_STOPPED", "        if stopped and since_s < 0:\n            event = CLOCK_STOPPED"),
    core("S7", "clock", "if self._started and not stopped:", "if False:"),
    core("S7", "clock", "        elif self._rtc_s == NO_MARK:", "        elif False:"),
    core("S7", "clock", "self._ledger.mark_rtc_s = NO_MARK if self._silent else self._rtc_s", "pass"),
    core("S7", "clock", "        if not self._started:\n            self._rtc_s = NO_MARK\n", ""),
    pen("S7", "inputs/clock", "            self._proven.silent()\n", "", "tests/firmware/test_pen_lost_time.py"),
    pen("S7", "storage/store", "            self._invalidate_mark()\n", "            pass\n", "tests/firmware/test_pen_lost_time.py"),
    pen("S9", "storage/recovery", "    if not (eeprom and flash):", "    if not (eeprom or flash):", "tests/firmware/test_pen_lost_time.py"),
    pen("S9", "storage/recovery", "(_EEPROM if eeprom else _FLASH)", "(_FLASH if eeprom else _EEPROM)", STORE),
    pen("S7", "inputs/clock", "        store.mark_time_with(self.mark)\n", "", "tests/firmware/test_pen_lost_time.py"),
    pen("S7", "app", "        return not buttons.stuck and bool(", "        return bool(", "tests/firmware/test_pen_lost_time.py"),
    hal("S7", "ds3231", "if not self.stopped() and self._sensible():", "if False:"),
    hal("S7", "ds3231", "return bool(self._one[0] & _OSF)", "return False"),
    pen("S7", "inputs/clock", "            self._inputs.clock_ok = False\n", "", PEN + "sessions.py::test_s3_h20_h21_every_interlock_stops_the_needles"),
    pen("S7", "inputs/clock", "        self._proven.mark()\n", "", PEN + "sessions.py::test_s6_the_next_session_opens_after_28_days_and_not_before"),
    # --- S8: settings tighten only --------------------------------------------------------------------------------------------
    core("S8", "settings", "(value > old) != larger_is_stricter", "(value > old) == larger_is_stricter"),
    core("S8", "settings", 'NEEDLE_MAX: ("needle_max_ms", 60_000, NEEDLE_MAX_MS, False)', 'NEEDLE_MAX: ("needle_max_ms", 60_000, NEEDLE_MAX_MS, True)'),
    core("S8", "ledger", "and ledger.depth_max_um <= CAP_UM", "and ledger.depth_max_um <= 2 * CAP_UM"),
    formats("S8", "ledger", '"interval_s", "I", MAX', '"interval_s", "I", NEWER'),
    core("S8", "states/arming", "chosen.rate_hz = min(chosen.rate_hz, ledger.rate_max_hz)", "pass"),
    pen("S8", "storage/store", "            self.events.emit(record.SETTING, setting, old, value)\n            self.commit()", "            self.events.emit(record.SETTING, setting, old, value)", STORE),
    # --- S9: unknown means locked ------------------------------------------------------------------------------------------------
    core("S9", "merge", "    ledger.history_lost = 1\n", ""),
    formats("S9", "ledger", '"lock_from_s", "I", MAX', '"lock_from_s", "I", NEWER'),
    core("S9", "merge", "if out.lock_from_s > out.mark_s:", "if False:"),
    core("S9", "merge", "for ledger in (old, new):", "for ledger in (new,):"),
    formats("S9", "ledger", "!= crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF:\n        raise BadLedger", "== 1:\n        raise BadLedger"),
    pen("S9", "storage/recovery", "merge.stricter(eeprom, flash)", "merge.newest(eeprom, flash)", STORE),
    pen("S9", "storage/recovery", "        merge.lock_unknown(ledger)\n        event = reasons.LEDGER_NONE", "        event = reasons.LEDGER_NONE", STORE),
    pen("S9", "storage/recovery", "        ledger.mark_rtc_s = layout.NO_MARK\n", "", STORE),
    pen("S9", "storage/recovery", "    if store.dead_part:  # it may hold one", "    if False:  # it may hold one", STORE),
    pen("S9", "storage/recovery", "store.writable = store.healthy = not store.dead_part", "store.writable = store.healthy = True", STORE),
    core("S2", "controller", "_RESTING = (LOCKED, READY,", "_RESTING = (RUNNING, LOCKED, READY,", "tests/firmware/inputs/test_sensors.py"),
    core("S2", "controller", "_RESTING = (LOCKED, READY,", "_RESTING = (ARMING, LOCKED, READY,", "tests/firmware/inputs/test_sensors.py"),
    # --- S10: no message moves anything --------------------------------------------------------------------------------------------
    pen("S10", "link/server", "if self._view.busy and not during_treatment:", "if False:", LINK),
    core("S10", "interlock", "    if inputs.vbus:\n        bits |= USB\n", ""),
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
    # --- S13: nothing is lost silently, nothing is forged --------------------------------------------------------------------------------
    formats("S13", "record", "h.update(memoryview(buf)[:BODY])", "h.update(memoryview(buf)[:PAYLOAD])"),
    formats("S13", "record", "if chain is not None and _link(chain, buf) != link:", "if False:"),
    formats("S13", "record", "pen_id + epoch.to_bytes(4, \"little\")", "pen_id"),
    formats("S13", "frame", "if crc32(self._view[:end]) & 0xFFFFFFFF != crc:", "if False:"),
    pen("S13", "storage/store", "            if events.dropped:\n", "            if False:\n", STORE),
    pen("S13", "storage/store", "            if unsynced > 0:\n", "            if False:\n", STORE),
    pen("S13", "storage/recovery", "if not store.epoch or last < ledger.journal_seq:", "if not store.epoch:", STORE),
    pen("S13", "storage/recovery", " and (chain is None or found == chain)", "", STORE),
    pen("S13", "storage/recovery", "        ledger.acked_seq = 0\n", "", STORE),
    pen("S13", "storage/store", "                self._append(count)\n                events.discard(count)\n", "                events.discard(count)\n", STORE),
    pen("S13", "link/requests", 'if bytes(store.chain_at(sequence)) != fields["chain"]:', "if False:", LINK),
    hal("S13", "flash_files", "for found, k, records in files[1:] or files:", "for found, k, records in files:"),
    hal("S13", "flash_files", "self._records(epoch, k) != offset or", "False or"),
    # --- S14: cartridges ----------------------------------------------------------------------------------------------------------------
    limit("S14", "USES_MULTI = const(3)", "USES_MULTI = const(5)"),
    limit("S14", "NEEDLE_LENGTH_MAX_UM = const(500)", "NEEDLE_LENGTH_MAX_UM = const(1_500)"),
    core("S14", "cartridge", "max(cartridge.marks, ledger.uses(cartridge.hi, cartridge.lo))", "cartridge.marks"),
    core("S14", "cartridge", "if cartridge.bound != UNBOUND and cartridge.bound != ledger.pen_id:", "if False:"),
    core("S14", "cartridge", " or crc16(tag[:30]) != unpack_from", " or unpack_from"),
    core("S14", "cartridge", "USES_MULTI if type_ == MULTI_USE else USES_DISPOSABLE", "USES_DISPOSABLE if type_ == 1 else USES_MULTI"),
    core("S14", "ledger", "uses = max(uses, self.cartridges[at + 6] if at >= 0 else 0)", "uses = uses"),
    pen("S14", "inputs/cartridge", "            if cartridge.bound == cartridges.UNBOUND:\n", "            if False:\n", "tests/firmware/inputs/test_cartridge.py"),
    pen("S14", "inputs/cartridge", "same and cartridge.marks >= uses and cartridge.bound", "same and cartridge.bound", "tests/firmware/inputs/test_cartridge.py"),
    pen("S14", "inputs/cartridge", "if self._tag.protection(1) != EPROM_MODE or", "if", "tests/firmware/inputs/test_cartridge.py"),
    pen("S14", "inputs/cartridge", "            cartridge.clear()\n            self._retry_after_ms = 0\n", "            cartridge.clear()\n", "tests/firmware/inputs/test_cartridge.py"),
    pen("S14", "inputs/cartridge", "== self._number", "is not None", "tests/firmware/test_pen_tags.py"),
    pen("H16", "inputs/cartridge", "min(max(2 * self._retry_after_ms, _POLL_MS), _RETRY_MAX_MS)", "_POLL_MS", "tests/firmware/inputs/test_cartridge.py"),
    core("H16", "buttons", "        if for_ms >= STUCK_MS:  # and stays so: `for_ms` starts anew when the ticks wrap after 12 days\n            self.stuck = True\n", "        self.stuck = for_ms >= STUCK_MS\n"),
    pen("S14", "inputs/cartridge", "if cartridge.hi != hi or cartridge.lo != lo or cartridges", "if cartridges", "tests/firmware/inputs/test_cartridge.py"),
    # --- service: a program that fails, or makes room, leaves everything off and the port open ---------------------------------------------
    pen("service", "service/mode", "    for pin, level in SAFE:\n", "    for pin, level in SAFE[1:]:\n", SERVICE),
    pen("service", "service/mode", "    for pin, level in SAFE:\n", "    for pin, level in SAFE[:1]:\n", SERVICE),
    pen("service", "service/mode", "    for pin, level in SAFE:\n        Pin(pin, Pin.OUT, value=level)\n    _quiet()\n", "    _quiet()\n    for pin, level in SAFE:\n        Pin(pin, Pin.OUT, value=level)\n", SERVICE),
    pen("service", "service/mode", "    Watchdog(1000).stop()\n", "", SERVICE),
    pen("service", "service/mode", "    micropython.kbd_intr(3)\n", "", SERVICE),
    pen("service", "service/mode", "    except Exception as error:\n        _off(", "    except ImportError as error:\n        _off(", SERVICE),
    pen("service", "service/mode", "    except KeyboardInterrupt:", "    except BaseException:", SERVICE),
    pen("service", "service/mode", "DOWN_PIN = 15", "DOWN_PIN = 13", SERVICE),
    pen("service", "service/mode", "return released <= _DISTURBED_MS", "return released < _HELD_MS", SERVICE),
    pen("service", "service/mode", "handler=_restart", "handler=None", SERVICE),
    pen("service", "service/mode", "    chip.leaving(why)\n", "", SERVICE),
    pen("service", "link/requests", "if not (self._view.vbus and self._view.confirmed):", "if not self._view.vbus:", SERVICE),
    pen("service", "link/requests", "        self.leaving = False  # SERVICE was granted\n", "        self.leaving = getattr(self, 'leaving', False)\n", LINK),
    pen("service", "link/pen_view", "self._controller.buttons.down & DOWN", "self._controller.buttons.down", SERVICE),
    pen("service", "app", "        self.parts.buzzer.tone(0)\n        self._commit()\n", "        self.parts.buzzer.tone(0)\n", SERVICE),
    pen("service", "app", "        self._commit()\n        self.parts.watchdog.stop()\n", "        self._commit()\n", SERVICE),
    hal("service", "chip", "    if left & ~0xFF != _MARK:\n", "    if True:\n"),
    hal("service", "chip", "    mem32[_SCRATCH0] = _MARK | _RUNNING\n", ""),
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
    # --- S17: a refusal says why and how it ends ------------------------------------------------------------------------------------------
    core("S17", "controller", "self.events.emit(record.REFUSAL, why.reason, why.detail, why.until_s)", "pass", RESTING),
    core("S17", "gate", "        self._shown = True\n", "", RESTING),
    core("S17", "gate", "if ledger.history_lost else why, 0, unlock_at_s(ledger))", "if ledger.history_lost else why)"),
    pen("S17", "ui/screens", "    elif _noticed(pen, now_ms):\n        refusal.draw(canvas, pen, inputs)\n    else:\n", "    else:\n", SCREENS),
    pen("S17", "ui/texts/refusals", "    r.USB_POWER: (", "    -r.USB_POWER: (", TEXTS),
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
    # --- H22: contraindications and today's skin -----------------------------------------------------------------------
    core("H22", "skin", "    ledger.cleared &= ~bits\n", ""),
    core("H22", "skin", "ALL & ~(BLEEDING_DISORDER | KELOID)", "ALL"),
    core("H22", "skin", "    if not ledger.profile_set:\n", "    if False:\n"),
    core("H22", "gate", "        if inputs.proven_s < ledger.hold_until_s:", "        if False:", STATE + "asking.py"),
    core("H22", "screening", "        if not ledger.profile_set:\n", "        if False:\n"),
    core("H22", "screening", "        if not pen.screening.clean(now_ms, inputs):\n", "        if False:\n"),
    core("H22", "screening", " and 0 <= (proven_s - self._s) * 1_000 <= for_ms", ""),
    core("H22", "states/asking", "            if self.round.group == TODAY and self.round.trouble():", "            if self.round.question >= 0 and self.round.group == TODAY and self.round.trouble():"),
    core("H22", "screening", "        if not self._left.within(now_ms, inputs.proven_s, CLEAN_KEEP_MS):\n            self._cleaned_ms = 0\n", "", STATE + "cleaning.py"),
    core("H22", "questions", "TODAY, YES, reasons.NOT_CLEANSED", "TODAY, NO, reasons.NOT_CLEANSED"),
    core("H22", "skin", "        limit_um = min(limit_um, PIGMENT_UM)\n", "        pass\n"),
    core("H5", "screening", "    if unfit and inputs.cartridge.present:\n", "    if False:\n"),
    core("H5", "screening", "    if unfit and inputs.cartridge.present:\n", "    if unfit:\n"),
    core("S3", "screening", "return REFUSED if unfit else ARM", "return ARM"),
    # --- what the laptop may say of the skin ---------------------------------------------------------------------------
    pen("H22", "link/requests", "if not (self._view.vbus and self._view.confirmed):", "if not self._view.confirmed:", LINK_SKIN),
    pen("H22", "link/table", '"check_profile", "down_held"', '"check_profile", ""', LINK_SKIN),
    pen("H22", "link/table", '"check_clearance", "down_held"', '"check_clearance", ""', LINK_SKIN),
    pen("H22", "link/skin", "if not ledger.profile_set or bits & ~(ledger.profile & ~ledger.cleared):", "if not ledger.profile_set or bits & ~ledger.profile:", LINK_SKIN),
    pen("H22", "link/skin", "wrong = bits & ~(ledger.profile & skin.CLEARABLE)", "wrong = bits & ~skin.CLEARABLE", LINK_SKIN),
    pen("H22", "link/skin", "            nothing = not ledger.review\n", "            nothing = False\n", LINK_SKIN),
    pen("H22", "link/skin", " or self._is_after_today(day) or", " or", LINK_SKIN),
    pen("H22", "link/skin", "if self._view.occupied or self._store.ledger.session_open:", "if self._view.occupied:", LINK_SKIN),
    pen("H22", "link/skin", "all(0x20 <= c < 0x7F for c in text)", "all(0x20 <= c for c in text)", LINK_SKIN),
    pen("H22", "link/skin", "        self._store.commit()\n", "", LINK_SKIN),
    pen("H27", "link/skin", '(index < 0 or skin.CHECKIN_H[index] != fields["hours"])', "index < 0", LINK_SKIN),
    pen("H27", "link/table", '"consent_to_checkin"', '""', LINK_SKIN),
    pen("H27", "link/skin", "self._latest(now_s - ledger.lock_from_s) if findings", "3 if findings", LINK_SKIN),
    # --- H27: late reactions -------------------------------------------------------------------------------------------
    core("H27", "screening", "        if skin.before_next(ledger):\n", "        if False:\n"),
    core("H27", "skin", "_FINAL = 0b1100", "_FINAL = 0b1111"),
    core("H27", "skin", "    ledger.reaction_s += REACTION_S\n", ""),
    core("H27", "skin", "    if ledger.reactions_row >= REACTIONS_REVIEW:", "    if ledger.reactions_row > REACTIONS_REVIEW:"),
    core("H27", "skin", " or not ledger.calm:", ":"),
    core("H27", "states/paused", "            skin.bled(ledger)\n", ""),
    core("H27", "clock", "interval_s + ledger.reaction_s + CLOCK_MARGIN_S", "interval_s + CLOCK_MARGIN_S", CORE + "skin.py"),
    core("H27", "buttons", "            self.bleeding = 0 if self._too_old_to_bleed else self.down\n", "            self.bleeding = self.down\n", STATE + "paused.py"),
    # --- S12 on the laptop: nothing but what a known key has signed, resumed by hash, and what happened is said ---------
    laptop("S12", "firmware/bundle", "    if anybody:\n        return None\n    raise _refused(name, *_foreign(front, ring))", "    return None", "firmware/test_bundle"),
    laptop("S12", "firmware/bundle", "        if signer and signer.name != manifest.key:\n", "        if False:\n", "firmware/test_bundle"),
    laptop("S12", "firmware/bundle", "        check_pack(io.BytesIO(data[end:]).readinto, manifest)\n", "", "firmware/test_bundle"),
    laptop("S12", "firmware/bundle", "if len(data) != end + pack_size:", "if len(data) < end + pack_size:", "firmware/test_bundle"),
    laptop("S12", "firmware/bundle", "        if board not in self.boards:\n", "        if not self.boards:\n", "firmware/test_update_pen"),
    laptop("S12", "firmware/bundle", "        if self.min_boot > boot_version:\n", "        if False:\n", "firmware/test_update_pen"),
    laptop("S12", "firmware/update_pen", " and hashlib.sha256(bundle.data[: held.size]).digest() == held.digest:", ":", "firmware/test_update_pen"),
    laptop("S12", "firmware/update_pen", "return found if seen.status().boots > boots else None", "return found", "firmware/test_update_pen"),
    laptop("S12", "firmware/update_pen", "            return None if found.trial else found\n", "            return found\n", "firmware/test_update_pen"),
    laptop("S12", "firmware/update_pen", "    if found.slot == before.slot:\n", "    if False:\n", "firmware/test_update_pen"),
    laptop("S12", "firmware/recover", "if repl.hashes().get(_BESIDE) != bundle.sha256:", "if False:", "firmware/test_recover"),
    laptop("S12", "firmware/recover", "        repl.write(_BESIDE, bundle.data, progress)\n", "        repl.write(SLOT, bundle.data, progress)\n        repl.write(_BESIDE, bundle.data)\n", "firmware/test_recover"),
    laptop("S12", "firmware/recover", "(*RECORDS, OTHER) if name in there", "RECORDS if name in there", "firmware/test_recover"),
    laptop("S12", "firmware/keys", "os.O_WRONLY | os.O_CREAT | os.O_EXCL", "os.O_WRONLY | os.O_CREAT | os.O_TRUNC", "firmware/test_keys"),
    laptop("S12", "firmware/keys", "(private, secret, 0o600)", "(private, secret, 0o644)", "firmware/test_keys"),
    laptop("S12", "firmware/keys", "if key.key_size != BITS or", "if False or", "firmware/test_keys"),
    laptop("S12", "firmware/uf2", "        if head.address != FLASH_START + len(flash):\n", "        if head.address < FLASH_START:\n", "firmware/test_flash"),
    laptop("S12", "firmware/uf2", "        if head.board_family != RP2040:\n", "        if False:\n", "firmware/test_flash"),
    laptop("S12", "firmware/flash", "        if len(right) > 1:\n", "        if len(right) > 2:\n", "firmware/test_flash"),
    laptop("S12", "firmware/flash", "        if time.monotonic() >= end:\n            raise _nobody", "        if False:\n            raise _nobody", "firmware/test_flash"),
    laptop("S12", "firmware/bootsel_drives", "        return BOARD_ID in self.model.splitlines()\n", "        return bool(self.model)\n", "firmware/test_flash"),
)
# fmt: on
