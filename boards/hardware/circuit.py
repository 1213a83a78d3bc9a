"""The reference circuit of the pen: every part, its value, what it is for, and what is joined to what. One source.

The drawings, the parts list, the netlist, the READMEs' tables and the SPICE decks are made of this. GPIO numbers come
from `boards/*/board.py`. What the firmware cannot use yet is not drawn.

Values of needle drive, stop filter, dividers and pull-ups are judged by `claims/`: change one, `make hardware-test`.
"""

from boards.hardware.headers import HEADERS, SIGNALS, board_file, gpio, outside
from boards.hardware.parts import (
    BIDIRECTIONAL,
    INPUT,
    OPEN_DRAIN,
    OUTPUT,
    PASSIVE,
    POWER_IN,
    POWER_OUT,
    UNUSED,
    Circuit,
)  # fmt: skip

# Sheet -> its title and what one must know before one reads it.
SHEETS = {
    "supply": (
        "Supply",
        "The motor runs from the cell, never from the cable. The charger is separate. Q6 is the latch: SELECT, the\n"
        "clock's INT and HOLD close it; without any of them only leakage flows. D70 and C71 hold through a reset.",
    ),
    "processor": ("Processor board", "GPIO numbers from board.py. What has no pin is on the board itself."),
    "needle_drive": (
        "Needle drive: a level never turns the motor",
        "Edges on NEEDLE pump the gate of Q2 up through C10; without edges R12 empties it.\n"
        "Q3: no motor while the cable is in. R13 sits inside the loop of the flyback diode D12, so the amplifier\n"
        "sees the motor's current also while Q1 is off; in the ground line it would see duty x current.",
    ),
    "depth_ring": ("Depth ring", "From one cell. R20 is at the driver: an open wire releases the stepper."),
    "cartridge": ("Cartridge", "1-Wire. D30 and R31 because the contacts can be touched. The tag is in the cartridge."),
    "buttons": (
        "Stop and buttons",
        "SELECT is normally closed to 3V3: pressed, wire broken and plug pulled all read 0. R41 and C40 keep out\n"
        "what couples into the wire, and are fast enough for the PIO program to see every press. Pressed, SELECT\n"
        "pulls the latch's gate down through R40; R72 keeps the wire low even if Q6 is broken.",
    ),
    "sensors": (
        "Measured: current, battery, temperature, strokes",
        "R50 makes a broken CURRENT wire read 0. R51 and C50 smooth what comes at the rate of the strokes.",
    ),
    "display_clock": (
        "Display, clock, light, sound",
        "All on 3V3, except the LED, which needs the cell's voltage. SQW is INT: the alarm that switches the pen on.",
    ),
}  # fmt: skip


def circuit(board: str) -> Circuit:
    """The whole circuit for `RPI_PICO` or `WAVESHARE_RP2040_ZERO`. Raises KeyError for another board."""
    made = Circuit(board)
    for sheet in (_supply, _processor, _needle_drive, _depth_ring, _cartridge, _buttons, _sensors, _display_clock):
        sheet(made, sheet.__name__[1:])
    return made


def _supply(c: Circuit, sheet: str) -> None:
    c.block(sheet, "BT1", "cell", "feeds everything", {"+": ("CELL", POWER_OUT), "-": ("GND", POWER_OUT)}, "BT")
    _latch(c, sheet)
    c.capacitor(sheet, "C1", 220e-6, "VBAT", "GND", "reserve for the motor's current pulses")
    if "VSYS" in HEADERS[c.board].right:
        c.diode(sheet, "D1", "VBAT", "VSYS", "power diode", "the cable does not charge the cell")
        c.capacitor(sheet, "C2", 10e-6, "VSYS", "GND", "input of the board's converter")
    else:
        pins = {
            "IN": ("VBAT", POWER_IN),
            "EN": ("REGULATOR_ON", INPUT),
            "GND": ("GND", POWER_IN),
            "OUT": ("3V3", POWER_OUT),
        }
        c.block(sheet, "U2", "regulator", "3V3 from the cell, off while the cable is in", pins)
        c.capacitor(sheet, "C2", 10e-6, "VBAT", "GND", "input of the regulator")
        c.resistor(sheet, "R3", 100e3, "VBAT", "REGULATOR_ON", "the regulator is on …")
        c.mosfet(sheet, "Q4", "USB_SENSE", "REGULATOR_ON", "GND", "… unless the cable is in")
    c.capacitor(sheet, "C3", 10e-6, "3V3", "GND", "reserve of 3V3")
    if "VSYS" in HEADERS[c.board].right:  # so low because the board's diode between VSYS and VBUS leaks when it is warm
        c.resistor(sheet, "R1", 1e3, "VBUS", "USB_SENSE", "USB power is there: 3.0 V")
        c.resistor(sheet, "R2", 1.5e3, "USB_SENSE", "GND", "no USB power: 0 V")
    else:  # the board's own regulator lets 3V3 back to the 5V pin: only what is above 3V3 is USB power
        c.resistor(sheet, "R4", 10e3, "3V3", "USB_LIMIT", "a little less than 3V3 …")
        c.resistor(sheet, "R5", 100e3, "USB_LIMIT", "GND", "a little less than 3V3 …")
        c.p_mosfet(sheet, "Q5", "USB_LIMIT", "USB_POWER", "VBUS", "… conducts when the 5V pin is well above it")
        c.resistor(sheet, "R1", 100e3, "USB_POWER", "USB_SENSE", "USB power is there: 3.0 V")
        c.resistor(sheet, "R2", 150e3, "USB_SENSE", "GND", "no USB power: 0 V")


