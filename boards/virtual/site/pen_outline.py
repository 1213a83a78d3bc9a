"""The pen in mm, as the page draws it: depth unit from the project's mechanics, the rest from its parts. CPython only.

z is 0 at the face that touches skin and grows towards the tail; r is the distance from the axis. Body, window and
buttons are not designed (boards/mechanics/README.md): the hull is as thick as the depth unit's rear and just as long as
what has to be in it. (J) marks what is only drawn so.
"""

from boards.common import mechanics as firmware_mechanics
from boards.mechanics import parameters as p
from boards.mechanics import profiles

STEPPER_MM = (20.0, 30.0)  # across, long (boards/mechanics/parameters.py: STEPPER_MNM)
CELL_MM = (29.0, 36.0)  # Adafruit 1578, 500 mAh: 29 x 36 x 4.75 mm
SCREEN_MM = (21.744, 10.864)  # what lights up of a 0.96 inch SSD1306 (UG-2864HSWEG01)
GLASS_MM = (26.7, 19.26)  # its panel
BUTTON_MM = 6.0  # Omron B3F-1000
ROOM_MM = 4.0  # (J) around motor, cell and board
LED_MM = 5.0  # WS2812B


def _corners(profile: "list[tuple[float, float]]") -> "list[list[float]]":
    return [[round(r, 3), round(-z, 3)] for r, z in profile]


def drawing() -> dict:
    """Half sections as [[r, z], …], and where what one sees and presses is, [z, y, long, high] about its middle."""
    body_from = p.PLATE_MM.value + p.PLATE_THICK_MM.value
    motor_end = p.HUB_REAR_MM + STEPPER_MM[1] - p.SHAFT_DEEP_MM
    length = motor_end + CELL_MM[1] + 3 * ROOM_MM
    cut_to = p.HUB_REAR_MM + 1
    screen_z = cut_to + ROOM_MM + GLASS_MM[0] / 2
    buttons_z = screen_z + GLASS_MM[0] / 2 + ROOM_MM + 3
    step = BUTTON_MM + 3
    return {
        "length": round(length, 1),
        "radius": p.REAR_MM.value / 2,
        "body_from": body_from,
        "cut_to": cut_to,
        "face_mm": p.FACE_MM.value,
        "array_mm": p.NEEDLE_ARRAY_MM,
        "travel_um": p.TRAVEL_UM.value,
        "end_stop_um": p.END_STOP_UM.value,
        "fixed": {"nose": _corners(profiles.nose()), "plate": _corners(profiles.plate())},
        "turning": {name: _corners(getattr(profiles, name)()) for name in ("ring", "arm", "hub")},
        "moving": {"carriage": _corners(profiles.carriage())},
        "cartridge": [_corners(one) for one in profiles.cartridge()],
        "tip_above_flange": p.TIP_ABOVE_FLANGE_MM.value,
        "screen": [round(screen_z, 2), 0, *SCREEN_MM],
        "glass": [round(screen_z, 2), 0, *GLASS_MM],
        "buttons": {
            "UP": [round(buttons_z, 2), 0, BUTTON_MM, BUTTON_MM],
            "SELECT": [round(buttons_z + step, 2), 0, BUTTON_MM, BUTTON_MM],
            "DOWN": [round(buttons_z + 2 * step, 2), 0, BUTTON_MM, BUTTON_MM],
        },
        "led": [round(buttons_z + 2 * step + 7.5, 2), 0, LED_MM, LED_MM],
        "ring_um_per_turn": firmware_mechanics.RING_UM_PER_TURN,
    }
