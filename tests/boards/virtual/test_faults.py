"""The list of faults is complete: every signal and part with every kind, modelled or left out with a reason."""

import re

import pytest

from boards.virtual import faults, wiring
from boards.virtual.faults import not_modelled, parts, signals
from tests.tools.paths import ROOT


def keys(names) -> set:
    return {tuple(name.split(":")) for name in names}


def test_every_signal_has_every_kind_or_a_reason():
    product = {(name, kind) for name, _ in wiring.SIGNALS for kind in signals.KINDS}
    modelled = keys(signals.FAULTS)
    assert modelled | set(signals.NOT_MODELLED) == product
    assert not modelled & set(signals.NOT_MODELLED)


def test_every_part_has_every_kind_or_a_reason():
    product = {(part, kind) for part in parts.PARTS for kind in parts.KINDS}
    modelled = keys(parts.FAULTS)
    assert modelled | set(parts.NOT_MODELLED) == product
    assert not modelled & set(parts.NOT_MODELLED)


def test_a_reason_says_something():
    for reason in (*not_modelled.SIGNALS.values(), *not_modelled.PARTS.values()):
        assert len(reason.split()) > 4, reason


def test_the_signals_are_those_of_the_wiring_table():
    """Of the board's own page, in its order: what is a neighbour there is one here. The RP2040-Zero has a reference."""
    page = (ROOT / "boards" / "RPI_PICO" / "README.md").read_text(encoding="utf-8")
    listed = [(name, int(pin)) for name, pin in re.findall(r"(?m)^\| ([A-Z_]+) \| [^|]*\(GP(\d+)\) \|", page)]
    ours = {"GATE": "NEEDLE", "VBUS": "USB_SENSE"}
    signals_here = [one for one in wiring.SIGNALS if one != ("REFERENCE", wiring.ADC_REFERENCE)]
    assert [(ours.get(name, name), pin) for name, pin in signals_here] == listed
    zero = (ROOT / "boards" / "WAVESHARE_RP2040_ZERO" / "README.md").read_text(encoding="utf-8")
    assert f"| REFERENCE | GP{wiring.ADC_REFERENCE} |" in zero


def test_values_belong_to_faults():
    assert set(parts.VALUES) <= set(parts.FAULTS)
    assert faults.values("encoder_frozen") == (None,)


@pytest.mark.parametrize("name", sorted(parts.VALUES))
def test_every_value_can_be_injected(world, name):
    world.insert(world.make_cartridge())
    for value in faults.values(name):
        world.fault(name, True, value)
        world.fault(name, False, value)
