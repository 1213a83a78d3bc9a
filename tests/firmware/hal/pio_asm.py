"""Assembles the PIO programs of `pen.hal.pio` from the very functions the chip runs, on CPython.

It stands in for the port's `rp2.asm_pio`: the decorated function is run twice, first to learn the labels, then to
emit words. Encodings: RP2040 data sheet, section 3.4; one mandatory side-set bit, as both programs have. Only what
the two programs use is here: anything else is a NameError. `test_pio` compares the result with the port's own.
"""

import importlib
import importlib.util
import sys
import types
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "firmware/pen/hal/pio.py"
DELAY_MAX = 15  # five bits less the side-set bit

_REGISTERS = {"x": 1, "y": 2, "null": 3, "isr": 6, "osr": 7}
_CONDITIONS = {"not_x": 1, "x_dec": 2, "not_y": 3, "y_dec": 4, "pin": 6}
_WORDS = ("label", "wrap", "jmp", "out", "push", "pull", "mov", "set")
_FLAGS = {"noblock": 0, "block": 1}


class _Word:
    """The instruction emitted last: `.side(n)` and `[delay]` add to it."""

    def __init__(self, program: "Program"):
        self._words = program.words
        self._program = program

    def side(self, value: int) -> "_Word":
        if value not in (0, 1):
            raise ValueError("side")
        self._words[-1] |= value << 12
        self._program.sides += 1
        return self

    def __getitem__(self, delay: int) -> "_Word":
        if not 0 <= delay <= DELAY_MAX:
            raise ValueError("delay")
        self._words[-1] |= delay << 8
        return self


class Program:
    """`words`, `wrap_target` and `wrap_top` of the assembled program; `options` as given to the decorator.

    Raises ValueError when an instruction leaves the pin undefined.
    """

    def __init__(self, function, options: dict):
        self.options = options
        self.name = function.__name__
        self.labels: dict[str, int] = {}
        self.words: list[int] = []
        self.sides = 0
        self.wrap_target = 0
        self.wrap_top = -1
        names = {name: getattr(self, "_" + name) for name in _WORDS}
        names.update({name: name for name in (*_REGISTERS, *_CONDITIONS, *_FLAGS)})
        names["invert"] = lambda source: "~" + source
        for _ in range(2):
            self.words = []
            self.sides = 0
            types.FunctionType(function.__code__, names)()
        if self.sides != len(self.words):
            raise ValueError("side-set is to be mandatory: every instruction needs a side value")
        if self.wrap_top < 0:
            self.wrap_top = len(self.words) - 1

    def _emit(self, word: int) -> _Word:
        self.words.append(word)
        return _Word(self)

    def _label(self, name: str) -> None:
        self.labels[name] = len(self.words)

    def _wrap(self) -> None:
        self.wrap_top = len(self.words) - 1

    def _jmp(self, condition: str, label: "str | None" = None) -> _Word:
        code = 0 if label is None else _CONDITIONS[condition]
        return self._emit(code << 5 | self.labels.get(condition if label is None else label, 0))

    def _out(self, target: str, bits: int) -> _Word:
        return self._emit(0x6000 | _REGISTERS[target] << 5 | bits & 31)

    def _push(self, flag: str) -> _Word:
        return self._emit(0x8000 | _FLAGS[flag] << 5)

    def _pull(self, flag: str) -> _Word:
        return self._emit(0x8080 | _FLAGS[flag] << 5)

    def _mov(self, target: str, source: str) -> _Word:
        invert = source.startswith("~")
        return self._emit(0xA000 | _REGISTERS[target] << 5 | invert << 3 | _REGISTERS[source.lstrip("~")])

    def _set(self, target: str, value: int) -> _Word:
        return self._emit(0xE000 | _REGISTERS[target] << 5 | value)


def assemble() -> "dict[str, Program]":
    """The programs of `pen.hal.pio`, by name."""
    real = importlib.import_module("rp2")
    rp2 = types.ModuleType("rp2")
    rp2.PIO = real.PIO
    rp2.asm_pio = lambda **options: lambda function: Program(function, options)
    sys.modules["rp2"] = rp2
    try:
        spec = importlib.util.spec_from_file_location("pio_source", SOURCE)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.modules["rp2"] = real
    return {value.name: value for value in vars(module).values() if isinstance(value, Program)}
