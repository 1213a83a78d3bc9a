"""The README's moving picture shows the page as it is: drawn of the same page, words and screens, and not too large."""

from PIL import Image

from tests.tools import site_picture


def test_it_is_not_older_than_what_it_shows():
    ask = "run `make site-picture`, look at boards/virtual/site/PEN.webp, and commit it"
    assert site_picture.kept_digest() == site_picture.digest(), ask


def test_it_moves_and_is_small_enough_for_a_readme():
    assert site_picture.PICTURE.stat().st_size <= site_picture.MOST_BYTES
    with Image.open(site_picture.PICTURE) as picture:
        assert picture.n_frames > 10
