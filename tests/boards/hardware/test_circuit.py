"""One source: what the circuit, the boards' files, the model's wiring, the firmware and the READMEs say is the same."""

import re

import pytest

from boards.hardware import lists, pages, rules
from boards.hardware.circuit import SHEETS, circuit
from boards.hardware.claims import drive, signals
from boards.hardware.headers import BOARDS, HEADERS, SIGNALS, board_file, gpio, outside
from boards.hardware.parts import PASSIVE, Circuit
from boards.virtual import wiring
from boards.virtual.physics import motor

pytestmark = pytest.mark.parametrize("board", BOARDS)

# the model's names of two signals; it has the Pico's pins
_MODEL = {"NEEDLE": "GATE", "USB_SENSE": "VBUS"}


def test_the_electrical_rules_are_kept(board):
    assert rules.violations(circuit(board)) == []


def test_every_signal_of_the_board_file_is_in_the_circuit_at_its_gpio(board):
    made = circuit(board)
    for signal, constant in SIGNALS.items():
        if outside(board, signal):
            pins = [pin for pin, (net, _) in made["U1"].pins.items() if net == signal]
            assert [pin.split()[-1] for pin in pins] == ["GP%d" % getattr(board_file(board), constant)]
        elif not gpio(board, signal):
            assert signal not in made.nets()


def test_every_pin_of_the_board_file_is_known(board):
    of_the_file = {name for name in dir(board_file(board)) if name.endswith("_PIN")}
    assert of_the_file == set(SIGNALS.values())


def test_no_gpio_stands_twice_and_each_is_on_the_header_or_inside(board):
    header = HEADERS[board]
    names = [name for _, name in header.pins() if name.startswith("GP")]
    assert len(names) == len(set(names)) and not set(names) & set(header.inside)
    assert {gpio(board, signal) for signal in SIGNALS if gpio(board, signal)} <= set(names) | set(header.inside)


def test_the_model_has_the_same_wires(board):
    of_the_model = dict(wiring.SIGNALS)
    of_the_circuit = {_MODEL.get(signal, signal): int(gpio(board, signal)[2:] or 0) for signal in SIGNALS}
    assert of_the_model.keys() == of_the_circuit.keys()
    if board == "RPI_PICO":  # has a converter, and needs no reference
        assert of_the_circuit.pop("REFERENCE") == 0 and of_the_model.pop("REFERENCE")
    different = {name for name in of_the_model if of_the_model[name] != of_the_circuit[name]}
    assert different == ({"BUZZER", "VBUS"} if board == "WAVESHARE_RP2040_ZERO" else set())


def test_the_model_pulls_where_the_circuit_pulls(board):
    made = circuit(board)
    assert {wiring.NENABLE: 1, wiring.GATE: 0, wiring.HOLD: 0} == wiring.FAR_PULLS
    assert made["R20"].net("1") == "3V3" and made["R20"].net("2") == "NENABLE"
    assert made["R11"].net("2") == "GND" and made["R11"].net("1") == made["Q1"].net("G")
    assert made["R40"].net("2") == "GND" and made["SW1"].net("NC") == "3V3"
    assert made["R74"].net("2") == "GND" and made["D70"].net("A") == "HOLD"


def test_the_latch_is_what_the_model_has(board):
    """SELECT, INT and HOLD close it, and everything but the latch is behind it."""
    made = circuit(board)
    assert made["SW1"].net("COM") == "STOP_WIRE" and made["SW1"].net("NO") == made["R72"].net("2")
    assert made["U9"].net("SQW") == made["Q7"].net("C") == made["R71"].net("2") == "LATCH"
    assert made["Q6"].net("S") == "CELL" and made["Q6"].net("D") == "VBAT"
    fed = {ref for ref, _ in made.nets()["CELL"]}
    assert fed == {"BT1", "Q6", "R70"}


def test_scales_follow_from_the_parts(board):
    made, file = circuit(board), board_file(board)
    gain = int(re.search(r"gain (\d+)", made["U3"].item.what)[1])
    assert made["R13"].value * gain == file.CURRENT_MV_PER_MA == wiring.CURRENT_MV_PER_MA
    assert round(made["R51"].value * made["C50"].value * 1e6) == wiring.CURRENT_FILTER_US
    assert made["R13"].net("1") == "VBAT" and made["U3"].net("IN+") == "VBAT", "in the motor's loop"
    assert (made["R52"].value + made["R53"].value) / made["R53"].value == file.BATTERY_DIVIDER
    assert made["R54"].value == 10e3 and "10 kΩ" in made["RT1"].item.what and "B = 3950" in made["RT1"].item.what


