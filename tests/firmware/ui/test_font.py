"""The font covers what may be written, and no two characters look the same."""

import pytest
from pen.ui import font

_COLUMNS = 5  # of a glyph


def glyph(code):
    at = (code - font.FIRST) * _COLUMNS
    return font.GLYPHS[at : at + _COLUMNS]


def test_every_code_has_a_glyph_of_its_own():
    """Zero and O share a shape: the pen writes no codes that mix them."""
    codes = [code for code in range(font.FIRST, font.BOX + 1) if code != ord("O")]
    assert len(font.GLYPHS) == (len(codes) + 1) * _COLUMNS
    assert len({glyph(code) for code in codes}) == len(codes)


def test_only_the_blank_is_blank():
    assert [code for code in range(font.FIRST, font.BOX + 1) if not any(glyph(code))] == [32]


@pytest.mark.parametrize("code", [*b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"])
def test_capitals_and_digits_stand_on_rows_0_to_6(code):
    rows = 0
    for column in glyph(code):
        rows |= column
    assert rows & 0x80 == 0 and rows & 1 and rows & 0x40


def test_the_symbols_are_single_codes_below_the_blank():
    names = ("UP", "DOWN", "LOCK", "PLUG", "DEGREE", "DOT", "CIRCLE", "WARNING", "TICK")
    symbols = [getattr(font, name) for name in names]
    unused = (0x1A, 0x1D)  # the micro sign and the three dots: no screen shows them
    assert [ord(symbol) for symbol in symbols] == [code for code in range(font.FIRST, 32) if code not in unused]


def test_ten_different_large_digits_as_high_as_they_may_be():
    size = 2 * font.DIGIT_WIDTH
    shapes = [font.DIGITS[i * size : (i + 1) * size] for i in range(10)]
    assert len(font.DIGITS) == 10 * size and len(set(shapes)) == 10
    for shape in shapes:
        upper, lower = shape[: font.DIGIT_WIDTH], shape[font.DIGIT_WIDTH :]
        assert any(column & 1 for column in upper) and any(column & 0x80 for column in lower)
