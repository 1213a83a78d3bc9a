"""Every kind of screen as it was last looked at. Changed on purpose: `make screens`, look at SCREENS.png, commit."""

import pytest
from PIL import Image

from tests.firmware.ui.seen_language import LANGUAGE
from tests.tools import screens

ASK = "run `make screens`, look at firmware/pen/ui/SCREENS.png, and commit it with tests/firmware/ui/SCREENS.txt"
if LANGUAGE != "en":
    ASK = f"run `make screens LANGUAGE={LANGUAGE}`, look at {screens.picture(LANGUAGE)}, and commit it with its text"
SHOTS = screens.shots()
ALBUM = dict(part.split("\n", 1) for part in screens.text(LANGUAGE).read_text(encoding="utf-8").split("\n=== ")[1:])


def test_every_screen_has_a_name_of_its_own():
    names = [f"{chapter} / {label}" for chapter, label, _ in SHOTS]
    assert len(set(names)) == len(names)
    assert max(len(label) for _, label, _ in SHOTS) <= 21, "labels are written in the pen's font"
    assert list(ALBUM) == names, ASK


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot[1])
def test_a_screen_looks_as_it_did(shot):
    chapter, label, frame = shot
    was = ALBUM[f"{chapter} / {label}"].rstrip("\n").split("\n")
    now = "\n".join(screens.as_text(frame)).rstrip("\n").split("\n")
    assert now == was, ASK


def test_the_contact_sheet_shows_them():
    sheet = screens.contact_sheet(SHOTS).convert("RGB")
    with Image.open(screens.picture(LANGUAGE)) as kept:
        assert kept.size == sheet.size and kept.convert("RGB").tobytes() == sheet.tobytes(), ASK