def test_the_reference_is_the_firmwares_and_the_models(board):
    """Regulates as far down as the pen goes on, and what is missing or too low is out of what the pen believes."""
    from boards.virtual.physics import rail
    from boards.virtual.world import World

    made, file = circuit(board), board_file(board)
    has_converter = "VSYS" in HEADERS[board].right
    assert has_converter == (file.REFERENCE_PIN is None) == ("D50" not in made.parts)
    if has_converter:
        return
    driver = (pages.ROOT / "firmware/pen/hal/analog.py").read_text(encoding="utf-8")
    number = {name: int(value) for name, value in re.findall(r"(?m)^(_\w+_MV) = const\(([\d_]+)\)", driver)}
    assert "%.3f V" % (number["_SHUNT_MV"] / 1000) in made["D50"].item.what and number["_SHUNT_MV"] == rail._SHUNT_MV
    assert number["_RAIL_MIN_MV"] == signals.RAIL_V * 1000
    needs_mv = (75e-6 + 2.048 / made["R58"].value) * made["R57"].value * 1e3
    assert pytest.approx(needs_mv, abs=3) == rail._SHUNT_FROM_MV - rail._SHUNT_MV
    assert number["_RAIL_MIN_MV"] - needs_mv > number["_SHUNT_MV"]
    world = World()
    world.rail.fit(True)
    for rail_mv in range(300, number["_RAIL_MIN_MV"] - 50, 50):
        world.rail.makes_mv = rail_mv
        assert number["_SHUNT_MV"] * rail_mv // max(1, world.rail.shunt_mv()) not in range(
            number["_RAIL_MIN_MV"], number["_RAIL_MAX_MV"]
        )


def test_the_models_motor_is_the_boards(board):
    if board == "RPI_PICO":  # what the model is
        assert motor._FREE_MHZ == board_file(board).FULL_RATE_HZ * 1000


def test_the_drive_is_what_the_firmware_drives(board):
    needle = (pages.ROOT / "firmware/pen/hal/needle.py").read_text(encoding="utf-8")
    number = {name: int(value) for name, value in re.findall(r"(?m)^(_\w+) = const\(([\d_]+)\)", needle)}
    assert number["_CLOCK_HZ"] / (2 * number["_COUNTS"]) == drive.HERTZ  # two cycles a count
    assert number["_MAX_HIGH"] / number["_COUNTS"] == drive.MOST_DUTY
    assert board_file(board).MAX_DUTY_PERMILLE / 1000 <= drive.MOST_DUTY


def test_limits_of_claims_are_the_firmwares(board):
    from pen.core import limits, touch_limits

    by_name = {claim.what: claim.limit for claim in signals.CLAIMS}
    assert by_name["a step is shown to 5 % after"] == touch_limits.CURRENT_SETTLE_MS
    assert by_name["broken wire, 1 µA leakage: the pen reads"] == touch_limits.CONTACT_MA
    assert signals._RIPPLE_HZ == limits.RATE_MIN_HZ


def test_the_readmes_tables_are_the_circuits(board):
    page = pages.readme(board).read_text(encoding="utf-8")
    assert page.count("<!-- from the circuit: ") == len(pages.tables(board))
    assert pages.renewed(board) == page, "make hardware README=1"


def test_prose_has_no_second_figure(board):
    """The facts that once disagreed: they stand in the generated tables only."""
    prose = re.sub(r"(?s)<!-- from the circuit.*?<!-- end -->", "", pages.readme(board).read_text(encoding="utf-8"))
    assert not re.search(r"1[45]0 strokes|98 %|900 ?‰|1 ms|10 kΩ on both|100 kΩ", prose)


def test_every_part_can_be_bought(board):
    for part in circuit(board).parts.values():
        assert part.item.euro > 0 and part.purpose and part.sheet in SHEETS
        assert part.item.number or part.kind in ("M", "SW"), part.ref
        if part.item.number:
            assert part.item.alternatives[0], part.ref


def test_netlist_and_parts_list_hold_every_part_once(board):
    made = circuit(board)
    refs = re.findall(r'\(comp \(ref "(\w+)"\)', lists.netlist(made))
    assert sorted(refs) == sorted(made.parts)
    assert lists.netlist(made).count("(") == lists.netlist(made).count(")")
    listed = [ref for row in lists.parts_list(made) for ref in row[0].split()]
    assert sorted(listed) == sorted(made.parts)


@pytest.mark.parametrize(
    "ref, pin, net, says",
    [
        ("R11", "2", "GATE_1", "short-circuited"),
        ("R40", "2", "NOWHERE", "only R40.2"),
        ("R12", "1", "PUMP", "a gate without a pull-down"),
        ("R55", "2", "GND", "without a pull-up"),
        ("U3", "OUT", "STEP", "nothing"),
    ],
)
def test_the_rules_see_a_planted_mistake(board, ref, pin, net, says):
    made = circuit(board)
    part = made[ref]
    made.parts[ref] = part._replace(pins={**part.pins, pin: (net, part.pins[pin][1])})
    found = rules.violations(made)
    assert found == [] if says == "nothing" else any(says in text for text in found), found


def test_the_rules_see_two_outputs_and_a_missing_supply(board):
    made = Circuit(board)
    made.block("x", "U90", "hall", "a", {"OUT": ("A", "output"), "V": ("P", "power_in")})
    made.block("x", "U91", "hall", "a", {"OUT": ("A", "output"), "V": ("P", PASSIVE)})
    said = " ".join(rules.violations(made))
    assert "U90.OUT and U91.OUT drive against each other" in said and "U90.V has no supply" in said
