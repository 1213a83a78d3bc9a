"""What is written can be read: the demo's reader, which knows pixels only, finds every text of every kind of screen."""

import pytest
from pen.ui import pieces
from pen.ui.canvas import Canvas
from pen.ui.screens import draw

from boards.virtual.demo.screen_reader import SYMBOLS, lines
from tests.firmware.ui.gallery import gallery


class Noting(Canvas):
    """A canvas that notes what it is asked to write."""

    def __init__(self):
        super().__init__()
        self.written = []

    def clear(self):
        super().clear()
        self.written = []

    def double(self, y, text):
        super().double(y, text)
        self.written.append(text)

    def value(self, y, text, left=0, right=128):
        super().value(y, text, left, right)
        self.written.append(text)

    def codes(self, x, y, codes):
        super().codes(x, y, codes)
        self.written.append(codes.decode())


def plain(text):
    """Without symbols and spaces; zero and O share a shape."""
    for symbol in (*SYMBOLS, *SYMBOLS.values()):
        if symbol:
            text = text.replace(symbol, "")
    return text.replace(" ", "").replace("O", "0")


@pytest.mark.parametrize("chapter, label, pen, inputs, now_ms", list(gallery()))
def test_every_text_is_read_back(chapter, label, pen, inputs, now_ms, monkeypatch):
    canvas = Noting()
    field = pieces.field

    def noted(canvas, x, page, codes):
        field(canvas, x, page, codes)
        canvas.written.append(codes.decode())

    monkeypatch.setattr(pieces, "field", noted)
    draw(canvas, pen, inputs, now_ms)
    read = plain("".join(lines(bytes(canvas.buffer))))
    for text in canvas.written:
        if len(plain(text)) > 1 and chapter != "Practice":  # there a banner hides the title
            assert plain(text) in read, (text, read)