def _latch(c: Circuit, sheet: str) -> None:
    c.p_mosfet(sheet, "Q6", "LATCH_GATE", "VBAT", "CELL", "connects the cell to everything, the motor included")
    c.resistor(sheet, "R70", 100e3, "CELL", "LATCH_GATE", "off, unless something pulls")
    c.resistor(sheet, "R71", 22e3, "LATCH_GATE", "LATCH", "HOLD and the clock's INT pull here; with C70: slowly")
    c.resistor(sheet, "R72", 68e3, "LATCH_GATE", "SELECT_ON", "SELECT pulls here; so high for the stop wire's sake")
    c.capacitor(sheet, "C70", 100e-9, "VBAT", "LATCH_GATE", "VBAT rises slowly: no rush into C1 and C20")
    c.diode(sheet, "D70", "HOLD", "HELD", "signal diode", "a reset lets go of HOLD, and does not empty C71")
    c.capacitor(sheet, "C71", 1e-6, "HELD", "GND", "holds while the processor resets")
    c.resistor(sheet, "R73", 150e3, "HELD", "LATCH_BASE", "how long C71 holds")
    c.resistor(sheet, "R74", 1e6, "LATCH_BASE", "GND", "off for certain without HOLD")
    pins = {"C": ("LATCH", OPEN_DRAIN), "B": ("LATCH_BASE", INPUT), "E": ("GND", PASSIVE)}
    c.block(sheet, "Q7", "npn", "the pen holds its own supply; leaks less than a MOSFET", pins, "QN")


def _processor(c: Circuit, sheet: str) -> None:
    header = HEADERS[c.board]
    signals = {gpio(c.board, signal): signal for signal in SIGNALS if outside(c.board, signal)}
    pins: dict[str, tuple[str, str]] = {}
    for number, name in header.pins():
        what = BIDIRECTIONAL
        net = signals.get(name, "")
        if name in ("GND", "VSYS"):
            net, what = name, POWER_IN
        elif name == "AGND" or name == "VBUS":
            net, what = name, POWER_OUT
        elif name == "3V3":
            net, what = name, POWER_OUT if "VSYS" in header.right else POWER_IN
        pins[number and "%s %s" % (number, name) or name] = (net, what if net else UNUSED)
    c.block(sheet, "U1", "pico" if header.numbered else "zero", "runs the firmware", pins)


def _needle_drive(c: Circuit, sheet: str) -> None:
    c.resistor(sheet, "R10", 100, "NEEDLE", "GATE_1", "limits the gate's charging current")
    c.resistor(sheet, "R11", 10e3, "GATE_1", "GND", "gate pull-down: no board, reset, broken joint")
    c.mosfet(sheet, "Q1", "GATE_1", "MOTOR_MINUS", "ENABLED", "switches the motor at 20 kHz")
    c.mosfet(sheet, "Q2", "GATE_2", "ENABLED", "GND", "enables the motor while NEEDLE toggles")
    c.capacitor(sheet, "C10", 10e-9, "NEEDLE", "PUMP", "lets edges through, and no level")
    c.diode(sheet, "D10", "GND", "PUMP", "signal diode", "pump: charges C10 on falling edges")
    c.diode(sheet, "D11", "PUMP", "GATE_2", "signal diode", "pump: passes it on on rising edges")
    c.capacitor(sheet, "C11", 100e-9, "GATE_2", "GND", "keeps Q2 on between edges")
    c.resistor(sheet, "R12", 100e3, "GATE_2", "GND", "gate pull-down: empties C11 when edges stay away")
    c.mosfet(sheet, "Q3", "USB_SENSE", "GATE_2", "GND", "no motor while the cable is in, whatever the program does")
    c.resistor(sheet, "R13", 0.1, "VBAT", "MOTOR_PLUS", "motor current")
    pins = {"+": ("MOTOR_PLUS", PASSIVE), "-": ("MOTOR_MINUS", PASSIVE)}
    c.block(sheet, "M1", "motor", "moves the needles", pins, "M")
    c.capacitor(sheet, "C12", 10e-9, "MOTOR_PLUS", "MOTOR_MINUS", "brush noise")
    c.diode(sheet, "D12", "MOTOR_MINUS", "VBAT", "power diode", "flyback: the current goes on while Q1 is off")


