"""A chip that plays a script: stands at the other end of the line and speaks the protocol, without Node."""


class ScriptedChip:
    """`script`: [(ns, reply), …] in order of time. `told`: every command; `answers`: to the replies, in order."""

    def __init__(self, script=()) -> None:
        self.script = list(script)
        self.told: list[dict] = []
        self.answers: list[object] = []
        self.pins: list[list] = []
        self.flash: dict[int, bytes] = {}
        self.on = False
        self._asked = False

    def load(self, uid: str) -> None:
        self.told.append({"do": "load", "uid": uid})

    def ask(self, command: str, **words) -> dict:
        self.told.append({"do": command, **words})
        return getattr(self, "_" + command)(**words)

    def close(self) -> None:
        self.on = False

    def runs(self) -> "list[dict]":
        """The `run` commands so far."""
        return [words for words in self.told if words["do"] == "run"]

    def _power_on(self, t, usb) -> dict:
        assert not self.on
        self.on = True
        return {"t": t}

    def _power_off(self) -> dict:
        self.on = False
        self._asked = False
        return {}

    def _flash_write(self, at, hex) -> dict:
        assert not self.on or not self._asked
        self.flash[at] = bytes.fromhex(hex)
        return {"ok": True}

    def _run(self, to, answer, plugged, pins=(), serial="") -> dict:
        assert self.on
        if self._asked:
            self.answers.append(answer)
        self.pins += pins
        self._asked = bool(self.script) and self.script[0][0] <= to
        if not self._asked:
            return {"t": to, "why": "to"}
        at_ns, reply = self.script.pop(0)
        return {"t": at_ns, **reply}
