"""The picture of the pen: what is on the display is what is drawn, and can be read back."""

from PIL import Image
from rich.console import Console

from boards.virtual import picture
from boards.virtual.demo.firmware import Canvas, font, large
from boards.virtual.demo.screen_reader import lines


def frame_with(*pixels: "tuple[int, int]") -> bytes:
    frame = bytearray(picture.DARK)
    for x, y in pixels:
        frame[(y >> 3) * picture.WIDTH + x] |= 1 << (y & 7)
    return bytes(frame)


def test_a_braille_cell_is_two_by_four_pixels():
    assert picture.braille(frame_with((0, 0)))[0][0] == "⠁"
    assert picture.braille(frame_with((1, 0)))[0][0] == "⠈"
    assert picture.braille(frame_with((0, 3), (1, 3)))[0][0] == "⣀"
    every = picture.braille(bytes([0xFF]) * 1024)
    assert every == ["⣿" * 64] * 16
    assert picture.braille(picture.DARK) == [" " * 64] * 16


def test_the_last_pixel_is_in_the_last_cell():
    frame = frame_with((127, 63))
    assert picture.braille(frame)[15][63] == "⢀"
    assert picture.half_blocks(frame)[31][127] == "▄"


def test_a_half_block_is_one_by_two_pixels():
    lines_ = picture.half_blocks(frame_with((5, 0), (6, 1), (7, 0), (7, 1)))
    assert lines_[0][4:9] == " ▀▄█ "
    assert len(lines_) == 32
    assert {len(line) for line in lines_} == {128}


def test_the_box_has_straight_edges_lamp_and_buttons():
    for wide, inner in ((False, 64), (True, 128)):
        rows = picture.pen(picture.DARK, (4, 0, 8), ("UP",), wide).plain.split("\n")
        assert {len(row) for row in rows} == {inner + 2}
        assert "●" in rows[0]
        assert rows[-1].count("(") == 3
        assert "( ▲ )( SELECT )( ▼ )" in rows[-1]
    assert "○" in picture.pen(picture.DARK, (0, 0, 0)).plain.split("\n")[0]


def test_the_lamp_keeps_its_hue():
    assert picture.lamp((4, 0, 8)) == (127, 0, 255)
    assert picture.lamp((0, 0, 0)) == (0, 0, 0)


def test_the_large_picture_needs_room():
    assert picture.is_wide(132, 40)
    assert not picture.is_wide(131, 40)
    assert not picture.is_wide(132, 39)


def test_it_prints_plain_where_there_are_no_colours():
    console = Console(width=80, color_system=None)
    with console.capture() as out:
        console.print(picture.pen(frame_with((0, 0)), (0, 10, 2)))
    assert "\x1b" not in out.get()
    assert "│⠁" in out.get()


def test_the_png_shows_each_pixel_four_times_as_large(tmp_path):
    path = tmp_path / "screen.png"
    picture.png(path, frame_with((0, 0), (127, 63)), (0, 0, 9))
    image = Image.open(path).convert("RGB")
    lit = [xy for xy in ((x, y) for x in range(image.width) for y in range(image.height)) if is_cyan(image, xy)]
    assert len(lit) == 2 * 16
    assert max(lit)[0] - min(lit)[0] == 128 * 4 - 1


def is_cyan(image: Image.Image, xy: "tuple[int, int]") -> bool:
    red, green, blue = image.getpixel(xy)
    return red < 140 and green > 225 and blue > 240


# --- reading it back ------------------------------------------------------------------------------------------


def test_small_text_is_read_at_any_place():
    canvas = Canvas()
    canvas.text(3, 13, "Skin is resting")
    canvas.right(30, "27 d 3 h")
    assert lines(bytes(canvas.buffer)) == ("Skin is resting", "27 d 3 h")


def test_inverse_bars_are_read():
    canvas = Canvas()
    canvas.title("Needle length")
    canvas.button(48, "SELECT: go on")
    assert lines(bytes(canvas.buffer)) == ("Needle length", "SELECT: go on")


def test_large_figures_are_read_with_their_units():
    canvas = Canvas()
    canvas.value(20, "0.45 mm", 0, 64)
    canvas.value(20, "110 /s", 64, 128)
    assert lines(bytes(canvas.buffer)) == ("0.45 mm 110 /s",)


def test_double_text_large_digits_and_symbols_are_read():
    canvas = Canvas()
    canvas.double(0, "Homing")
    large(canvas, 0, 16, 52)
    canvas.text(60, 56, font.UP + " or " + font.DOWN)
    assert lines(bytes(canvas.buffer)) == ("Homing", "52", "▲ or ▼")


def test_a_row_of_a_table_is_one_line():
    canvas = Canvas()
    canvas.text(1, 12, "Strokes")
    canvas.right(12, "7")
    assert lines(bytes(canvas.buffer)) == ("Strokes  7",)


def test_nothing_is_read_from_the_dark_and_from_noise():
    assert lines(picture.DARK) == ()
    assert lines(bytes([0xFF]) * 1024) == ()
