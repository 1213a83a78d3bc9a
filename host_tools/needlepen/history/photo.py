"""Checks pictures: the owner's own, and those of an import. What is kept is pixels, scaled down, as JPEG.

A photo of a face says where and when it was taken: nothing of what a camera adds passes, nothing that is no picture.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportMissingTypeStubs=false
# (Pillow's types have holes)

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import sanitize
from ..errors import StorageError, UsageError
from ..language import tr

FILE_MAX = 32_000_000  # bytes of a photo to be read; the largest phones write some 15 MB
SIDE_MAX = 1_600  # pixels: skin is seen well, and a year of photos stays smaller than the history
_PIXELS_MAX = 120_000_000  # a picture that claims more is not believed
_QUALITY = 85
_JFIF = 14  # bytes of the one block beside its pixels that a JPEG of ours has
_END = b"\xff\xd9"

_KINDS = (
    (b"\xff\xd8\xff", 0, "JPEG"),
    (b"\x89PNG\r\n\x1a\n", 0, "PNG"),
    (b"WEBP", 8, "WEBP"),
    # what telephones write; single pictures by their brand, not films and not AV1
    *((b"ftyp" + brand, 4, "HEIF") for brand in (b"heic", b"heix", b"heim", b"heis", b"mif1")),
)
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")  # what a form offers to choose


@dataclass(frozen=True)
class Photo:
    """A picture ready to be stored, without anything a camera adds."""

    data: bytes
    kind: str = "image/jpeg"  # its media type


def read_photo(path: Path) -> Photo:
    """The picture in a file, ready to be kept; raises UsageError when it is none, StorageError when unreadable."""
    try:
        data = sanitize.read(path, FILE_MAX)
    except OSError as e:
        raise StorageError(
            tr("{path} cannot be read.", path=path), str(e.strerror or e), tr("Choose another file: --photo FILE")
        ) from e
    return take_photo(data, path.name)


def take_photo(data: bytes, name: str) -> Photo:
    """The picture in these bytes, ready to be kept; `name` is for the words of a UsageError.

    One that this function made before stays as it is, so that moving a history from computer to computer costs nothing.
    """
    if len(data) > FILE_MAX:
        raise UsageError(
            tr("{name} is larger than {file_max} MB.", name=name, file_max=FILE_MAX // 1_000_000),
            "",
            tr("Save it smaller"),
        )
    kind = next((kind for magic, at, kind in _KINDS if data[at : at + len(magic)] == magic), None)
    if kind is None:
        raise UsageError(
            tr("{name} is no JPEG, PNG, WebP or HEIC picture.", name=name), "", tr("Save it as JPEG first")
        )
    try:
        return Photo(_bare(data, kind))
    except Exception as e:  # a damaged picture makes Pillow raise almost anything
        raise UsageError(tr("{name} is damaged.", name=name), str(e), tr("Save it as JPEG again")) from e


def _bare(data: bytes, kind: str) -> bytes:
    """Upright, at most SIDE_MAX, in the colours of the web, and nothing but pixels."""
    from PIL import Image, ImageOps

    if kind == "HEIF":
        _learn_heic()
    with Image.open(io.BytesIO(data), formats=[kind]) as opened:
        if opened.width * opened.height > _PIXELS_MAX:
            raise ValueError(tr("{width} × {height} pixels", width=opened.width, height=opened.height))
        if _is_ours(opened, data):
            opened.load()
            return data
        opened.draft("RGB", (SIDE_MAX, SIDE_MAX))  # a large JPEG is decoded small
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((SIDE_MAX, SIDE_MAX))
        picture = _on_white(_standard(picture))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _learn_heic() -> None:
    """Pillow reads it with a library of its own, which only decodes."""
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False)


def _is_ours(opened: Any, data: bytes) -> bool:
    """A JPEG of pixels alone: one JFIF block, no other, no comment, nothing behind its end."""
    blocks = [(name, len(block)) for name, block in getattr(opened, "applist", ())]
    whole = data.endswith(_END) and data.count(_END) == 1
    return blocks == [("APP0", _JFIF)] and whole and opened.mode == "RGB" and max(opened.size) <= SIDE_MAX


def _standard(picture: Any) -> Any:
    """Colours as every screen shows them: how red it was is what a photo of skin is for."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
        except (ImageCms.PyCMSError, OSError):
            return picture  # a broken profile: the pixels as they are
    return picture


def _on_white(picture: Any) -> Any:
    """Without transparency, and without anything that was not pixels."""
    from PIL import Image

    bare = Image.new("RGB", picture.size, (255, 255, 255))
    seen = picture.convert("RGBA")
    bare.paste(seen, mask=seen.getchannel("A"))
    return bare
