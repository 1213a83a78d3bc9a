"""S12: lines of a bundle's lists, read in pieces, are those that a file would give."""

import io

from hypothesis import example, given
from hypothesis import strategies as st
from pen.formats.manifest_text import Lines

LONGEST = 160
letters = st.sampled_from([b"\n", b"a", b"b" * 40, b"c" * 159, b"d" * 160, b"e" * 161, b"f" * 511, b"g" * 700])
texts = st.lists(letters, max_size=30).map(b"".join)


class Slowly(io.BytesIO):
    """A stream that gives less than it is asked for."""

    def __init__(self, data, at_most):
        super().__init__(data)
        self._at_most = at_most

    def readinto(self, buf):
        return super().readinto(memoryview(buf)[: self._at_most])


@given(texts, st.integers(0, 3_000), st.sampled_from([1, 7, 511, 512, 9_999]))
@example(b"a" * 159 + b"\n" + b"b" * 160 + b"\n", 321, 9_999)  # the longest line, and one that is too long
@example(b"".join(b"%03d %s\n" % (i, b"c" * 97) for i in range(20)), 2_040, 9_999)  # lines across two pieces
@example(b"a\nb\nc\n", 4, 9_999)  # what comes after `left` bytes is not looked at
@example(b"a\nb", 9, 9_999)  # the stream ends too soon
def test_s12_lines_are_those_of_readline(text, left, at_most):
    stream = io.BytesIO(text)
    lines = Lines(Slowly(text, at_most), left, LONGEST)
    for _ in range(100):
        line = stream.readline(min(left, LONGEST))
        left -= len(line)
        whole = lines.next()
        assert whole == line.endswith(b"\n")
        assert lines.left == left
        if not whole:
            break  # both callers say then what is wrong
        assert bytes(lines.view[lines.start : lines.end]) == lines.buf[lines.start : lines.end] == line[:-1]
