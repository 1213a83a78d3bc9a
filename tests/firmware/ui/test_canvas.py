"""Drawing against a slow model that thinks in single pixels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.ui import font, pieces
from pen.ui.canvas import _BAR, _HEIGHT, _LINE, CELL, WIDTH, Canvas, value_width

TEXTS = st.text(st.characters(min_codepoint=21, max_codepoint=127), max_size=24)
X, Y = st.integers(-20, 140), st.integers(-12, 76)


def lit(canvas):
    """The set of lit pixels."""
    return {
        (i % WIDTH, i // WIDTH * 8 + bit) for i, byte in enumerate(canvas.buffer) for bit in range(8) if byte >> bit & 1
    }


def glyph_pixels(x, y, code):
    at = (code - font.FIRST) * 5
    return {(x + c, y + r) for c in range(5) for r in range(8) if font.GLYPHS[at + c] >> r & 1}


@settings(max_examples=150)
@given(X, Y, TEXTS)
def test_text_is_drawn_where_it_fits_and_counted_where_not(x, y, text):
    canvas = Canvas()
    canvas.text(x, y, text)
    expected, clipped = set(), 0
    for i, char in enumerate(text):
        at = x + i * CELL
        if at >= 0 and at + 5 <= WIDTH and y >= 0 and y + _LINE <= _HEIGHT:
            expected |= glyph_pixels(at, y, ord(char))
        else:
            clipped += 1
    assert lit(canvas) == expected and canvas.clipped == clipped


def test_what_has_no_glyph_is_a_box():
    canvas = Canvas()
    canvas.text(0, 0, "\x05")
    assert lit(canvas) == glyph_pixels(0, 0, font.BOX)


@pytest.mark.parametrize("text", ["", "i", "Locked", "twenty-one characters"])
def test_centre_and_right(text):
    canvas = Canvas()
    canvas.centre(20, text)
    canvas.right(40, text)
    columns = [x for x, y in lit(canvas) if y < 30]
    if columns:
        assert abs(min(columns) - (WIDTH - 1 - max(columns))) <= 4
        assert max(x for x, y in lit(canvas) if y > 30) <= 126
    assert canvas.clipped == 0


@settings(max_examples=60)
@given(st.integers(0, 48), st.text("0123456789. dhm", max_size=9))
def test_hero_digits_stand_on_one_line(y, text):
    canvas = Canvas()
    canvas.value(y, text)
    pixels = lit(canvas)
    assert canvas.clipped == (0 if value_width(text) <= WIDTH else canvas.clipped)
    assert all(y <= row < y + 16 for _, row in pixels)
    if any(c in "0123456789." for c in text) and not canvas.clipped:
        assert max(row for _, row in pixels) == y + 15


@pytest.mark.parametrize("number", range(100))
def test_large_digits_are_the_others_doubled_with_filled_corners(number):
    canvas = Canvas()
    pieces.large(canvas, 3, 16, number)
    plain = set()
    for place, digit in enumerate((number // 10, number % 10)):
        for c in range(10):
            column = font.DIGITS[digit * 20 + c] | font.DIGITS[digit * 20 + c + 10] << 8
            for r in range(16):
                if column >> r & 1:
                    plain |= {(3 + place * 24 + 2 * c + dx, 16 + 2 * r + dy) for dx in (0, 1) for dy in (0, 1)}
    pixels = lit(canvas)
    assert plain <= pixels and len(pixels - plain) < 60 and canvas.clipped == 0
    for x, y in pixels - plain:  # every filled pixel bridges two lit ones
        assert {(x - 1, y), (x + 1, y)} & plain and {(x, y - 1), (x, y + 1)} & plain


def test_large_digits_show_two_digits_at_most():
    shown = []
    for number in (99, 100, 1_000, 0, -1):
        canvas = Canvas()
        pieces.large(canvas, 0, 0, number)
        shown.append(bytes(canvas.buffer))
    assert shown[0] == shown[1] == shown[2] and shown[3] == shown[4]


@given(st.integers(-4, 64), st.integers(0, 64), st.integers(64, 128))
def test_a_bar_is_lit_where_it_fits_and_texts_are_dark_on_it(y, left, right):
    canvas = Canvas()
    canvas.bar(y, left, right)
    inside = y >= 0 and y + _BAR <= _HEIGHT
    box = {(x, row) for x in range(left, right) for row in range(y, y + _BAR)}
    assert lit(canvas) == (box if inside else set()) and canvas.clipped == (0 if inside else 1)
    if 0 < y <= _HEIGHT - _BAR:
        canvas = Canvas()
        canvas.button(y + 1, "Locked")
        assert len(lit(canvas)) < _BAR * WIDTH
        canvas.centre(y + 1, "Locked")
        assert lit(canvas) == {(x, row) for x in range(WIDTH) for row in range(y, y + _BAR)}


@given(st.integers(-5, 200), st.integers(-5, 100))
def test_progress_is_proportional_and_bounded(part, whole):
    canvas = Canvas()
    pieces.progress(canvas, 10, 2, 54, part, whole)
    filled = {x for x, y in lit(canvas) if y == 19} - {10, 63}
    share = 0 if whole <= 0 else min(max(part, 0), whole) * 50 // whole
    assert filled == set(range(12, 12 + share))
    assert {y for _, y in lit(canvas)} == set(range(17, 23)) and canvas.clipped == 0


@pytest.mark.parametrize(
    "draw",
    [
        lambda c: c.double(50, "x"),
        lambda c: c.double(0, "eleven char"),
        lambda c: c.value(49, "1"),
        lambda c: pieces.large(c, 90, 0, 11),
        lambda c: c.block(100, 5, 29, 1),
        lambda c: c.columns(120, 0, bytes(9)),
        lambda c: pieces.progress(c, 0, 8, 20, 1, 2),
        lambda c: c.button(57, "x"),
    ],
)
def test_whatever_does_not_fit_is_counted(draw):
    canvas = Canvas()
    draw(canvas)
    assert canvas.clipped > 0
    canvas.clear()
    assert canvas.clipped == 0 and not any(canvas.buffer)


@settings(max_examples=60)
@given(st.integers(-3, 130), st.integers(0, 7), TEXTS)
def test_a_field_replaces_what_was_there(x, page, text):
    """Cells of 6 x 8, their gaps too, but for one beyond the last column; too long: nothing at all."""
    canvas, wanted = Canvas(), Canvas()
    canvas.buffer[:] = wanted.buffer[:] = b"\xa5" * len(canvas.buffer)
    pieces.field(canvas, x, page, text.encode())
    wide = CELL * len(text)
    if x >= 0 and x + wide - 1 <= WIDTH:
        end = min(page * WIDTH + x + wide, (page + 1) * WIDTH)
        start = page * WIDTH + x
        wanted.buffer[start:end] = bytes(end - start)
        wanted.text(x, page * 8, text)
    assert canvas.buffer == wanted.buffer


def test_a_digit_replaces_what_was_there_its_gap_included():
    canvas, wanted = Canvas(), Canvas()
    canvas.buffer[:] = b"\xff" * len(canvas.buffer)
    pieces.digit(canvas, 11, 3, 4)
    pieces.digit(canvas, 23, 3, 0)
    wanted.value(24, "40", 11, 33)
    for page in (3, 4):
        start = page * WIDTH + 11
        assert canvas.buffer[start : start + 24] == wanted.buffer[start : start + 24]
        assert canvas.buffer[start - 1] == canvas.buffer[start + 24] == 0xFF
    pieces.digit(canvas, 117, 3, 1)
    assert canvas.clipped == 1


@settings(max_examples=60)
@given(st.integers(-2, 130), st.integers(-2, 66), st.integers(0, 40), st.integers(1, 22))
def test_a_block_inverts(x, y, width, height):
    canvas = Canvas()
    canvas.block(x, y, width, height)
    fits = x >= 0 and y >= 0 and x + width <= WIDTH and y + height <= _HEIGHT
    assert lit(canvas) == {(x + i, y + k) for i in range(width) for k in range(height) if fits}
    canvas.block(x, y, width, height)
    assert not lit(canvas)


def test_a_kept_picture_comes_back_with_its_values():
    canvas = Canvas()
    pieces.restore(canvas)
    assert not canvas.in_pieces and not lit(canvas), "nothing is kept yet"
    canvas.text(5, 5, "Kept")
    canvas.values[2] = 17
    pieces.keep(canvas)
    picture = bytes(canvas.buffer)
    canvas.clear()
    canvas.values[2] = 1
    assert not any(canvas.buffer)
    for _ in range(2):
        pieces.restore(canvas)
        assert bytes(canvas.buffer) == picture and canvas.values[2] == 17 and canvas.in_pieces
        canvas.clear()
        assert not canvas.in_pieces
