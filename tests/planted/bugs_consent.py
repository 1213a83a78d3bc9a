"""The planted bugs of consent at the pen, and of what the cable may write with nobody there (S18, H34, H35)."""

from tests.planted.bugs import CORE, PEN, STATE, core, laptop, pen

TEST = "tests/firmware/test_pen_consent.py::test_"
BOUND = "tests/firmware/test_pen_consent_bound.py::test_"
WRITES = "tests/firmware/test_pen_cable_writes.py::test_s18_h35_"
KNOWN = "tests/firmware/test_pen_consent_known.py::test_"
GALLERY = "tests/firmware/ui/test_gallery.py::test_s18_each_question_of_the_laptop"
RESTARTS = "tests/firmware/test_pen_restarts.py::test_s18_h35_"
NOBODY = TEST + "s18_h35_nothing_that_changes_the_pen_is_done_with_nobody_at_the_pen"
APART = CORE + "buttons_apart.py"
CHATTER = PEN + "chatter.py::test_"
HOLDS_ON = STATE + "paused.py::test_a23_a_hold_goes_on_to_say_bleeding_whatever_select_taps_meanwhile"
UNDER = PEN + "bleeding_under.py::test_a23_"
BLEEDING = PEN + "bleeding.py::test_a23_"

# fmt: off
# ruff: noqa: E501
BUGS = (
    # --- every request that changes something asks ---------------------------------------------------------------------
    pen("S18", "link/table", '"asks_setting"', '""', NOBODY),
    pen("S18", "link/table", '"asks_service"', '""', NOBODY),
    pen("S18", "link/table", '"asks_profile"', '""', NOBODY),
    pen("S18", "link/table", '"asks_clearance"', '""', NOBODY),
    pen("S18", "link/table", '"asks_begin"', '""', NOBODY),
    pen("S18", "link/table", '"asks_rollback"', '""', NOBODY),
    pen("S18", "link/requests", "        if not old_s:\n            return COUNTED", "        if True:\n            return COUNTED", NOBODY),
    pen("S18", "link/table", 'm.FW_HEAD: (FIRMWARE, "", NOTHING', 'm.FW_HEAD: (FIRMWARE, "", ""', BOUND + "s18_h34_an_asked_bundle_cannot_be_exchanged_for_another"),
    pen("S18", "ui/texts/consents", "    m.LOOSEN: _looser,\n", "    m.LOOSEN: _looser,\n    m.FW_DATA: _rollback,\n", GALLERY),
    pen("S18", "ui/texts/consents", "    settings.USES_MAX: (", "    9: (\"Passes\", str),\n    settings.USES_MAX: (", GALLERY),
    pen("S18", "ui/texts/consents", '"Older software!" if', '"Ancient one!" if fields["version"] == 1 else "Older software!" if', GALLERY),
    # --- a press for this question, after it was shown ------------------------------------------------------------------
    pen("H34", "link/consent", "if question is None or view.shown is not question:", "if question is None:", TEST + "s18_h34_without_a_screen_nobody_agrees"),
    pen("H34", "ui/front_panel", "self._offer if self._ready and self._on and self._sent else None", "self._offer", TEST + "s18_h34_with_a_screen_that_went_dark_nobody_agrees"),
    pen("H34", "link/consent", "self._fresh = self._shown >= _READ", "self._fresh = True", TEST + "s18_h34_a_press_sooner_than_anybody_can_read_agrees_to_nothing"),
    pen("H34", "link/consent", "_READ = const(150)", "_READ = const(30)", TEST + "s18_h34_a_press_sooner_than_anybody_can_read_agrees_to_nothing"),
    pen("H34", "link/consent", "        elif self._fresh:\n", "        else:\n", TEST + "s18_h34_a_finger_that_was_there_before_the_question_agrees_to_nothing"),
    pen("H34", "link/consent", "        else:\n            self._shown = 0\n", "", TEST + "s18_h34_a_finger_that_taps_through_the_pens_own_screens_agrees_to_nothing"),
    pen("H22", "link/skin", "            end = start\n        return 0\n", "            end = start\n        return store.ledger.lock_from_s\n", "tests/firmware/link/test_skin.py::test_h22_of_a_finding_that_nobody_finds_any_more_only_a_look_of_today_counts"),
    pen("H34", "link/consent", "            if self._pressed & ~wanted:\n", "            if False:\n", TEST + "s18_another_button_is_a_no"),
    pen("H34", "link/consent", "view.buttons == wanted == self._pressed", "view.buttons & DOWN", TEST + "s18_an_older_version_takes_both_buttons"),
    pen("H34", "link/consent", "UP | DOWN if question.both else DOWN", "DOWN", TEST + "s18_an_older_version_takes_both_buttons"),
    pen("H34", "link/consent", "_WAIT = const(3_000)", "_WAIT = const(300_000)", TEST + "s18_a_question_ends_by_itself"),
    # --- and so does a restart before an update ------------------------------------------------------------------------
    pen("H35", "link/server", "                self._agreed(kind, payload, fields, {\"restart\"", "                dict(a={\"restart\"", RESTARTS + "answers_and_alcohol_outlast_every_message_about_firmware"),
    pen("H35", "link/consent", "        if not view.idle:", "        if False:", RESTARTS + "while_a_session_is_put_away_nothing_restarts"),
    pen("H35", "link/pen_view", " or bool(controller.ledger.session_open)", "", RESTARTS + "with_a_session_open_no_message_restarts_the_pen_and_it_says_why"),
    pen("S18", "link/pen_view", " or bool(controller.ledger.session_open)", " or controller.state == 6", "tests/firmware/test_pen_consent_session.py::test_a23_bleeding_is_heard_in_a_fault_of_a_session_whatever_the_laptop_wants"),
    pen("H35", "link/consent", "            if bytes(what[\"data\"][:8]) != _MAGIC:\n", "            if False:\n", RESTARTS + "what_would_be_refused_afterwards_is_not_asked_for"),
    pen("S12", "link/consent", "        elif slots.trial or slots.running != slots.record.active:", "        elif False:", "tests/firmware/test_pen_restarts.py::test_s12_a_version_on_trial_is_not_ended_by_a_message"),
    pen("S12", "link/table", 'm.FW_CONFIRM: (PEN', 'm.FW_CONFIRM: (FIRMWARE', RESTARTS + "what_would_be_refused_afterwards_is_not_asked_for"),
    # --- bound to its bytes, good for one ----------------------------------------------------------------------------------
    pen("H34", "link/consent", "return self._about[0] == kind and self._about[1] == bytes(payload)", "return self._about[0] == kind", BOUND + "s18_h34_other_bytes_are_another_request"),
    pen("H34", "link/consent", "            shown = self._what\n            self.withdraw()\n", "            shown = self._what\n", BOUND + "s18_h34_a_yes_is_good_for_one"),
    pen("H34", "link/server", "and not self._consent.is_about(kind, payload):", "and False:", BOUND + "s18_h34_an_asked_bundle_cannot_be_exchanged_for_another"),
    pen("S18", "link/consent", "        if lines is None:", "        if False:", BOUND + "s18_what_the_screen_has_no_room_for_is_not_asked"),
    pen("S18", "link/requests", 'fields.get("offset_s", fields["unix_s"] - self._view.proven_s)', 'fields["unix_s"] - self._view.proven_s', BOUND + "s18_the_date_that_was_shown_is_the_one_that_is_kept"),
    pen("H27", "link/skin", '"hours": skin.CHECKIN_H[index], "findings"', '"hours": fields["hours"], "findings"', BOUND + "h27_a_finding_is_shown_with_the_check_in_that_it_will_be_booked_under"),
    pen("H34", "link/consent", " and self._known == self.known() else _NOTHING", " else _NOTHING", KNOWN + "s18_h34_a_yes_is_not_good_for_what_came_up_after_it"),
    pen("H34", "link/consent", "now.checkin_done, now.profile", "now.profile", KNOWN + "s18_h34_new_blood_told_to_the_pen_withdraws_a_yes_that_waits"),
    pen("H34", "link/consent", "            self._answered(self._alone >= (_TOGETHER if question.both else 1))\n", "            self._answered(self._pressed == wanted)\n", TEST + "s18_h34_a_finger_that_rolls_from_one_button_to_the_other_agrees_to_no_older_version"),
    pen("H22", "link/skin", "if clearance == record.CLEARED_REVIEW and day < self._first():", "if False:", KNOWN + "h22_a_look_from_before_the_blood_does_not_clear_it"),
    pen("H22", "link/skin", "                    return unpack_from", "                    _ = unpack_from", KNOWN + "h22_nor_does_a_look_from_between_the_session_and_a_later_finding"),
    # --- the buttons answer the laptop and nothing else ---------------------------------------------------------------------
    core("S18", "controller", "if self.offer is not None and self.state in states.COVERED:", "if False:", TEST + "s18_the_answer_turns_no_page_and_changes_no_zone"),
    core("S18", "buttons", "        self._muted |= (self._raw | self.down) & buttons\n", ""),
    core("S18", "buttons", "        self._heard(_HELD_LONG, self._says_nothing)\n", ""),
    # --- each button is heard by itself, and one that chatters is named (H16, A23) ------------------------------------
    core("H16", "buttons", "if changed & bit:", "if changed:", APART),
    core("A23", "buttons", "self._down_ms[i] = now_ms", "self._down_ms = [now_ms] * 3", APART),
    core("A23", "buttons", "        self._stage[i] = 0\n", "        self._stage = [0, 0, 0]\n", APART),
    core("A23", "buttons", "self._says_nothing & self._touched | raw", "self._says_nothing | raw", BLEEDING + "the_press_that_wakes_the_pen_does_not_say_so"),
    core("A23", "buttons", "raw & ~self._touched & ~self.may_bleed", "raw & ~self.may_bleed", UNDER + "another_buttons_slip_ends_the_session"),
    core("A23", "buttons", "        self._heard(_HELD_LONG, self._says_nothing)\n", "        self._heard(_HELD_LONG)\n", APART),
    core("A23", "controller", "            self.buttons.may_bleed = states.may_bleed(self)\n", "            pass\n", STATE + "paused.py"),
    core("A23", "states/__init__", "    if not pen.ledger.session_open or state == OFF or", "    if not pen.ledger.session_open or", BLEEDING + "the_press_that_wakes_the_pen_does_not_say_so"),
    core("A23", "states/__init__", "    if not pen.ledger.session_open or state", "    if state", CORE + "unread_presses.py"),
    core("A23", "states/__init__", " or (state == FAULT and pen.phase != SETTLING)", "", STATE + "fault_bleeding.py " + STATE + "fault_answered.py"),
    core("A23", "states/__init__", "(state == FAULT and pen.phase != SETTLING)", "state == FAULT", STATE + "fault_bleeding.py " + STATE + "fault_answered.py"),
    pen("A23", "start", "    buttons.may_bleed = may_bleed(controller) & ~acted\n", "", UNDER + "the_chip_starts_anew"),
    pen("A23", "start", "0 if reset_cause == chip.WATCHDOG else SELECT", "SELECT", UNDER + "the_chip_starts_anew"),
    pen("A23", "start", " & ~acted", "", UNDER + "the_chip_starts_anew"),
    core("A23", "controller", " and not self.ledger.reacted:  # to", ":  # to", CHATTER + "h16_a23_beside_a_contact_that_chatters_a_hold_says_that_it_bleeds"),
    core("A23", "controller", "        if self.state == states.ENDED:  # by", "        if False:  # by", UNDER + "another_buttons_slip_ends_the_session"),
    core("S2", "buttons", "stage == _HELD_LONG and self.down == bit and", "stage == _HELD_LONG and", APART),
    core("S20", "buttons", "                if self.down != bit:  # a", "                if True:  # a", CHATTER + "h16_h37_a_contact_that_closes_now_and_then_does_not_keep_a_fault_from_being_acknowledged"),
    core("H16", "buttons", "            self._muted &= ~bit\n", "            if not self._raw | self.down:\n                self._muted = 0\n", APART),
    core("S2", "buttons", "self._shared & bit or self.chatter & ~bit", "self.chatter & ~bit", APART),
    core("S2", "buttons", "self._shared & bit or self.chatter & ~bit", "self._shared & bit", APART),
    core("S2", "buttons", "        self._shared &= ~bit\n", ""),
    core("H16", "buttons", "            self.chatter |= bit\n", "            pass\n", APART),
    core("H16", "buttons", "            self.chatter |= bit\n            self.down &= ~bit\n", "            self.chatter |= bit\n", APART),
    core("H16", "buttons", "if for_ms < DEBOUNCE_MS or self.chatter & bit:", "if for_ms < DEBOUNCE_MS:", APART),
    core("H16", "buttons", "        if elapsed_ms(now_ms, self._raw_ms[i]) >= STEADY_MS:", "        if elapsed_ms(now_ms, self._raw_ms[i]) >= DEBOUNCE_MS:", APART),
    core("H16", "buttons", "        if for_ms >= STEADY_MS:", "        if for_ms >= DEBOUNCE_MS:", APART),
    core("H16", "buttons", "        if for_ms >= STEADY_MS:\n            self.chatter", "        if for_ms >= STEADY_MS and not self._raw:\n            self.chatter", APART),
    core("H16", "buttons", "self.chatter | self.tapped", "self.chatter", APART),
    core("H16", "buttons", "return bool((self._raw | self.down) & ~self.stuck)", "return not self.stuck and bool(self._raw | self.down)", APART),
    core("H16", "always", "pen.fail(reasons.F_BUTTON, buttons.stuck)", "pen.fail(reasons.F_BUTTON, buttons.down)", CHATTER + "h16_h43_a_contact_that_chatters_is_named_and_the_pen_goes_off"),
    core("H43", "always", "if buttons.down & ~buttons.stuck:", "if buttons.down:", PEN + "buttons.py::test_s7_in_the_drawer_a_broken_pen_sleeps_all_the_same[up_stuck]"),
    core("A23", "states/asking", "        self.pen.buttons.spend()\n", "        self.pen.buttons.silence()\n", HOLDS_ON),
    core("A23", "states/arming", "(pen.has_bled() or self._turned_back())", "self._turned_back()", HOLDS_ON),
    core("H16", "states/practising", "if pen.buttons.held != UP or pen.buttons.down != UP:", "if pen.buttons.held != UP:"),
    pen("H34", "link/consent", "_TOGETHER = const(4)", "_TOGETHER = const(1)", TEST + "s18_h34_nor_does_one_that_is_on_both_for_a_moment"),
    # --- what the cable writes by itself is little -------------------------------------------------------------------------------
    core("H35", "events", "CABLE_WRITES = 60", "CABLE_WRITES = 6_000", WRITES + "acknowledgements_one_by_one_come_to_an_end"),
    core("H35", "events", "        if self._cable_writes > CABLE_WRITES:\n            return False\n", ""),
    core("H35", "events", "self.proven_s - self._hour_s >= _HOUR_S", "self.proven_s - self._hour_s >= 60"),
    core("H35", "always", "        if pen.events.cable_may_write():\n", "        if True:\n", WRITES + "a_bus_power_that_comes_and_goes_fills_no_journal"),
    pen("H35", "update/receiver", " and events.cable_may_write()", "", WRITES + "what_is_no_bundle_fills_no_journal"),
    pen("H35", "update/receiver", "if self._starts == _STARTS:", "if False:", WRITES + "a_transfer_that_was_agreed_to_begins_anew_a_few_times_only"),
    pen("H35", "update/preconditions", "store.give_room(agreed)", "store.give_room(True)", WRITES + "no_room_is_made_before_somebody_agreed"),
    # --- the laptop ----------------------------------------------------------------------------------------------------------------
    laptop("S18", "link/consent", "        if not isinstance(e, NeedlepenError):", "        if False:", "link/test_consent"),
    laptop("H35", "history/sync", "    if wall_first:  # to label", "    if True:  # to label", "history/test_sync"),
    # --- no press acts on a screen that nobody has seen yet ---------------------------------------------------------------
    core("S17", "gate", "            buttons.spend()\n", "            pass\n", CORE + "notices.py"),
    core("S17", "states/self_test", "            pen.notice.show(pen.gate, pen.now_ms, True)\n            pen.notice.alone = True\n", "            pen.notice.show(pen.gate, pen.now_ms, True)\n", CORE + "notices.py"),
    core("S17", "states/practising", "            pen.buttons.silence()  # the press", "            pass  # the press", CORE + "notices.py"),
    core("S18", "states/asking", "        self.pen.buttons.spend()\n", "        pass\n", CORE + "notices.py"),
    core("S18", "states/asking", "elif tapped in _ANSWERS and tapped & pen.buttons.read & pen", "elif tapped in _ANSWERS and tapped & pen"),
    core("S18", "states/asking", "tapped & pen.buttons.read & pen", "pen.buttons.read & pen"),
    core("S18", "states/asking", "            pen.go(_ANSWERING)  # another", "            pass  # another"),
    core("S18", "controller", "            self.buttons.silence()\n            self.buttons.shown(now_ms)\n", "            self.buttons.silence()\n", STATE + "asking.py"),
    core("H22", "states/cleaning", "buttons.tapped & buttons.read & buttons.fresh & SELECT", "buttons.tapped & SELECT", CORE + "unread_presses.py"),
    core("H22", "states/cleaning", "            buttons.shown(pen.now_ms)", "            pass", CORE + "unread_presses.py"),
    core("S17", "states/paused", "if pen.buttons.read & SELECT:", "if True:", CORE + "unread_presses.py"),
    core("S17", "gate", "fresh and elapsed_ms(now_ms, self._shown_ms) >= READ_MS:", "fresh:", CORE + "unread_presses.py"),
    core("S18", "states/arming", "pen.buttons.tapped & pen.buttons.read & UP", "pen.buttons.tapped & UP"),
    core("H31", "states/arming", "if pen.inputs.dark and pen.buttons.began:", "if False:"),
    core("H16", "states/arming", "pen.buttons.tapped) & (SELECT | DOWN)", "pen.buttons.tapped) & DOWN"),
    core("H37", "buttons", "        self.tapped = self.held = 0\n        self._heard(_HELD)\n", "        self._heard(_HELD_LONG)\n", CORE + "notices.py"),
)
# fmt: on
