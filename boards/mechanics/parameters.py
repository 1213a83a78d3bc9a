"""Every dimension of the depth unit with tolerance, unit (in the name) and reason. Nothing is computed here.

The axis is z: 0 at the face that touches the skin, positive towards the skin, so that the parts lie at negative z.
The depth unit is drawn at home: the needle tips are flush with that face.

(J) marks a judgement. Nothing was built or measured: a tolerance marked (J) is what a maker has to keep, not what was
found. The firmware's own copies of some of these (`boards/common/mechanics.py`, `pen/core/limits.py`) are compared by
`tests/boards/mechanics/`; the virtual pen's are independent, and are compared, too.
"""

from typing import NamedTuple


class Size(NamedTuple):
    """A dimension: nominal value, tolerance to both sides, and why it is so."""

    value: float
    plus_minus: float
    why: str

    @property
    def most(self) -> float:
        """The largest that the tolerance allows."""
        return self.value + self.plus_minus

    @property
    def least(self) -> float:
        """The smallest that the tolerance allows."""
        return self.value - self.plus_minus


# --- what the firmware counts with ----------------------------------------------------------------
PITCH_UM = Size(1000, 0, "M14x1: one turn of the ring is 1 mm, so the encoder's one turn holds the whole travel")
FULL_STEPS_PER_TURN = 200  # the stepper turns the ring directly: no gear, no play between them
MICROSTEPS = 16
ENCODER_COUNTS_PER_TURN = 4096  # AS5600, on the ring itself
TRAVEL_UM = Size(600, 100, "the carriage's boss meets the nose: a second stop, coarse, where no dog pin is")
HOME_EXTRA_UM = 100  # homing goes the whole travel and this much further, into the stop
# What the rules of the firmware let pass before they stop the ring (`pen/core/limits.py`).
GRANTED_UM = (
    ("Commanded and measured depth may differ by this before the pen stops (S2): lost steps", 25),
    ("The encoder may read the home stop as far from zero as this", 15),
    ("One stretch of 14 pulses, which a ring that goes the wrong way has moved before it is seen", 5),
)
CAP_UM = 500  # rule S1: true protrusion

# --- from the encoder to the needle tip -----------------------------------------------------------
ENCODER_DEGREES = Size(0, 1.0, "AS5600 data sheet, system accuracy: INL ±1° of a centred magnet; at zero and at depth")
ENCODER_NOISE_DEGREES = Size(0, 0.129, "AS5600 data sheet: 0.043° rms with the fastest filter, three times that")
ENCODER_STEP_COUNTS = Size(0, 0.5, "one count is 0.24 µm; at zero and at depth")
THREAD_UM = Size(0, 2.0, "(J) lead error within the half turn that is used; measured on the part")
ZERO_SPREAD_UM = Size(0, 1.5, "calibration: five readings within 3 µm, their mean is taken (boards/RPI_PICO/README.md)")
ZERO_PLATE_UM = Size(0, 0.5, "(J) flatness of the metal plate under the nose, 16 mm across: lapped")
ZERO_PIN_UM = Size(0, 2.0, "(J) height of the dummy cartridge's pin above its flange, measured")
SEAT_UM = Size(0, 1.5, "(J) a flat flange on a flat metal face, put in again and again; wiped clean")
TIP_HEIGHT_UM = Size(0, 5.0, "(J) demanded of a cartridge: tips above the flange, set in a gauge and inspected")
CARTRIDGE_WEAR_UM = Size(
    0.25, 0.25, "(J) the stop in the cartridge that ends its stroke; 66,000 strokes a session at most"
)
NOSE_WEAR_UM = Size(0.25, 0.25, "(J) face of the nose: wiped, hard anodised")

# --- load and heat --------------------------------------------------------------------------------
SKIN_LOAD_N = Size(5, 5, "(J) from touching to as hard as a hand presses; the load rule stops long before")
NEEDLE_LOAD_N = Size(1, 1, "(J) of the skin on the needles: pushes the carriage back, towards shallow")
ELASTICITY_GPA = 69.0  # aluminium EN AW-6082
SPRING_N = Size(3, 0.75, "(J) wave spring: pushes the carriage back, so that the same flanks bear always")
FRICTION = Size(0.1, 0.03, "(J) brass on hard anodised aluminium and on steel, PTFE grease")
STEPPER_MNM = Size(17, 0, "(J) holding torque of a 20 mm stepper, 30 mm long: the maker's figure decides")
TEMPERATURE_C = Size(25, 35, "-10 to 60 °C: the range that the circuit is tested in")
CALIBRATED_C = 20.0
WARMER_K = Size(4, 4, "(J) carriage warmer than the nose: the motor stops at 45 °C, the skin has 32 °C")
ALUMINIUM_PPM_K = Size(23.4, 0.5, "EN AW-6082, nose and carriage from one bar")
BRASS_PPM_K = Size(20.5, 0.5, "CuZn39Pb3: the ring, which must not seize on aluminium")
CARTRIDGE_PPM_K = Size(
    27.5, 7.5, "(J) demanded: glass-filled PPS or the like; plain polycarbonate has 65 and is too much"
)

# --- the stops ------------------------------------------------------------------------------------
END_STOP_UM = Size(465, 0, "so that no tip passes 500 µm on any pen that the firmware lets run: its claim is below")
DOG_RADIUS_MM = Size(10.3, 0.02, "far out: 65 µm along the slot are 1 µm of depth")
DOG_PIN_MM = Size(2.0, 0.006, "dowel pin 2 m6, hardened, pressed into the ring")
DOG_SLOT_MM = Size(0, 0.03, "place of each end of the slot along the circle: one part has both stops")
CLOCKING_UM = Size(0, 5, "(J) the end-stop plate is turned until home is flush, then screwed and sealed: 1.8°")