def _depth_ring(c: Circuit, sheet: str) -> None:
    pins = {
        "STEP": ("STEP", INPUT), "DIR": ("DIR", INPUT), "nENBL": ("NENABLE", INPUT), "nSLEEP": ("3V3", INPUT),
        "M0": ("3V3", INPUT), "M1": ("3V3", INPUT), "VMOT": ("VBAT", POWER_IN), "GND": ("GND", POWER_IN),
        "A1": ("COIL_A1", OUTPUT), "A2": ("COIL_A2", OUTPUT), "B1": ("COIL_B1", OUTPUT), "B2": ("COIL_B2", OUTPUT),
    }  # fmt: skip
    c.block(sheet, "U4", "driver", "16 microsteps (M0 and M1 high); DIR high is deeper", pins)
    c.resistor(sheet, "R20", 10e3, "3V3", "NENABLE", "released unless told otherwise")
    c.capacitor(sheet, "C20", 220e-6, "VBAT", "GND", "at the driver's supply, against spikes")
    coils = {name: ("COIL_" + name, PASSIVE) for name in ("A1", "A2", "B1", "B2")}
    c.block(sheet, "M2", "stepper", "turns the depth ring", coils, "M")
    pins = {
        "VCC": ("3V3", POWER_IN), "GND": ("GND", POWER_IN), "SDA": ("SDA", OPEN_DRAIN), "SCL": ("SCL", INPUT),
        "DIR": ("GND", INPUT), "OUT": ("", UNUSED), "PGO": ("", UNUSED),
    }  # fmt: skip
    c.block(sheet, "U5", "encoder", "depth, measured on the ring itself (0x36)", pins)


def _cartridge(c: Circuit, sheet: str) -> None:
    c.resistor(sheet, "R30", 2.2e3, "3V3", "TAG", "feeds the tag between bits")
    c.resistor(sheet, "R31", 100, "TAG", "TAG_CONTACT", "the pin survives a spark on the contact")
    c.diode(sheet, "D30", "GND", "TAG_CONTACT", "surge diode", "sparks go to ground")
    pins = {"1": ("TAG_CONTACT", PASSIVE), "2": ("GND", PASSIVE)}
    c.block(sheet, "J1", "contact", "to the cartridge", pins, "J")
    c.block(sheet, "U6", "tag", "who this cartridge is", {"IO": ("TAG_CONTACT", OPEN_DRAIN), "GND": ("GND", POWER_IN)})


def _buttons(c: Circuit, sheet: str) -> None:
    pins = {"NC": ("3V3", PASSIVE), "COM": ("STOP_WIRE", PASSIVE), "NO": ("SELECT_ON", PASSIVE)}
    c.block(sheet, "SW1", "stop button", "opens when pressed: stops the needles; and switches the pen on", pins, "SW")
    c.resistor(sheet, "R40", 10e3, "STOP_WIRE", "GND", "an open contact or wire reads 0")
    c.resistor(sheet, "R41", 1e3, "STOP_WIRE", "SELECT", "stop filter")
    c.capacitor(sheet, "C40", 1e-9, "SELECT", "GND", "stop filter")
    for ref, name, number in (("SW2", "UP", 2), ("SW3", "DOWN", 3)):
        wire = name + "_WIRE"
        c.block(sheet, ref, "button", name, {"1": (wire, PASSIVE), "2": ("GND", PASSIVE)}, "SW")
        c.resistor(sheet, "R4%d" % number, 1e3, name, wire, "the pin survives a spark on the button")
        c.capacitor(sheet, "C4%d" % (number - 1), 10e-9, name, "GND", "noise; the pull-up is in the processor")


