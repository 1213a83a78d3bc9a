"""The site, built once for all tests, and its pen under Node.js. Skipped loudly where something is missing."""

import warnings

import pytest

from boards.virtual.site.__main__ import build
from tests.boards.virtual.site import site_pen


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the site."""
    if why := site_pen.missing():
        warnings.warn(why, stacklevel=1)
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("site")
    build(folder)
    return folder


@pytest.fixture
def pen(site):
    """A pen of the site, out of the browser."""
    with site_pen.SitePen(site) as pen:
        yield pen
