"""The diary: what is written into it, and what is kept of a photo."""

import io
import json

import pytest
from needlepen.errors import UsageError
from needlepen.history import diary, photo
from PIL import Image, ImageCms

from tests.host_tools import long_life
from tests.host_tools.long_life import ID, NOW


def test_writing_into_the_diary(call, here):
    (here / "a.png").write_bytes(long_life.photo(kind="PNG"))
    code, out, _ = call("diary", "add", "a little red", "--rating", "4", "--photo", "a.png", "--on", "2026-05-03")
    assert code == 0 and out.startswith("✓ Written down for 3 May 2026, with a photo of")
    assert call("diary", "add", "calm")[0] == 0
    code, out, _ = call("diary", "list")
    assert out.startswith("● 2 entries, 1 photo\n") and "●●●●○" in out and out.index("a little red") < out.index("calm")
    code, out, _ = call("diary", "list", "--json")
    entries = json.loads(out)["entries"]
    assert [entry["rating"] for entry in entries] == [4, None] and entries[0]["pen_id"] == ID
    assert call("diary", "remove", entries[0]["id"][:6])[0] == 0
    assert call("diary", "list")[1].startswith("● 1 entry, no photos")
    assert call("diary", "remove", "zz")[0] == 2


def test_the_diary_needs_no_pen(here, call):
    (here / "history.db").unlink()
    assert call("diary", "add", "before the first session")[0] == 0
    assert "before the first session" in call("diary")[1]


@pytest.mark.parametrize(
    "args", [(), ("--rating", "6", "x"), ("--on", "2026-13-01", "x"), ("--on", "2026-05-21", "x"), ("x" * 4001,)]
)
def test_what_does_not_go_into_a_diary(call, args):
    assert call("diary", "add", *args)[0] == 2


def test_a_photo_that_is_none(call, here):
    (here / "a.jpg").write_text("<svg onload=alert(1)>")
    (here / "b.jpg").write_bytes(long_life.photo()[:600])
    (here / "c.gif").write_bytes(b"GIF89a" + bytes(99))
    for name in ("a.jpg", "b.jpg", "c.gif"):
        code, _, err = call("diary", "add", "x", "--photo", name)
        assert code == 2 and name in err
    assert call("diary", "add", "x", "--photo", "missing.jpg")[0] == 10
    assert "Nothing is written" in call("diary", "list")[1]


def test_of_a_photo_only_the_picture_is_kept(store):
    """Where and when it was taken stays behind; it stands upright and is not larger than it needs to be."""
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    taken = photo.take_photo(long_life.photo(size=(4000, 2000), exif=exif), "a.jpg")
    kept = Image.open(io.BytesIO(taken.data))
    assert taken.kind == "image/jpeg" and kept.format == "JPEG"
    assert kept.size == (800, 1600)
    assert not kept.getexif() and b"Secret" not in taken.data and b"Exif" not in taken.data


def test_the_colours_of_a_photo_are_those_of_every_screen():
    """Redness is what a photo of skin is for: a camera's own colour space is translated, not dropped."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (200, 120, 110)).save(out, "JPEG", icc_profile=profile)
    kept = Image.open(io.BytesIO(photo.take_photo(out.getvalue(), "a.jpg").data))
    assert "icc_profile" not in kept.info  # a profile that does not fit its picture does no harm either


def test_transparency_becomes_paper():
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    kept = Image.open(io.BytesIO(photo.take_photo(out.getvalue(), "a.png").data))
    assert kept.getpixel((5, 5)) == (255, 255, 255)


def test_a_photo_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(photo, "FILE_MAX", 1000)
    with pytest.raises(UsageError, match="larger than"):
        photo.take_photo(long_life.photo(), "a.jpg")


def test_an_entry_is_kept_once(store):
    entry = diary.new("calm", NOW, ID)
    assert diary.add(store, entry) and not diary.add(store, entry)
    assert len(diary.entries(store)) == 1


def test_a_removed_photo_is_in_no_file(store, here):
    entry = diary.new("x", NOW, ID, photo=photo.take_photo(long_life.photo(), "a.jpg"))
    diary.add(store, entry)
    piece = entry.photo[5000:5040]
    diary.remove(store, entry.id)
    assert not any(piece in path.read_bytes() for path in here.glob("history.db*"))