def _sensors(c: Circuit, sheet: str) -> None:
    ground = "AGND" if "AGND" in HEADERS[c.board].right else "GND"
    pins = {
        "IN+": ("VBAT", INPUT), "IN-": ("MOTOR_PLUS", INPUT), "V+": ("3V3", POWER_IN), "GND": ("GND", POWER_IN),
        "OUT": ("CURRENT_WIRE", OUTPUT),
    }  # fmt: skip
    c.block(sheet, "U3", "amplifier", "100 mΩ x 20 = %d mV/mA" % board_file(c.board).CURRENT_MV_PER_MA, pins)
    c.capacitor(sheet, "C51", 100e-9, "3V3", "GND", "supply of U3")
    c.resistor(sheet, "R50", 10e3, "CURRENT_WIRE", "GND", "at the board: a broken wire reads 0 mA")
    c.resistor(sheet, "R51", 2.2e3, "CURRENT_WIRE", "CURRENT", "smooths the ripple of the strokes")
    c.capacitor(sheet, "C50", 10e-6, "CURRENT", "GND", "smooths the ripple of the strokes")
    c.resistor(sheet, "R52", 100e3, "VBAT", "BATTERY", "half of the cell's voltage")
    c.resistor(sheet, "R53", 100e3, "BATTERY", "GND", "half of the cell's voltage")
    c.capacitor(sheet, "C52", 100e-9, "BATTERY", "GND", "smooths it, feeds the converter")
    c.resistor(sheet, "R54", 10e3, "3V3", "NTC", "the NTC's partner")
    c.block(
        sheet, "RT1", "thermistor", "the motor's temperature", {"1": ("NTC", PASSIVE), "2": (ground, PASSIVE)}, "RT"
    )
    c.capacitor(sheet, "C53", 100e-9, "NTC", ground, "smooths it, feeds the converter")
    pins = {"VCC": ("3V3", POWER_IN), "GND": ("GND", POWER_IN), "OUT": ("HALL", OPEN_DRAIN)}
    c.block(sheet, "U7", "hall", "one pulse a stroke", pins)
    c.capacitor(sheet, "C56", 100e-9, "3V3", "GND", "supply of U7")
    c.resistor(sheet, "R55", 10e3, "3V3", "HALL", "pull-up of the open drain")
    c.resistor(sheet, "R56", 1e3, "HALL", "TACHO", "spikes of the motor")
    c.capacitor(sheet, "C54", 10e-9, "TACHO", "GND", "spikes of the motor")
    if outside(c.board, "REFERENCE"):
        _reference(c, sheet)
    if ground == "AGND":
        return
    c.capacitor(sheet, "C55", 100e-9, "3V3", "GND", "next to the NTC: the board has no analogue ground")


def _reference(c: Circuit, sheet: str) -> None:
    """R57 feeds D50's 75 uA, 21 uA of R58 and 1 uA of leakage, down to 2.4 V of 3V3 with room for tolerances."""
    c.resistor(sheet, "R57", 2.2e3, "3V3", "REFERENCE", "feeds D50, down to 2.4 V of 3V3")
    c.diode(sheet, "D50", "GND", "REFERENCE", "reference", "what cell and current are measured against")
    c.resistor(sheet, "R58", 100e3, "REFERENCE", "GND", "at the board: a broken wire reads 0")
    c.capacitor(sheet, "C57", 100e-9, "REFERENCE", "GND", "feeds the converter")


def _display_clock(c: Circuit, sheet: str) -> None:
    power = {"VCC": ("3V3", POWER_IN), "GND": ("GND", POWER_IN), "SDA": ("SDA", OPEN_DRAIN)}
    c.block(sheet, "U8", "display", "screens (0x3C)", {**power, "SCL": ("SCL", INPUT)})
    alarm = {"SQW": ("LATCH", OPEN_DRAIN), "32K": ("", UNUSED)}
    clock = {**power, "SCL": ("SCL", OPEN_DRAIN), **alarm}
    c.block(sheet, "U9", "clock", "elapsed time (0x68), second memory (0x57)", clock)
    c.resistor(sheet, "R60", 2.2e3, "3V3", "SDA", "once on the bus, 400 kHz")
    c.resistor(sheet, "R61", 2.2e3, "3V3", "SCL", "once on the bus, 400 kHz")
    if outside(c.board, "LED"):
        pins = {"VDD": ("VBAT", POWER_IN), "GND": ("GND", POWER_IN), "DIN": ("LED_DATA", INPUT), "DOUT": ("", UNUSED)}
        c.block(sheet, "DS1", "led", "state, without reading", pins)
        c.resistor(sheet, "R62", 330, "LED", "LED_DATA", "slows the edges")
        c.capacitor(sheet, "C60", 100e-9, "VBAT", "GND", "supply of DS1")
    c.resistor(sheet, "R63", 100, "BUZZER", "SOUND", "limits the pin's current")
    c.block(sheet, "BZ1", "buzzer", "state, without looking", {"1": ("SOUND", PASSIVE), "2": ("GND", PASSIVE)}, "BZ")
    # The LED and the buzzer are no barriers: nothing safe depends on them.
