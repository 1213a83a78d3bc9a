"""A pen with its program in slots, and the laptop's end of an update, message by message.

The bundles are small, and on CPython the program that runs is always the sources (`boards/virtual/starter.py`): here
it is about slots, boot record, journal and words. That an update changes what runs is shown in
test_virtual_update.py of the laptop tool.
"""

import slots
from pen.core.states import LOCKED, READY
from pen.formats import bundle, frame, messages
from pen.formats.version import VERSION

from boards.tools import bundle_file
from boards.virtual import storage
from boards.virtual.bench import use
from tests.firmware.formats import bundles
from tests.firmware.whole_pen import WholePen, frames

FACTORY = bundle_file.unsigned(bundles.FILES, **(bundles.OLD | {"key": "factory"}))
SAME = bundles.made(**bundles.OLD | {"notes": ("Mended.",)})  # a version that is not older than what runs
NEW = bundles.made()
OLDER = bundles.made(version=(0, 0, 9))
NOW_RUNS = VERSION[0] << 16 | VERSION[1] << 8 | VERSION[2]
OFFERED = 0x000200  # the version of NEW
PACK_AT = bundle.head_size(NEW)  # where the pack begins in it


def ledger_of(pen: "Pen") -> dict:
    """What the ledger says of the person and the pen: everything but what counts starts and writes."""
    moves = ("sequence", "boots", "mark_s", "mark_rtc_s", "journal_seq", "journal_chain", "cartridges")
    return {name: value for name, value in vars(pen.ledger).items() if name not in moves}


class Refused(Exception):
    """The pen said no: `code`, `detail`."""

    def __init__(self, code: int, detail: int):
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Pen(WholePen):
    """A pen with slots. Begin with `Pen.of(image)`."""

    @classmethod
    def of(cls, kept: bytes, **files: bytes) -> "Pen":
        """The pen of an image, program and keys in its flash, awake and with the cable in. `files`: a_np=…"""
        pen = cls.out_of_drawer(kept)
        pen.put({"a.np": FACTORY, "keys": bundles.ring_file()})
        pen.put({name.replace("_", "."): data for name, data in files.items()})
        pen.power_up()
        pen.world.plug_usb()
        pen.run_ms(300)
        assert pen.state in (READY, LOCKED)
        return pen

    # --- the flash, from outside ------------------------------------------------------------------------

    def _fs(self):
        use(self.world)
        powered = self.world.powered
        if not powered:
            self.world.power_on()
        storage.mount(self.world)
        return slots.root(), powered

    def put(self, files: "dict[str, bytes]") -> None:
        """Somebody writes files while the pen has no power."""
        fs, powered = self._fs()
        for name, data in files.items():
            with fs.open("/" + name, "wb") as file:
                file.write(data)
        if not powered:
            self.world.power_cut()

    def file(self, name: str) -> bytes:
        """What a file holds, b"" when there is none. The pen runs and does not notice."""
        try:
            with slots.root().open("/" + name, "rb") as file:
                return file.read()
        except OSError:
            return b""

    @property
    def boot_record(self) -> slots.Record:
        """As it lies in the flash."""
        return slots.Slots(slots.root()).record

    # --- the laptop's end --------------------------------------------------------------------------------

    def say(self, kind: int, *values, ms: int = 1_500) -> dict:
        """The answer to a request. Raises Refused."""
        self.serial.take()
        self.serial.send(frame.encode(kind, 5, messages.encode(kind, *values)))
        answers = []
        for _ in range(ms // 10):
            self.run_ms(10)
            answers += frames(self.serial.take())
            if answers:
                break
        assert len(answers) == 1, answers
        got, tag, payload = answers[0]
        assert tag == 5
        fields = messages.decode(got, payload)
        if got == messages.ERROR:
            raise Refused(fields["code"], fields["detail"])
        return fields

    def refused(self, kind: int, *values) -> "tuple[int, int]":
        """Code and detail of the error that a request has to end in."""
        try:
            answer = self.say(kind, *values)
        except Refused as no:
            return no.code, no.detail
        raise AssertionError(answer)

    def restart_for(self, kind: int, *values) -> None:
        """A pen that was used since its start asks whether it may restart before this request, and does."""
        assert self.refused(kind, *values)[0] == messages.E_CONFIRM
        self.agree()
        assert self.refused(kind, *values)[0] == messages.E_RESTART
        assert self.run_until(lambda: self.app.link is not None, 2_500)
        self.run_ms(300)

    def offer(self, data: bytes) -> None:
        """The head, in pieces."""
        head = data[: bundle.head_size(data)]
        if self.app._treatment.used:
            self.restart_for(messages.FW_HEAD, 0, head[:250])
        for at in range(0, len(head), 250):
            self.say(messages.FW_HEAD, at, head[at : at + 250])

    def accept(self, *buttons: str) -> dict:
        """Begin, with the question answered by a finger; what the pen holds."""
        asked = self.refused(messages.FW_BEGIN)[0]
        assert asked in (messages.E_CONFIRM, messages.E_CONFIRM_OLDER), asked
        self.agree(*buttons)
        return self.say(messages.FW_BEGIN)

    def send(self, data: bytes, held: int, end: "int | None" = None) -> None:
        """The pack from `held` on."""
        end = len(data) if end is None else end
        while held < end:
            held = self.say(messages.FW_DATA, held, data[held : min(held + messages.DATA_MAX, end)])["value"]

    def transfer(self, data: bytes, *buttons: str) -> None:
        """All of an update but its end."""
        self.offer(data)
        self.send(data, self.accept(*buttons)["held"])

    def update(self, data: bytes, *buttons: str) -> None:
        """All of an update, into the trial."""
        self.transfer(data, *buttons)
        self.say(messages.FW_FINISH)
        self.run_ms(1_500)

    # --- what is to be seen ------------------------------------------------------------------------------

    def told(self) -> list:
        """(what, code, from, to) of every UPDATE record."""
        return [
            (one["what"], one["code"], one["from_version"], one["to_version"])
            for one in self.records()
            if one["kind"] == "update"
        ]
