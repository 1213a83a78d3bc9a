"""The pen's loop: read inputs → `core.step` → apply outputs, every 10 ms. It only connects drivers and rules.

The order in `tick` matters: sense, step, drive, make durable, answer the laptop, draw, feed the watchdog, wait.
"""

from micropython import const, heap_lock, heap_unlock

from pen.core import states
from pen.core.controller import Controller
from pen.core.depth import calibrated, ceiling_um
from pen.core.events import Events
from pen.core.io import COMMIT_NONE, COMMIT_USE, DONE, FAILED_STORE, FAILED_TAG, Inputs, Outputs
from pen.core.limits import CAP_UM, NAP_MS, STEP_MS, elapsed_ms
from pen.core.screening import DUE, FAR, NEAR, treatment_near
from pen.hal import chip, heap, modules
from pen.hal.errors import EEPROM, FLASH, STEPPER, PartError
from pen.hal.modules import Portions, load
from pen.hal.ticks import sleep_ms, ticks_diff, ticks_ms, ticks_us
from pen.inputs.cartridge import CartridgeReader
from pen.inputs.clock import NOTHING_NOTED, ClockReader
from pen.inputs.sensors import Sensors
from pen.storage.store import Store, StoreError
from pen.ui.front_panel import FrontPanel

# In which portions a treatment's modules are loaded, 20 to 60 ms each; what only they import comes with them.
_TREATMENT = (
    "pen.core.questions", "pen.core.touch", "pen.core.states.asking", "pen.core.states.cleaning",
    "pen.core.states.arming", "pen.core.states.running", "pen.core.states.paused", "pen.core.treatment",
)  # fmt: skip

_REST_MS = const(180_000)  # OFF for so long before it lets go of its supply (J)


