"""What is bought: part numbers as the makers write them."""

import pytest

from boards.hardware import purchase


@pytest.mark.parametrize(
    ("text", "ohm", "yageo", "panasonic", "vishay"),
    (
        ("47 Ω", 47, "47R", "47R0", "47R0"),
        ("2.2 kΩ", 2_200, "2K2", "2201", "2K20"),
        ("100 kΩ", 100_000, "100K", "1003", "100K"),
        ("1 MΩ", 1_000_000, "1M", "1004", "1M00"),
    ),
)
def test_a_resistors_numbers_follow_from_its_value(text, ohm, yageo, panasonic, vishay):
    item = purchase.resistor(text, ohm)
    assert item.number == f"Yageo RC0805FR-07{yageo}L"
    assert item.alternatives == (f"Panasonic ERJ-6ENF{panasonic}V", f"Vishay CRCW0805{vishay}FKEA")
