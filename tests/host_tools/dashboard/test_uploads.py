"""What may be sent to the dashboard: bodies of the right kind and length, and photos that are pictures."""

import pytest
from needlepen.dashboard import forms
from needlepen.history import diary

from tests.host_tools import long_life
from tests.host_tools.dashboard.visits import entries

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


# --- bodies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "multipart/mixed", "application/x-www-form"])
def test_a_body_that_is_no_form_is_not_read(guest, kind):
    answer = guest.post("/diary", content=b'{"words":"x"}', headers={"Content-Type": kind} if kind else {})
    assert answer.status_code == 415


def test_a_body_that_says_it_is_too_long_is_not_read(guest):
    read = []

    def body():
        read.append(1)
        yield b"x"

    headers = {**FORM, "Content-Length": str(forms.PHOTO_CAP + 1)}
    assert guest.post("/diary", content=body(), headers=headers).status_code == 413
    headers = {**FORM, "Content-Length": str(forms.CAP + 1)}
    assert guest.post("/job/sync", content=b"x", headers=headers).status_code == 413
    assert guest.post("/job/sync", content=b"x", headers={**FORM, "Content-Length": "-1"}).status_code == 413


@pytest.mark.parametrize("claim", [{}, {"Content-Length": "10"}])
def test_a_body_that_lies_about_its_length_is_cut_off(guest, claim):
    big = b"words=" + b"x" * forms.CAP

    def pieces():
        yield from (big[at : at + 4096] for at in range(0, len(big), 4096))

    answer = guest.post("/job/sync", content=pieces(), headers={**FORM, **claim})
    assert answer.status_code == 413


def test_broken_multipart_is_a_bad_request(guest):
    for content in (b"", b"--x", b"nonsense", b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--\r\n"):
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        assert guest.post("/diary", content=content, headers=headers).status_code in (400, 403)
        assert guest.post("/diary", content=content, headers={"Content-Type": "multipart/form-data"}).status_code == 400


def test_too_many_fields_and_files_are_refused(guest, keys):
    many = {"secret": keys.form, **{f"field{i}": "x" for i in range(forms.FIELDS)}}
    assert guest.post("/diary", files={"x": ("", b"")}, data=many).status_code == 400
    two = [("photo", ("a.jpg", b"x")), ("photo", ("b.jpg", b"x"))]
    assert guest.post("/diary", data={"secret": keys.form}, files=two).status_code == 400


# --- photos ---------------------------------------------------------------------------------------


def test_a_photo_is_a_picture_and_nothing_else(guest, store):
    entry = next(entry for entry in diary.entries(store) if entry.photo)
    answer = guest.get(f"/photo/{entry.id}")
    assert answer.content == entry.photo and answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"GIF89a", b"%PDF-1.7", b"\xff\xd8\xffjunk"])
def test_what_is_no_picture_is_not_kept(guest, keys, store, content):
    before = entries(store)
    photo = {"photo": ("<img src=x>.jpg", content, "image/jpeg")}
    answer = guest.post("/diary", data={"secret": keys.form, "words": "mine"}, files=photo)
    assert answer.status_code == 400 and "<img src=x>" not in answer.text and "mine" in answer.text
    assert entries(store) == before


def test_a_photo_is_kept_without_what_the_camera_adds(guest, keys, store):
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    photo = {"photo": ("../../me.jpg", long_life.photo(exif=exif), "image/jpeg")}
    assert guest.post("/diary", data={"secret": keys.form, "words": ""}, files=photo).status_code == 303
    kept = diary.entries(store)[-1]
    assert kept.photo and b"SecretCamera" not in kept.photo
