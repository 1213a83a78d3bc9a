"""The language of the pen that the tests of the screens see: English, or that of NEEDLEPEN_PEN_LANGUAGE."""

import os

from boards.tools.languages import ENGLISH

VARIABLE = "NEEDLEPEN_PEN_LANGUAGE"
LANGUAGE = os.environ.get(VARIABLE, ENGLISH)
