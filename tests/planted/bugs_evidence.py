"""The planted bugs of evidence that must belong to its object: cartridge, tag, display, depth, bus (S19, H31, H36, H44)."""

from tests.planted.bugs import CORE, HAL, PEN, STATE, Bug, core, hal, limit, pen

CLEAN = PEN + "evidence_clean.py::test_s19_"
READ = PEN + "evidence_read.py"
WITH_TAG = PEN + "evidence_tag.py::test_s19_"
SITTING = PEN + "sitting.py::test_"
SHOWN = PEN + "evidence_display.py::test_s19_"
READER = "tests/firmware/inputs/test_cartridge.py tests/firmware/inputs/test_cartridge_stay.py"
PANEL = "tests/firmware/ui/test_front_panel.py"
TAG = HAL + "ds2431.py"
BUS = HAL + "i2c.py"
DISPLAY = HAL + "ssd1306.py"

WRAP = "tests/firmware/test_pen_evidence_wrap.py::test_"

# fmt: off
# ruff: noqa: E501
BUGS = (
    # --- clean and sealed belong to this cartridge in this nose --------------------------------------------------------
    core("S19", "screening", "        self.swapped = cartridge.stay != self._stay or cartridge.hi", "        self.swapped = cartridge.hi", CORE + "screening.py"),
    core("S19", "screening", "        self._good &= ~_PACK\n", ""),
    core("S19", "screening", "        self._clean.clear()\n        self._left.clear()\n\n    def watch", "        self._left.clear()\n\n    def watch"),
    core("S19", "screening", "        self._cleaned_ms = 0\n        self._clean.clear()\n        self._left.clear()\n", "        self._clean.clear()\n", STATE + "cleaning.py"),
    core("S19", "screening", "return self._clean.true if session_open else", "return session_open or"),
    core("S19", "always", "    pen.screening.watch(now_ms, inputs, pen.ledger.session_open, driven)\n", "", CORE + "screening.py"),
    core("S19", "cartridge", "        self.stay += 1\n", "        pass\n", CORE + "screening.py"),
    # --- after a start the clock alone does not let a session go on (S6) ------------------------------------------------
    core("S6", "screening", "    elif not pen.screening.seen:\n        return TODAY\n", "", SITTING + "s6_h9_a_clock_that_stood_still_while_the_pen_was_off_lets_no_session_go_on"),
    core("S6", "screening", "        self.seen = False\n", "        self.seen = True\n", SITTING + "s6_h9_without_an_answer_it_does_not_go_on"),
    core("S6", "states/asking", "            pen.end_session(r.STOP_WINDOW)\n", "", SITTING + "s6_h9_a_clock_that_stood_still_while_the_pen_was_off_lets_no_session_go_on"),
    core("S6", "states/asking", "if pen.has_bled() or (", "if (", SITTING + "h22_a23_bleeding_is_heard_while_it_asks"),
    core("S6", "states/arming", "            pen.screening.seen = True\n", "", SITTING + "s6_a_pause_without_a_start_asks_nothing"),
    core("S19", "states/asking", "            self.round.unanswer(questions.PACK)", "            pass", CORE + "screening.py"),
    core("S19", "states/cleaning", "        if pen.screening.swapped:\n", "        if False:\n"),
    core("S19", "states/cleaning", "elif pen.has_bled():", "elif False:"),
    pen("S19", "inputs/cartridge", "        if self._cartridge.readable and not self._stayed():\n", "        if False:\n", READER),
    pen("S19", "inputs/cartridge", "            if not self._stayed():\n                self.read_tag()\n", "            pass\n", CLEAN + "h36_sealed_said_of_one_pack_before_the_round_was_over"),
    pen("S19", "inputs/cartridge", "_TRIES if cartridge.readable else 1", "1", READER),
    pen("S19", "inputs/cartridge", "                if not self._tag.present():\n                    self._gone()\n", "                pass\n", READER),
    pen("S19", "app", "self.cartridge_reader.look(controller.cartridge_look(entered), now_ms)", "pass", CLEAN + "h36_any_absence_forgets_that_it_was_clean"),
    hal("S19", "ds2431", " and head[2] == _WHOLE_ROW and self._row == self._left", ""),
    hal("S19", "ds2431", "self._left[0] = self._left[0] + 1 & 0xFF", "self._left[0] = 0"),
    pen("S19", "inputs/cartridge", "                    cartridge.stay += 1  # nobody knows whether it was in all the time\n", "                    pass\n", READER),
    pen("S19", "inputs/cartridge", "                    before = (False, 0, 0)\n", "", READER),
    pen("S19", "inputs/cartridge", "                if not tag.kept_power():\n", "                if False:\n", READ),
    pen("S19", "hal/tag_writes", "    if not tag.kept_power():", "    if False:", TAG),
    hal("S19", "ds2431", "return lost <= _PF", "return not lost"),
    hal("S19", "ds2431", "lost += self._head[2] & _PF", "pass"),
    # --- the number is read after the last commit and before the first fuel ---------------------------------------------
    pen("S19", "inputs/cartridge", "        if not self._stayed() or self._serial() != marked:\n", "        if self._due(now_ms, 50) and self._serial() != marked:\n", READER),
    pen("S19", "inputs/cartridge", "        if not self._stayed() or self._serial() != marked:\n", "        if self._serial() != marked:\n", WITH_TAG + "h36_nor_on_the_same_one_that_left_right_before_the_first_fuel"),
    core("S19", "states/arming", "            if pen.screening.swapped:\n                self._stop", "            if False:\n                self._stop", PEN + "evidence_start.py"),
    core("S19", "states/arming", "LOOK_NOT if self.pen.inputs.buttons else LOOK_SAME", "LOOK_NOT", WITH_TAG + "h36_no_stroke_on_a_cartridge_that_came_before_the_first_fuel"),
    # --- the protection of the factory page is part of being readable --------------------------------------------------
    pen("S19", "inputs/cartridge", "tag.protections()[:3] == _FACTORY", "tag.protections()[1:3] == _FACTORY[1:]", READER),
    pen("S19", "inputs/cartridge", "_FACTORY = const(b\"\\x55\\xaa", "_FACTORY = const(b\"\\x00\\xaa", READER),
    # --- dry takes its time -----------------------------------------------------------------------------------------------
    limit("S19", "DRY_MS = const(30_000)", "DRY_MS = const(3_000)"),
    core("S19", "states/cleaning", "        elif self.dry_left_ms():\n", "        elif False:\n"),
    core("S19", "states/ended", "if self.page == WIPE else self.dry_left_ms()):\n            self._done", "if self.page == WIPE else 0):\n            self._done"),
    # --- what is shown is shown ------------------------------------------------------------------------------------------
    core("H31", "states/arming", "read & UP and not pen.inputs.dark:", "read & UP:"),
    core("H31", "states/arming", "elif not pen.inputs.buttons and not pen.inputs.dark:", "elif not pen.inputs.buttons:"),
    pen("H31", "ui/front_panel", "            self._ready = False\n        refreshed", "        refreshed", PANEL),
    pen("H31", "ui/front_panel", "            inputs.dark = not (self._on and self._sent)\n", "            inputs.dark = False\n", PANEL),
    pen("H31", "ui/front_panel", "            inputs.dark = True\n", "", PANEL),
    pen("H31", "ui/front_panel", "            self._on = self._display.refresh()\n", "            self._display.refresh()\n", PANEL),
    pen("H31", "ui/front_panel", "_REFRESH_MS = const(250)", "_REFRESH_MS = const(25_000)", PANEL),
    pen("H31", "ui/front_panel", " or phase == states.RELEASE)", ")", PANEL),
    hal("H31", "ssd1306", "        if on and not self._is_on():\n", "        if False:\n"),
    hal("H31", "ssd1306", "        on = self._is_on()\n        self._write(_BEGIN)\n", "        on = self._is_on()\n"),
    hal("H31", "ssd1306", "            self._known &= ~(3 << 2 * self._next)\n", ""),
    hal("H31", "ssd1306", "0x20, 0x02,  # page", "0x20, 0x00,  # page"),
    hal("H31", "ssd1306", "_COMMAND, offset & 15, _COMMAND", "_COMMAND, 0, _COMMAND"),
    hal("H31", "parts", 'getattr(board, "DISPLAY_COLUMN", 0)', "0", SHOWN + "h31_an_sh1106_shows_the_same_and_shows_it_again"),
    hal("H31", "led", "        elif self._told < _AGAIN:\n", "        else:\n", SHOWN + "h31_the_lamp_is_told_again_too"),
    # --- one false depth is none ------------------------------------------------------------------------------------------
    pen("S19", "inputs/sensors", "if um != NO_DEPTH and abs(um - before) > DEPTH_JUMP_UM:", "if False:", "tests/firmware/inputs/test_sensors.py"),
    pen("S19", "inputs/sensors", "            um = _middle(before, um, again)\n", "            um = before\n", "tests/firmware/inputs/test_sensors.py"),
    pen("S19", "inputs/sensors", "                before = self._read_um()\n", "                pass\n", "tests/firmware/inputs/test_sensors.py"),
    pen("S2", "inputs/sensors", "inputs.ring_busy or moved or self", "inputs.ring_busy or self", "tests/firmware/inputs/test_sensors.py"),
    # --- nothing old is an answer, and a bus that is held is freed ------------------------------------------------------------
    hal("S19", "i2c", "        if i2c.writeto(address, register, False) != len(register):\n", "        i2c.writeto(address, register, False)\n        if False:\n"),
    hal("S19", "i2c", "        if i2c.writeto(address, data) != len(data):\n", "        i2c.writeto(address, data)\n        if False:\n"),
    hal("S19", "i2c", "        buf[i] = 0xFF\n", "        pass\n"),
    hal("S19", "i2c", "        if sda.value():\n            break\n", ""),
    hal("S19", "i2c", "_CLOCKS = const(9)", "_CLOCKS = const(8)"),
    hal("S19", "i2c", "_CLOCKS = const(9)", "_CLOCKS = const(7)", BUS + "::test_s19_a_part_left_in_the_middle_of_a_byte_is_freed"),
    hal("S19", "i2c", "    sda.value(0)  # START", "    sda.value(1)  # START"),
    hal("S19", "i2c", "    if _opened:\n        _open()\n", "    pass\n"),
    hal("S19", "at24c32", "                    bus.free()\n", "", "tests/firmware/hal/test_i2c.py"),
    # --- H44: a mark is programmed with the current it needs ------------------------------------------------------------------
    hal("H44", "tag_writes", "    tag._pin.init(Pin.OUT, value=1)", "    pass", TAG),
    hal("H44", "tag_writes", "_PROGRAM_MS = const(15)", "_PROGRAM_MS = const(12)", TAG),
    Bug("H44", "boards/virtual/chips/ds2431.py", "            world.after_us(SUPPLY_US, self._check_supply)\n", "", "tests/boards/virtual/test_ds2431.py"),
    # --- what is over is not true again when the ticks wrap -----------------------------------------------------------------
    core("H22", "screening", "        if not driven:\n            if self._answered.true:", "        if driven:\n            if self._answered.true:", CORE + "screening.py"),
    core("H22", "screening", "            if self._answered.true:\n                self._answered.within(now_ms, inputs.proven_s, SCREEN_VALID_MS)\n", "", WRAP + "h22_h36_neither_answers_nor_alcohol_are_good_again_when_the_ticks_wrap"),
    core("H36", "screening", "            self._clean.within(now_ms, inputs.proven_s, SCREEN_VALID_MS)\n", "            pass\n", WRAP + "h22_h36_neither_answers_nor_alcohol_are_good_again_when_the_ticks_wrap"),
    core("H36", "screening", "            self._left.within(now_ms, inputs.proven_s, CLEAN_KEEP_MS)\n", "            pass\n"),
    core("H36", "screening", "        if self._clean.true and not session_open:\n", "        if self._clean.true:\n"),
    core("S6", "session", "and idle_ms >= SESSION_WINDOW_S * 1_000:", "and False:", CORE + "screening.py::test_s6_a_session_that_rests_longer_than_its_window_under_a_silent_clock_is_over"),
    pen("H22", "app", "            if nap_ms == NAP_MS or elapsed_ms(ticks_ms(), before_ms) < nap_ms or", "            if nap_ms == NAP_MS and elapsed_ms(ticks_ms(), before_ms) >= nap_ms and not self.clock_reader.mark_is_due():\n                continue\n            if nap_ms == NAP_MS or elapsed_ms(ticks_ms(), before_ms) < nap_ms or", WRAP + "h22_h36_neither_answers_nor_alcohol_are_good_again_when_the_ticks_wrap"),
)
