"""The planted bugs of the supply: when a latched one lets go, what it loses, what brings it back (H43); a 3V3 that sags (H21)."""

from tests.planted.bugs import HAL, PEN, core, hal, pen

SUPPLY = PEN + "supply.py"
CHATTER = PEN + "chatter.py"
RAIL = PEN + "rail.py"
ALARM = HAL + "clock_alarm.py"
# fmt: off
# ruff: noqa: E501
BUGS = (
    pen("S10", "start", "inputs.vbus or ledger.session_open or", "inputs.vbus or", SUPPLY + "::test_s6_an_open_session_keeps_the_supply_and_is_ended_by_the_end_of_its_window"),
    pen("H10", "start", " or inputs.cell_empty", "", SUPPLY + "::test_h10_a_clock_without_its_coin_cell_keeps_it_on"),
    pen("H37", "start", " or not (store.reliable() or store.dead_part)", "", SUPPLY + "::test_h37_what_was_stored_nowhere_keeps_it_on"),
    pen("S19", "start", "    if controller.screening.known(ticks_ms(), inputs) and not", "    if False and not", SUPPLY + "::test_s19_answers_and_alcohol_that_hold_are_not_thrown_away"),
    pen("H27", "start", "if ahead_s > 0:", "if ahead_s > 90_000:", SUPPLY + "::test_h27_h43_the_clock_wakes_it_for_each_check_in"),
    pen("S13", "start", "        store.commit()\n", "", PEN + "supply_time.py::test_s7_the_time_until_it_let_go_is_stored"),
    pen("H43", "start", " or (parts.buttons.read() ^ pressed) & heard", "", SUPPLY + "::test_h43_select_pressed_in_the_very_moment"),
    pen("H43", "app", "load(\"pen.start\").let_go(self, pin_number, _REST_MS) if self._trial is None else NAP_MS", "NAP_MS", SUPPLY + "::test_h43_a_resting_pen_lets_go_and_select_brings_it_back_within_two_seconds"),
    pen("H43", "app", "NAP_MS if pin_number is None or not (self.store.healthy or self.store.dead_part) else _REST_MS", "NAP_MS if not self.store.healthy else _REST_MS", SUPPLY + "::test_h43_a_board_without_a_latch_sleeps_as_before"),
    pen("H43", "app", "            before_ms = ticks_ms()\n", "", CHATTER + "::test_h43_a_pen_that_keeps_its_answers_is_woken_beside_a_button_that_fails_in_the_drawer"),
    pen("H43", "start", " or pressed & heard:", ":", CHATTER + "::test_h43_select_beside_it_is_heard_in_the_very_moment_too"),
    pen("H43", "start", "    controller.restart_idle_time()  #", "    pass  #", CHATTER + "::test_h43_a_latch_that_does_not_open_beside_a_contact_that_chatters_is_tried_every_three_minutes"),
    pen("H43", "start", "(parts.buttons.read() ^ pressed) & heard", "parts.buttons.read() != pressed", CHATTER),
    pen("H43", "app", "self.controller.rests_from_ms(ticks_ms())", "ticks_ms()", CHATTER),
    core("H43", "controller", "if chatter and not chatter & SELECT else", "if chatter else", CHATTER + "::test_h43_a_pen_whose_select_chatters_does_not_try_in_vain_to_let_go"),
    pen("H43", "start", "    buttons.mute()", "    pass", SUPPLY + "::test_s18_a_long_press_that_switches_it_on_chooses_nothing"),
    hal("H21", "analog", "            self._reference_mv = rail_mv\n", "            pass\n", RAIL),
    hal("H21", "analog", "            if not _RAIL_MIN_MV <= rail_mv <= _RAIL_MAX_MV:", "            if False:", RAIL),
    hal("S3", "analog", "_RAIL_MIN_MV = const(2_400)", "_RAIL_MIN_MV = const(2_000)", RAIL),
    hal("S3", "analog", "_RAIL_MAX_MV = const(3_450)", "_RAIL_MAX_MV = const(6_450)", RAIL),
    hal("S19", "analog", "_SHUNT_MV = const(2_048)", "_SHUNT_MV = const(2_500)", RAIL),
    hal("H21", "analog", "getattr(board, \"REFERENCE_PIN\", None)", "None", RAIL),
    core("S6", "states/off", "        over = ledger.session_open and", "        over = False and"),
    core("H27", "states/off", "over = ledger.session_open and", "over = ledger.session_open and not ledger.fault and", SUPPLY + "::test_h27_h43_with_a_fault_from_a_session_it_lets_go_and_is_woken_for_each_check_in"),
    core("H27", "states/fault", "            pen.beep()", "            pass", SUPPLY + "::test_h27_h43_with_a_fault_from_a_session_it_lets_go_and_is_woken_for_each_check_in"),
    core("S19", "screening", "        return answered or self.clean(now_ms, inputs) or", "        return self.clean(now_ms, inputs) or"),
    hal("H43", "supply", "        hold.value(1)", "        pass"),
    hal("H43", "clock_writes", "_ALARM_VALUE = const(0x5D)", "_ALARM_VALUE = const(0x1D)", ALARM),
    hal("H43", "clock_writes", "bytes((status[0] & ~_A1F & 0xFF,))", "bytes((status[0],))", ALARM),
    hal("H10", "clock_writes", "    _write(clock, _STATUS, bytes((status[0] & ~_A1F", "    _write(clock, _STATUS, bytes((0 & ~_A1F", ALARM),
    hal("H43", "clock_writes", "weekday = (day[0] - 1 + at_s // _DAY_S - now_s // _DAY_S) % 7 + 1", "weekday = day[0]", ALARM),
)