class App:
    """One pen from boot to power-off. `board`: constants of `boards/*/board.py`; `serial`: the USB line.

    `slots`: the program's, with the boot record, None where the program is in none.
    """

    def __init__(self, board, serial, pen_id: bytes, reset_cause: int = 0, slots=None):
        self._board = board
        self._slots, self._boot_ms = slots, ticks_ms()
        deepest_um = ceiling_um(board.ERROR_BUDGET_UM, CAP_UM)
        drivers = load("pen.hal.parts")
        parts = self.parts = drivers.build(board, deepest_um)  # dangerous pins are off from here
        load("pen.update.self_test").run(parts, drivers.pio, board)
        self.events, self.inputs, self.outputs = Events(), Inputs(), Outputs()
        self.sensors = Sensors(parts, board, self.inputs)
        self.store = Store(parts.ledger_slots, parts.segments, self.events)
        self.store.open(pen_id, drivers)
        ledger = self.store.ledger
        self._motor = (board.ERROR_BUDGET_UM, board.FULL_RATE_HZ, board.FREE_CURRENT_UA_PER_HZ)
        self.controller = Controller(ledger, self.events, *self._motor)
        self.controller.practising.allowed = True
        self.clock_reader = ClockReader(parts.clock, self.sensors, self.inputs, self.store, self.events, parts.service)
        self.cartridge_reader = CartridgeReader(parts.tag, self.inputs, ledger, self.events)
        self._serial = serial
        self.link = None  # loaded when the cable comes, let go when it is pulled
        self.panel = FrontPanel(parts.display, parts.led, self.sensors)
        self._run = 0  # number of the run that the needle drive has granted, 0: none
        self._needles = False  # they move, or will as soon as the finger lets go
        self._state = states.OFF  # in the step before
        self._treatment = Portions(_TREATMENT)
        chip.wake_on(board.VBUS_PIN)
        self._trial = load("pen.start").boot(self, slots, reset_cause)  # a version on trial, or what became of one
        parts.watchdog.start()

    # --- the loop -------------------------------------------------------------------------------------

    def run(self) -> None:
        """Run the pen until the laptop asks for service and nothing moves; everything is off and stored then."""
        modules.slots = self._slots
        self.tick()  # the first picture, and only then a collection every 40 KB: one takes 30 ms of a start
        heap.after_needles()
        while not self._service_due():
            self.tick()
            self.look_after_heap()
        load("pen.start").end(self)

    def tick(self) -> None:
        """One control step and what belongs to it."""
        now_ms, began_us, controller = ticks_ms(), ticks_us(), self.controller
        asleep = controller.state == states.OFF
        if controller.state == states.RUNNING:
            self._turn_with_needles(now_ms)
        elif not self._turn(now_ms, asleep):  # code was loaded, which takes up to 0.3 s: sense anew
            return
        self.parts.watchdog.feed()  # only a step that came this far is healthy
        still_off = asleep and controller.state == states.OFF
        if still_off and not controller.buttons.pressed() and not self.parts.stepper.moving():
            self._nap()
        else:
            left_us = STEP_MS * 1_000 - ticks_diff(ticks_us(), began_us)
            sleep_ms(left_us // 1_000 if left_us > 0 else 0)  # rounded down: from feed to feed no more than 12 ms (S4)

    def _turn_with_needles(self, now_ms: int) -> None:
        """Sense, step, drive; then look at the clock or draw a little, unless the cartridge has taken the time.

        With the heap locked no call looks for room there for its variables, which takes 0.5 ms each.
        """
        controller, inputs = self.controller, self.inputs
        self._state = states.RUNNING
        heap_lock()  # S16
        try:
            self.sensors.read(False, False)
            looked = self.cartridge_reader.look(controller.cartridge_look(False), now_ms)
            inputs.store_ok = self.store.reliable()
            self.events.up_ms = elapsed_ms(now_ms, self._boot_ms)
            controller.step(now_ms, inputs, self.outputs)
            self._drive()
        finally:
            heap_unlock()
        if looked or controller.state != states.RUNNING or self.clock_reader.poll(now_ms):
            return
        heap_lock()
        try:
            self.panel.show(controller, inputs, True, now_ms)
        finally:
            heap_unlock()

    def _turn(self, now_ms: int, asleep: bool) -> bool:
        """Sense, step, drive, make durable, answer, draw. False: code was loaded instead."""
        controller, inputs = self.controller, self.inputs
        self.sensors.read(asleep, controller.resting())
        if not asleep:
            self._sense_slowly(now_ms)
        inputs.calibrated = calibrated(self.store.ledger.zero_counts, controller.ceiling_um())
        inputs.store_ok = self.store.reliable()
        self.events.up_ms = elapsed_ms(now_ms, self._boot_ms)
        if treatment_near(controller, inputs) == DUE and not controller.running_state:
            while not controller.running_state:
                self._bring_treatment()
            return False
        heap_lock()  # S16
        try:
            controller.step(now_ms, inputs, self.outputs)
        finally:
            heap_unlock()
        if self.outputs.home and self._state == states.SELF_TEST:
            self.sensors.part_lost(self.parts.homings.begin())  # durable before the first pulse
        self._drive()
        if self.outputs.reset:
            chip.reset()
        self._durable(now_ms)
        if controller.at_rest():  # a request may write: not while needles coast (S11)
            self._talk(now_ms)
        if (controller.state == states.PRACTISING) != (controller.practising.practice is not None):
            self._bring_practice(now_ms)
        self._look_after_treatment()
        self.panel.show(controller, inputs, self.outputs.display, now_ms)
        return True

    def look_after_heap(self) -> None:
        """Between two steps: collect before needles may move, and let nothing be collected while they do (S4)."""
        needles = self.controller.needles_due()
        if needles != self._needles:
            self._needles = needles
            (heap.before_needles if needles else heap.after_needles)()

    def _sense_slowly(self, now_ms: int) -> None:
        """What may take longer than a step: the clock now and then, and the cartridge as this state wants it."""
        controller = self.controller
        entered = controller.state != self._state
        self._state = controller.state
        self.clock_reader.poll(now_ms)
        if self.clock_reader.noted != NOTHING_NOTED:
            load("pen.inputs.clock_start").take_over(self.clock_reader, controller)
        ledger = self.store.ledger
        if entered and controller.state == states.SELF_TEST and any(ledger.looser):  # agreed to 28 days ago (S8)
            if load("pen.core.settings").ripen(ledger, self.events, self.inputs.proven_s):
                self.clock_reader.unsaved = True  # with the next commit at rest
        self.cartridge_reader.look(controller.cartridge_look(entered), now_ms)

    def _look_after_treatment(self) -> None:
        """Its states come with it, and are let go when it is far (a tenth of the heap)."""
        controller = self.controller
        near = treatment_near(controller, self.inputs)
        if near == NEAR and controller.buttons.began and not controller.running_state:
            self._bring_treatment()
        elif near == FAR and self._treatment.count:
            controller.far_from_treatment()
            self._treatment.let_go()

    def _bring_treatment(self) -> None:
        """Load the next portion; the last one makes the states. Called in a press: no tap is heard while it loads."""
        last = self._treatment.bring_next()
        if last is not None:
            last.make(self.controller)

    def _bring_practice(self, now_ms: int) -> None:
        """Practising begins or is over: its code and its pen are loaded, or let go (a tenth of the heap)."""
        practising = self.controller.practising
        begins = practising.practice is None
        self._treatment.used = True  # it brings the same modules, and their names
        practising.practice = load("pen.core.practice").Practice(*self._motor, now_ms) if begins else None

    def _talk(self, now_ms: int) -> None:
        """The laptop's turn, and that of a version on trial: needles are at rest."""
        controller = self.controller
        if self._trial is not None and not self._trial.step(now_ms):
            self._trial = None
        if self.inputs.vbus:
            link = self.link or self._plugged()
            link.poll()
            controller.offer = link.offer
            if link.restart and not self.inputs.buttons:  # the finger that said yes
                load("pen.start").end(self)
                chip.reset()
        elif self.link is not None:
            self.link.close()
            self.link = controller.offer = None

    def _plugged(self):
        """The cable's end: a link made anew for every plugging-in, from modules that only it uses (16 KB of heap)."""
        view = load("pen.link.pen_view").PenView(self.controller, self.inputs, self.panel, self._treatment)
        self.link = load("pen.link.server").Link(self._serial, self.store, view, self._board.NAME, self._slots)
        return self.link

    def _service_due(self) -> bool:
        if self.link is None or not self.link.service or self.controller.state in states.BUSY:
            return False
        return self.controller.at_rest() and not self.parts.stepper.moving()

    # --- outputs ----------------------------------------------------------------------------------------

    def _drive(self) -> None:
        """Needles and ring, as the controller says; the drivers clamp once more."""
        outputs, needle = self.outputs, self.parts.needle
        if outputs.duty:
            needle.feed(self._run, outputs.duty)
        elif self._run:
            needle.off()
            self._run = 0
        if outputs.arm:
            self._run = needle.arm()
        try:
            self.parts.stepper.follow(outputs, self._board.HOME_PULSES)
            if outputs.let_go:
                chip.note(chip.RUNNING)
            elif outputs.home:
                chip.note(chip.HOMING)
                self.sensors.part_answered(STEPPER)
        except PartError as error:
            self.sensors.part_failed(error.part)
        self.parts.buzzer.tone(outputs.tone)

    def _durable(self, now_ms: int) -> None:
        """Store what the controller waits for, events or a due mark: at rest (S11); a fault or bleeding at once."""
        controller, commit = self.controller, self.controller.commit
        if not controller.at_rest():
            commit.copy(self.store.copy_page(commit.page))
            return
        if commit.wanted == COMMIT_USE:
            commit.answer(DONE if self.cartridge_reader.mark_use() else FAILED_TAG)
        elif commit.wanted != COMMIT_NONE:
            commit.answer(self._commit())
        elif not self.store.healthy:
            if self.store.retry_is_due(now_ms):
                self._commit()
        elif (commit.unsaved or self.clock_reader.mark_is_due()) and not controller.buttons.pressed():  # it takes 0.1 s
            self._commit()
        elif self.events.count:
            try:
                self.store.flush()
            except StoreError as error:
                self.sensors.part_failed(error.part)
        waits = commit.wanted or controller.state == states.SELF_TEST
        if self.parts.homings.count and not waits and not self.parts.stepper.moving():
            self.sensors.part_lost(self.parts.homings.over(self.store.stored))  # a start's homing, if any, is over

    def _commit(self) -> int:
        try:
            self.store.commit()
        except StoreError as error:
            self.sensors.part_failed(error.part)
            return FAILED_STORE
        self.sensors.part_answered(EEPROM)
        self.sensors.part_answered(FLASH)
        self.controller.commit.stored()
        return DONE

    def _nap(self) -> None:
        """Off: sleep until a button or the cable, or for an hour; then look at the clock, and one step follows.

        The chip's crystal counts on through a light sleep, so a clock that was moved is noticed (H9), and each step
        forgets what is over before its ticks wrap. With a latch the pen lets go of its supply after a rest.
        """
        self.parts.watchdog.stop()
        heap.before_sleep()
        pin_number = getattr(self._board, "HOLD_PIN", None)  # an older board file has none
        nap_ms = NAP_MS if pin_number is None or not (self.store.healthy or self.store.dead_part) else _REST_MS
        before_ms = self.controller.rests_from_ms(ticks_ms())
        while nap_ms:
            chip.light_sleep(nap_ms)
            self.clock_reader.poll(ticks_ms())
            if nap_ms == NAP_MS or elapsed_ms(ticks_ms(), before_ms) < nap_ms or self.clock_reader.mark_is_due():
                break  # an hour is over, something has woken us, or a mark is due
            nap_ms = load("pen.start").let_go(self, pin_number, _REST_MS) if self._trial is None else NAP_MS
            before_ms = ticks_ms()
        self.parts.watchdog.start()
