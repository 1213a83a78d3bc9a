"""What the physics did and what a program could have seen, step by step. It knows none of the firmware's rules.

A *sign* is something wrong that reached the microcontroller's own pads in this step: a byte that was not acknowledged,
an angle that is not where the pulses put the ring, strokes too rare or too many. A step "can see" a fault when a sign
stands in it and in the next one: one disturbed reading is not a fault.
"""

from statistics import median

from pen.core import states

from boards.virtual import wiring

CAP_UM = 500
_THUMB = {"select", "up", "down"}
SETTLE_MS = 500  # a motor that starts, or is asked for another rate, is not judged before
DEPTH_UM = 31  # 25 as declared, and what the ring makes in one step
RATE_LOW, RATE_HIGH = 0.70, 1.35  # of the rate that was asked for
NO_EDGE_MS = 150
HOT_MV, COLD_MV = 1_000, 3_250  # NTC: 45 degrees, and none at all
BATTERY_MV = 1_600  # half of 3200 mV
CURRENT_MV = 1_200  # 600 mA
REFERENCE_MV, LEAST_RAIL_MV, MOST_RAIL_MV = 2_048, 2_350, 3_500  # what nobody can take for 3V3
SPREAD = 0.4  # of the median interval between strokes


class Watch:
    """`worst`: the longest that needles were driven while signs stood, ms, and which sign it was."""

    def __init__(self, pen):
        self.pen = pen
        world = self.world = pen.world
        world.ring.deepest_um = 0
        world.stepper.settle()
        self.start_us = world.now_us
        self.start_strokes = world.strokes_true
        self.armed_tag = world.cartridge and world.cartridge.tag
        self.strokes_in_air = self.most_in_air = 0
        self.long_strokes = 0  # with the drive on: what comes into needles that coast no program can hold (0.3 s)
        self.first_off_ms = self.first_seen_ms = None
        self.dark_start = False  # needles were started with nothing on the screen
        self.worst_air_ms = 0  # driven, or meant to be, in the air, after the skin was touched
        self._skin_us = None
        self.out_at_stop_um = None
        self.deeper_after_stop_um = 0
        self.worst_ms, self.worst_sign = 0, ""
        self.slowest_off_ms = None
        self._seen_us = None
        self._driven_us = world.now_us if world.motor.duty else None
        self._before = set()
        self._standing_ms = 0
        self._bus = self._bus_count()
        self._asked_hz, self._asked_us = 0, world.now_us  # the rate asked for, and since when
        self._last_us = world.now_us
        self.any_seen = False  # any sign, at any step
        self.blind = False  # the tip passed the cap, and no sign had been there
        world.motor.on_stroke = self._stroke

    def _bus_count(self) -> int:
        return self.world.i2c.refused + self.world.i2c.timeouts

    def _stroke(self) -> None:
        world = self.world
        self.strokes_in_air = 0 if world.motor.load else self.strokes_in_air + 1
        self.most_in_air = max(self.most_in_air, self.strokes_in_air)
        if world.motor.duty and world.cartridge is not None and world.cartridge.needle_um > CAP_UM:
            self.long_strokes += 1

    @property
    def now_ms(self) -> int:
        """How long ago the fault began, in ms."""
        return (self.world.now_us - self.start_us) // 1000

    def step(self) -> None:
        """After every control step."""
        world = self.world
        driven = world.motor.duty > 0
        if driven and self._driven_us is None:
            self.dark_start = self.dark_start or not world.display.lit
            self._driven_us, self._seen_us, self._standing_ms, self._before = world.now_us, None, 0, set()
        if self.pen.state not in (states.ARMING, states.RUNNING):
            self.armed_tag = world.cartridge and world.cartridge.tag
        signs = self._signs(driven)
        if world.ring.deepest_um > CAP_UM and not self.any_seen:
            self.blind = True
        self.any_seen = self.any_seen or bool(signs & self._before - _THUMB)
        runs = driven or self.pen.state == states.RUNNING  # a loose wire in between does not end it
        if world.motor.load or not runs:
            self._skin_us = world.now_us if runs else None
        elif self._skin_us is not None:
            self.worst_air_ms = max(self.worst_air_ms, (world.now_us - self._skin_us) // 1000)
        if driven:
            self._judge(signs)
        elif self._driven_us is not None:
            self._stopped()
        if self.pen.state in (states.ARMING, states.RUNNING):
            self.out_at_stop_um = None  # a new start
        elif self.out_at_stop_um is not None:
            self.deeper_after_stop_um = max(self.deeper_after_stop_um, world.ring.um - self.out_at_stop_um)
        self._before = signs
        self._last_us = world.now_us

    def _judge(self, signs: set) -> None:
        both = signs & self._before
        if not both:
            self._seen_us = None  # what came and went is no fault that the needles were stopped for
            return
        if self._seen_us is None:
            self._seen_us = self._last_us
            if self.first_seen_ms is None:
                self.first_seen_ms = (self._last_us - self.start_us) // 1000
        self._standing_ms += (self.world.now_us - self._last_us) // 1000
        if self._standing_ms > self.worst_ms:
            self.worst_ms, self.worst_sign = self._standing_ms, sorted(both)[0]

    def _stopped(self) -> None:
        if self.first_off_ms is None:
            self.first_off_ms = self.now_ms
        if self._seen_us is not None:
            off_ms = (self.world.now_us - self._seen_us) // 1000
            self.slowest_off_ms = max(self.slowest_off_ms or 0, off_ms)
        if self.out_at_stop_um is None:
            self.out_at_stop_um = self.world.ring.um
        self._driven_us = None

    # --- signs ----------------------------------------------------------------------------------------------

    def _signs(self, driven: bool) -> set:
        world = self.world
        signs = set()
        if (bus := self._bus_count()) != self._bus:
            self._bus = bus
            signs.add("bus")
        self._depth(signs)
        for name, pin in wiring.BUTTONS.items():
            if not world.gpio.level(pin):
                signs.add(name.lower())
        if world.gpio.level(wiring.VBUS):
            signs.add("vbus")
        self._cartridge(signs)
        if driven:
            self._analogue(signs)
            self._strokes(signs)
        return signs

    def _depth(self, signs: set) -> None:
        world = self.world
        world.stepper.settle()
        counts, status = world.encoder.told
        if status != 0x20:
            signs.add("magnet")
        delta = (counts - world.encoder.offset_counts + 2_048) % wiring.COUNTS_PER_TURN - 2_048
        commanded = world.stepper.commanded * wiring.PITCH_UM // wiring.PULSES_PER_TURN
        if abs(delta * wiring.PITCH_UM // wiring.COUNTS_PER_TURN - commanded) > DEPTH_UM:
            signs.add("depth")

    def _cartridge(self, signs: set) -> None:
        cartridge = self.world.cartridge
        if cartridge is None or cartridge.tag.dead or not self.world.wires.connects(wiring.TAG):
            signs.add("cartridge")
        elif cartridge.tag is not self.armed_tag:
            signs.add("other cartridge")

    def _analogue(self, signs: set) -> None:
        told = self.world.adc_last
        if (self.world.now_us - self._driven_us) // 1000 > SETTLE_MS and told[wiring.ADC_CURRENT] > CURRENT_MV:
            signs.add("current")
        if told[wiring.ADC_BATTERY] < BATTERY_MV:
            signs.add("battery")
        if not HOT_MV < told[wiring.ADC_NTC] < COLD_MV:
            signs.add("temperature")
        if self.world.rail.fitted:
            self._reference(signs)

    def _reference(self, signs: set) -> None:
        """What the converter makes of the shunt reference, as millivolts of 3V3."""
        pad_mv = max(1, self.world.adc_last.get(wiring.ADC_REFERENCE, 0))
        if not LEAST_RAIL_MV <= REFERENCE_MV * self.world.rail.mv() // pad_mv <= MOST_RAIL_MV:
            signs.add("reference")

    def _strokes(self, signs: set) -> None:
        world = self.world
        asked_hz = self.pen.asked_hz()
        if asked_hz != self._asked_hz:
            self._asked_hz, self._asked_us = asked_hz, world.now_us
        for_ms = (world.now_us - self._driven_us) // 1000
        edges = [at_us for at_us in world.gpio.tacho_us() if at_us >= self._driven_us]
        if for_ms > NO_EDGE_MS and (not edges or world.now_us - edges[-1] > NO_EDGE_MS * 1000):
            signs.add("no strokes")
        same_ms = (world.now_us - self._asked_us) // 1_000
        if min(for_ms, same_ms) < SETTLE_MS or len(edges) < 4:
            return
        recent = [at_us for at_us in edges if at_us > world.now_us - 250_000]
        low_hz, high_hz = 4 * (len(recent) + 1), 4 * (len(recent) - 1)  # what a count says is off by one
        if asked_hz and (low_hz < RATE_LOW * asked_hz or high_hz > RATE_HIGH * asked_hz):
            signs.add("rate")
        gaps = [b - a for a, b in zip(edges[-13:], edges[-12:])]
        if sum(abs(gap - median(gaps)) > SPREAD * median(gaps) for gap in gaps) >= 3:
            signs.add("uneven strokes")
