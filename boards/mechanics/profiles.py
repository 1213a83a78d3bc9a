"""The half sections of the turned parts: corners as (radius, z) in mm, from `parameters.py`, at home. No CAD here.

The CAD model turns them around the axis (`parts.py`), the picture draws them, the checks measure them. What is not
round (slot, key, arm) is added in `parts.py`.
"""

from boards.mechanics import parameters as p

Corner = tuple[float, float]


def box(inside: float, outside: float, front: float, rear: float) -> "list[Corner]":
    """A ring: `inside` and `outside` are radii, `front` and `rear` distances behind the face."""
    return [(inside, -front), (outside, -front), (outside, -rear), (inside, -rear)]


def nose() -> "list[Corner]":
    """Touches the skin, guides the carriage, holds spring and ring. Its first two corners are the edges on the skin."""
    aperture, spring = p.APERTURE_MM.value / 2, p.SPRING_BORE_MM.value / 2
    ring, flange, rear = p.RING_BORE_MM.value / 2, p.FLANGE_BORE_MM.value / 2, p.REAR_MM.value / 2
    shoulder, ring_room, flange_room = p.SHOULDER_MM.value, p.RING_ROOM_MM.value, p.FLANGE_ROOM_MM.value
    return [
        (aperture, 0), (p.FACE_MM.value / 2, 0), (p.CONE_MM / 2, -p.CONE_REAR_MM), (rear, -p.REAR_FRONT_MM),
        (rear, -p.PLATE_MM.value), (flange, -p.PLATE_MM.value), (flange, -flange_room), (ring, -flange_room),
        (ring, -ring_room), (spring, -ring_room), (spring, -shoulder), (aperture, -shoulder),
    ]  # fmt: skip


def carriage() -> "list[Corner]":
    """The cartridge's seat, which the ring moves: seat face, boss, thread, and room for the needle motor behind."""
    bore, tube, boss = p.SEAT_BORE_MM.value / 2, p.SEAT_TUBE_MM.value / 2, p.BOSS_MM.value / 2
    thread, rear = p.THREAD_MM.value / 2, p.CARRIAGE_REAR_MM.value / 2
    seat, front = p.TIP_ABOVE_FLANGE_MM.value, p.BOSS_BEHIND_FACE_MM
    return [
        (bore, -seat), (tube, -seat), (tube, -front), (boss, -front), (boss, -p.THREAD_FRONT_MM),
        (thread, -p.THREAD_FRONT_MM), (thread, -p.THREAD_REAR_MM), (rear, -p.THREAD_REAR_MM),
        (rear, -p.CARRIAGE_END_MM), (bore, -p.CARRIAGE_END_MM),
    ]  # fmt: skip


def ring() -> "list[Corner]":
    """The part of the depth ring that goes all around: thread, and the flange that bears on the plate."""
    bore, outside, flange = p.THREAD_BORE_MM.value / 2, p.RING_MM.value / 2, p.FLANGE_MM.value / 2
    return [
        (bore, -p.RING_FRONT_MM.value), (outside, -p.RING_FRONT_MM.value), (outside, -p.FLANGE_FRONT_MM),
        (flange, -p.FLANGE_FRONT_MM), (flange, -p.PLATE_MM.value), (bore, -p.PLATE_MM.value),
    ]  # fmt: skip


def arm() -> "list[Corner]":
    """From the ring to its hub, `ARM_DEGREES` of the way around."""
    return box(p.ARM_INSIDE_MM.value / 2, p.ARM_OUTSIDE_MM.value / 2, p.PLATE_MM.value, p.HUB_FRONT_MM)


def hub() -> "list[Corner]":
    """The ring's rear: the encoder's magnet lies in its front, the stepper's shaft in its rear."""
    magnet, shaft, outside = p.MAGNET_MM / 2, p.SHAFT_MM / 2, p.ARM_OUTSIDE_MM.value / 2
    pocket, bore = -p.HUB_FRONT_MM - p.MAGNET_DEEP_MM, -p.HUB_REAR_MM + p.SHAFT_DEEP_MM
    return [
        (magnet, -p.HUB_FRONT_MM), (outside, -p.HUB_FRONT_MM), (outside, -p.HUB_REAR_MM), (shaft, -p.HUB_REAR_MM),
        (shaft, bore), (0, bore), (0, pocket), (magnet, pocket),
    ]  # fmt: skip


def dog() -> "list[Corner]":
    """The dog pin, about its own axis, which is `DOG_RADIUS_MM` off the pen's."""
    rear = p.PLATE_MM.value + p.PLATE_THICK_MM.value
    return box(0, p.DOG_PIN_MM.value / 2, p.FLANGE_FRONT_MM + 1, rear + 0.5)


def plate() -> "list[Corner]":
    """The end-stop plate without slot, tongue and screws."""
    front = p.PLATE_MM.value
    return box(p.PLATE_BORE_MM.value / 2, p.REAR_MM.value / 2, front, front + p.PLATE_THICK_MM.value)


def cartridge() -> "list[list[Corner]]":
    """What a cartridge may fill: its plug, and its front up to just behind the tips. Not made here."""
    flange = p.TIP_ABOVE_FLANGE_MM.value
    return [box(0, p.CARTRIDGE_PLUG_MM.value / 2, flange, flange + 7), box(0, p.CARTRIDGE_MM.value / 2, 0.2, flange)]


def end_stop_degrees() -> float:
    """How far the ring turns from the home stop to the end-stop."""
    return p.END_STOP_UM.value / p.PITCH_UM.value * 360
