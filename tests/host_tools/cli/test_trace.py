"""`--trace FILE`: every frame of the link as a line."""

from needlepen.link.trace import KINDS
from pen.formats import messages


def test_every_frame_is_in_the_trace(call, pen, tmp_path):
    file = tmp_path / "trace.txt"
    assert call("--trace", str(file), "sync")[0] == 0
    lines = [line.split() for line in file.read_text().splitlines()]
    assert lines[0][1:] == ["-", pen.url, "opened"] and lines[-1][-1] == "closed"
    sent = [line[2] for line in lines if line[1] == ">"]
    assert sent == ["HELLO", "HELLO", "HELLO", "SET_WALL", "HELLO", "STATUS", "READ", "ACK"]
    got = [line[2] for line in lines if line[1] == "<"]
    assert got == ["HELLO_IS", "HELLO_IS", "HELLO_IS", "OK", "HELLO_IS", "STATUS_IS", "RECORDS", "END", "OK"]
    assert all(line[-1].startswith("a54e") for line in lines if line[1] in "<>")
    times = [float(line[0]) for line in lines]
    assert times == sorted(times)


def test_a_trace_that_cannot_be_written(call):
    code, _, err = call("--trace", "/nowhere/trace", "info")
    assert code == 10 and "--trace FILE" in err


def test_every_message_has_a_name():
    assert set(KINDS) == {*messages.FORMATS, messages.RECORDS}