# --- cartridge and its seat -----------------------------------------------------------------------
CARTRIDGE_MM = Size(10.0, 0.05, "front of the cartridge; passes through the nose, which stays on the pen")
CARTRIDGE_PLUG_MM = Size(7.85, 0.05, "plug behind the flange")
TIP_ABOVE_FLANGE_MM = Size(3.0, 0.005, "short: plastic grows with heat; its tolerance is TIP_HEIGHT_UM")
NEEDLE_ARRAY_MM = 5.0  # across
SEAT_BORE_MM = Size(8.0, 0.02, "also holds the coreless motor, 8 mm")
SEAT_TUBE_MM = Size(10.35, 0.02, "slides in the nose")
BOSS_MM = Size(12.0, 0.05, "meets the nose at the end of the travel")
BOSS_BEHIND_FACE_MM = 4.6  # the shoulder of the nose is 4.0 behind it: 0.6 of travel
THREAD_MM = Size(14.0, 0.0, "M14x1-6g: drawn as a plain cylinder, as turned before the thread is cut")
THREAD_BORE_MM = Size(12.917, 0.0, "M14x1-6H, minor diameter: drawn as a plain bore")
THREAD_FRONT_MM, THREAD_REAR_MM = 7.0, 14.6  # of the carriage, behind the face
CARRIAGE_REAR_MM = Size(12.0, 0.05, "behind the thread")
CARRIAGE_END_MM = 38.0  # the encoder's board is glued on here
ENCODER_BOARD_MM = Size(3.0, 0.2, "board and chip")
KEY_MM = Size(2.0, 0.003, "tongue of the end-stop plate: the carriage cannot turn; ground to fit its groove")
KEY_GROOVE_MM = Size(2.008, 0.003, "groove of the carriage: play would turn it, which the encoder does not see")
KEY_DEPTH_MM = 0.8

# --- nose -----------------------------------------------------------------------------------------
APERTURE_MM = Size(10.45, 0.02, "guides the carriage, and lets the skin bulge no more than it must")
FACE_MM = Size(16.0, 0.1, "ring of 2.8 mm that lies on the skin")
OUTER_EDGE_MM = 1.0  # radius of the edges that touch skin
INNER_EDGE_MM = 0.5
SHOULDER_MM = Size(4.0, 0.05, "behind the face; the spring stands on it, and the boss meets it")
SPRING_BORE_MM = Size(14.6, 0.05, "room for a wave spring of 14 mm, and for the thread")
RING_ROOM_MM = Size(7.9, 0.02, "front of the ring's room; 0.1 mm in front of the ring, less by shims at assembly")
RING_BORE_MM = Size(20.6, 0.05, "guides the ring")
FLANGE_ROOM_MM = Size(10.9, 0.05, "front of the flange's room")
FLANGE_BORE_MM = Size(24.6, 0.05, "around the ring's flange")
REAR_MM = Size(34.0, 0.1, "outside, where the plate is screwed on")
CONE_MM, CONE_REAR_MM, REAR_FRONT_MM = 24.0, 5.0, 9.0  # outside: cone behind the face, and where it has ended
PLATE_MM = Size(14.0, 0.01, "plane of the end-stop plate behind the face: the ring bears on it")

# --- ring -----------------------------------------------------------------------------------------
RING_FRONT_MM = Size(8.0, 0.02, "behind the face")
RING_MM = Size(20.5, 0.02, "turns in the nose")
FLANGE_MM = Size(24.0, 0.05, "carries the dog pin and bears on the plate")
FLANGE_FRONT_MM = 11.0
ARM_INSIDE_MM, ARM_OUTSIDE_MM = Size(13.0, 0.05, "clears the carriage"), Size(16.0, 0.05, "clears the plate")
ARM_DEGREES = 100.0  # one arm: the wires leave beside it, on the other side
HUB_FRONT_MM, HUB_REAR_MM = 42.0, 51.0
MAGNET_MM, MAGNET_DEEP_MM = 6.0, 2.5  # diametric magnet, flush with the hub's front
SHAFT_MM, SHAFT_DEEP_MM = 4.0, 5.0  # the stepper's shaft, glued
GAP_LEAST_MM, GAP_MOST_MM = 0.5, 3.0  # magnet to chip, AS5600 data sheet

# --- end-stop plate -------------------------------------------------------------------------------
PLATE_THICK_MM = Size(2.5, 0.05, "steel 1.4034, hardened: a hand that turns the ring does not bend it")
PLATE_BORE_MM = Size(16.6, 0.05, "the ring's arm turns in it")
DOG_DEGREES = 0.0  # place of the dog pin at home, as of the arm's middle; deeper is clockwise, seen from the skin
KEY_DEGREES = 96.0  # place of the tongue: where the arm never comes
SCREW_CIRCLE_MM, SCREW_MM = 29.5, 2.2
SCREW_DEGREES = (30.0, 150.0, 270.0)

# --- what can be made, and what may touch skin ----------------------------------------------------
WALL_LEAST_MM = 0.8  # two lines of a 0.4 mm nozzle, for a trial print; turned metal can be thinner
EDGE_LEAST_MM = 0.4  # (J) no edge on the skin is sharper
