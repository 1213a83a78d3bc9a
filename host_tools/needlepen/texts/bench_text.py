"""What the builder at the bench is told and asked, and what each value is called. Must not know a limit."""

from ..language import Words, later, tr

SUPPLY = later(
    "Take the cell out. Connect a bench supply (0.6 A at most) in its place, and a jumper from the motor's minus to"
    " ground; begin at 1.5 V. Without a cartridge nothing pierces; keep fingers off the nose"
)
OFF = later("Supply off, jumper off; the cell back when the last question is answered")
NEVER = later("The motor never made {rate_hz} strokes a second steadily; this and what is faster is left out")
NO_NUMBER = later("That is no number; nothing means: not measured")

QUESTIONS = Words(
    {
        "tag_write_mv": "The tag's line is held as while it programs. With 3.9 kOhm from TAG to ground: how many mV"
        " at TAG",
        "led_color": "The lamp should be red. Which color is it",
        "endstop_um": "Ring at the end-stop: protrusion by feeler leaves, in um",
        "zero_spread_um": "Calibration, step 2: spread of the five readings of zero, in um",
        "encoder_error_um": "Calibration, steps 3 and 4: largest difference from 0.25 and 0.45 mm, in um",
        "thread_um": "Thread: lead error by a dial gauge within half a turn, in um",
        "zero_plate_um": "Flatness of the calibration's metal plate, in um",
        "zero_pin_um": "Height of the dummy cartridge's pin against its drawing: difference, in um",
        "seat_um": "A cartridge put in ten times: how far its flange is off the mean, in um",
        "tip_height_um": "Height of the needle tips against their drawing: largest difference, in um",
        "clocking_um": "End-stop plate clocked: how far home is from flush, in um",
        "spring_n": "Force of the wave spring at home, in N",
        "warmer_k": "After a minute of needles: carriage warmer than the nose, in K",
        "motor_ohm": "The motor's resistance at rest, in ohm",
        "standby_ua": "Pen off (light sleep), cable out: current from the cell, in uA",
    }
)

_NAMES = Words(
    {
        "display_column": "Display's first column",
        "i2c_errors": "Errors on the I2C bus",
        "encoder_noise_um": "Encoder's noise at rest",
        "current_offset_ma": "Current shown without any",
        "full_rate_hz": "Strokes at 3.7 V, full drive",
        "tag_write_mv": "Tag's line while programming",
        "led_color": "Lamp told to be red",
        "endstop_um": "End-stop",
        "zero_spread_um": "Zero, spread of readings",
        "encoder_error_um": "Encoder against the gauge",
        "thread_um": "Thread's lead",
        "zero_plate_um": "Calibration plate",
        "zero_pin_um": "Dummy cartridge's pin",
        "seat_um": "Cartridge's seat",
        "tip_height_um": "Needle tips",
        "clocking_um": "End-stop plate, clocked",
        "spring_n": "Wave spring",
        "warmer_k": "Carriage's warmth",
        "motor_ohm": "Motor's resistance",
        "standby_ua": "Standby current",
    }
)
_AT_RATE = Words(
    {
        "free_ua_per_hz": "Free current",
        "ripple_permille": "Ripple",
        "stroke_spread_permille": "Spread of the strokes",
    }
)


def name_of(name: str) -> str:
    """What a value is called; those of a rate with it."""
    if name in _NAMES:
        return _NAMES[name]
    what, _, rate_hz = name.rpartition("_")
    return tr("{what} at {rate_hz}/s", what=_AT_RATE[what], rate_hz=rate_hz)


def turn_to(rate_hz: int, mv: int) -> str:
    """How a rate is set."""
    return tr(
        "Turn the supply to about {mv:.2f} V: {rate_hz} strokes a second; the pen sees when it is there",
        mv=mv / 1000,
        rate_hz=rate_hz,
    )
