"""Stands in for MicroPython's `rp2`: state machines by the contract of their program, chosen by its name.

A program is never assembled or run here; the emulated RP2040 does that. An unknown name is an error.
"""

from boards.virtual import current, heap
from boards.virtual.mcu.gpio import FUNC_PIO


class PIOASMError(Exception):
    """The assembler refuses a program."""


class PIO:
    """Constants of the assembler (values of the port), and a PIO block, of which only the id counts."""

    IN_LOW = 0
    IN_HIGH = 1
    OUT_LOW = 2
    OUT_HIGH = 3
    SHIFT_LEFT = 0
    SHIFT_RIGHT = 1
    JOIN_NONE = 0
    JOIN_TX = 1
    JOIN_RX = 2
    IRQ_SM0 = 0x100
    IRQ_SM1 = 0x200
    IRQ_SM2 = 0x400
    IRQ_SM3 = 0x800

    def __init__(self, id) -> None:
        if id not in (0, 1):
            raise ValueError("invalid PIO")
        self._id = id

    def add_program(self, program) -> None:
        """Nothing is to be done: programs load themselves."""

    def remove_program(self, program=None) -> None:
        """Forget a program: nothing to do."""

    def state_machine(self, id, *args, **kwargs):
        """State machine 0..3 of this block."""
        return StateMachine(self._id * 4 + id, *args, **kwargs)


class Program:
    """What `asm_pio` leaves of a function: its name and its options."""

    def __init__(self, name: str, options: dict) -> None:
        self.name = name
        self.options = options


def asm_pio(**options):
    """Decorator: keep name and options of a PIO program."""

    def decorate(function):
        return Program(function.__name__, options)

    return decorate


def _engine(world, name: str):
    if name == "needle":
        return world.needle
    if name == "step":
        return world.stepper
    raise PIOASMError("the virtual pen has no contract for a program %s" % name)


class StateMachine:
    """One of the chip's eight state machines, as `rp2.StateMachine` has them."""

    def __init__(self, id, prog=None, freq=-1, **pins) -> None:
        if not 0 <= id <= 7:
            raise ValueError("invalid StateMachine")
        self._id = id
        self._engine = None
        if prog is not None:
            self.init(prog, freq, **pins)
            return
        world = current.world
        for engine in (world.needle, world.stepper):
            if engine.sm_id == id:
                self._engine = engine

    def init(
        self,
        prog,
        freq=-1,
        *,
        in_base=None,
        out_base=None,
        set_base=None,
        jmp_pin=None,
        sideset_base=None,
        in_shiftdir=None,
        out_shiftdir=None,
        push_thresh=None,
        pull_thresh=None,
    ) -> None:
        """Set up: stopped, FIFOs empty. Pins with an initial value in the program are handed to the PIO."""
        world = current.world
        world.check()
        engine = _engine(world, prog.name)
        other = world.stepper if engine is world.needle else world.needle
        if other.sm_id == self._id:
            other.off()
        pin = None
        init = 0
        for base, option in ((set_base, "set_init"), (out_base, "out_init"), (sideset_base, "sideset_init")):
            if base is not None and prog.options.get(option) is not None:
                pin = base.n
                init = prog.options[option]
        engine.setup(self._id, pin, 0 if jmp_pin is None else jmp_pin.n, freq)
        self._engine = engine
        if pin is not None:
            engine.set_level((init if isinstance(init, int) else init[0]) & 1)
            world.gpio.set_function(pin, FUNC_PIO)
            world.motor.gate_changed()

    def _ready(self):
        current.world.check()
        if self._engine is None or self._engine.sm_id != self._id:
            raise ValueError("StateMachine(%d) has no program" % self._id)
        return self._engine

    def active(self, value=None) -> bool:
        """Whether it runs; or start and stop it."""
        depth = heap.enter()
        try:
            engine = self._ready()
            if value is not None:
                if value:
                    engine.enable()
                else:
                    engine.disable()
            return engine.active
        finally:
            heap.leave(depth)

    def restart(self) -> None:
        """Back to the start of the program; the FIFOs keep their words."""
        depth = heap.enter()
        try:
            self._ready().restart()
        finally:
            heap.leave(depth)

    def exec(self, instr) -> None:
        """Execute one instruction by hand."""
        depth = heap.enter()
        try:
            self._ready().execute(instr)
        finally:
            heap.leave(depth)

    def put(self, value, shift=0) -> None:
        """Put a word, or each of a buffer of words; blocks while the FIFO is full."""
        depth = heap.enter()
        try:
            engine = self._ready()
            if isinstance(value, int):
                engine.put(value << shift)
            else:
                for word in value:
                    engine.put(word << shift)
        finally:
            heap.leave(depth)

    def get(self, buf=None, shift=0):
        """Take a word, or fill a buffer of words; blocks while the FIFO is empty."""
        depth = heap.enter()
        try:
            engine = self._ready()
            if buf is None:
                return engine.get() >> shift
            for i in range(len(buf)):
                buf[i] = engine.get() >> shift
            return buf
        finally:
            heap.leave(depth)

    def tx_fifo(self) -> int:
        """Words waiting to be pulled."""
        return len(self._ready().tx)

    def rx_fifo(self) -> int:
        """Words waiting to be read."""
        return len(self._ready().rx)


def Flash():
    """rp2.Flash(): the file system's part of the flash, good for this boot."""
    return current.world.flash.device()


def bootsel_button() -> int:
    """The BOOTSEL button is inside the pen: never pressed."""
    return 0
