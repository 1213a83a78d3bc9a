"""HEIC, as telephones write it, passes the one door for pictures: its pixels are kept, and nothing else."""

import io

import pytest
from needlepen.errors import UsageError
from needlepen.history import photo
from PIL import Image

pillow_heif = pytest.importorskip("pillow_heif", reason="it makes the pictures: make setup")
PLACE = b"52 deg 31 min, SecretCamera"


def heic(picture, exif=None):
    """A picture as a telephone would write it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(picture).save(out, quality=90, **({"exif": exif} if exif else {}))
    return out.getvalue()


def face(size=(640, 480)):
    """Red on the left, so that one sees which way is up."""
    picture = Image.new("RGB", size, (60, 160, 60))
    picture.paste((200, 40, 40), (0, 0, size[0] // 4, size[1]))
    return picture


def test_its_pixels_are_kept_as_jpeg_and_nothing_a_camera_adds():
    exif = Image.Exif()
    exif[0x010F] = PLACE.decode()
    data = heic(face(), exif.tobytes())
    assert PLACE in data
    kept = photo.take_photo(data, "IMG_0001.HEIC")
    assert kept.kind == "image/jpeg" and PLACE not in kept.data
    with Image.open(io.BytesIO(kept.data)) as seen:
        assert seen.format == "JPEG" and seen.size == (640, 480) and not seen.getexif()
        red, green, _ = seen.getpixel((20, 240))
        assert red > 150 > green
    assert photo.take_photo(kept.data, "again.jpg") == kept


def test_it_is_upright_and_not_too_large():
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn to the right
    kept = photo.take_photo(heic(face((2_400, 1_800)), exif.tobytes()), "IMG.HEIC")
    with Image.open(io.BytesIO(kept.data)) as seen:
        assert seen.size == (1_200, 1_600)
        assert seen.getpixel((600, 20))[0] > 150  # what was left is above


def test_one_that_claims_too_many_pixels_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(photo, "_PIXELS_MAX", 1_000)
    with pytest.raises(UsageError, match="damaged"):
        photo.take_photo(heic(face()), "IMG.HEIC")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_a_damaged_one_is_said(share):
    data = heic(face())
    with pytest.raises(UsageError, match="IMG.HEIC is"):
        photo.take_photo(data[: int(len(data) * share)], "IMG.HEIC")


def test_changed_bytes_are_refused_or_pixels():
    """400 of them, one at a time: a picture of ours or a UsageError, never anything else."""
    data = heic(face((64, 48)))
    for at in range(0, len(data), max(1, len(data) // 400)):
        changed = data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :]
        try:
            kept = photo.take_photo(changed, "IMG.HEIC")
        except UsageError:
            continue
        with Image.open(io.BytesIO(kept.data), formats=["JPEG"]) as seen:
            seen.load()


@pytest.mark.parametrize("brand", [b"avif", b"isom", b"mp42", b"hevc"])
def test_a_film_and_what_else_lies_in_such_a_box_is_none(brand):
    with pytest.raises(UsageError, match="no JPEG, PNG, WebP or HEIC"):
        photo.take_photo(b"\0\0\0\x1cftyp" + brand + bytes(200), "IMG.MOV")
