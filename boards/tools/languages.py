"""The pen's languages: which files of the program a language replaces, and how its letters become codes of its font.

English is the program as it lies in `firmware/pen`. Another language is a folder of `firmware/languages`, whose files
take the place of those with the same names in `firmware/pen/ui`: the texts, and the font with the language's letters.
The font knows codes below 128 only, so each letter has one of a character that no text needs; `language.json` says
which. That exchange is all that is done to a file before it is compiled. It must not import the firmware.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

ENGLISH = "en"
FOLDER = Path(__file__).resolve().parents[2] / "firmware" / "languages"
ABOUT = "language.json"
_PLACE = "pen/ui/"  # where the files of a language belong on the pen


class LanguageError(RuntimeError):
    """There is no such language, or its files cannot be used; the text says what is wrong and what helps."""


def names() -> "tuple[str, ...]":
    """All languages by their ISO 639 names, English first."""
    return (ENGLISH, *sorted(path.parent.name for path in FOLDER.glob(f"*/{ABOUT}")))


def replaced(language: str) -> "dict[str, Path]":
    """The source of each file that the language replaces, by the path of the English one on the pen.

    Raises LanguageError.
    """
    if language == ENGLISH:
        return {}
    _about(language)
    folder = FOLDER / language
    return {
        _PLACE + source.relative_to(folder).with_suffix(".mpy").as_posix(): source
        for source in sorted(folder.rglob("*.py"))
    }


def called(language: str) -> str:
    """What the language is called in itself. Raises LanguageError."""
    return "English" if language == ENGLISH else str(_about(language)["name"])


def suffix(language: str) -> str:
    """What the names of files that are built end with: nothing for English."""
    return "" if language == ENGLISH else f"-{language}"


def letters(language: str) -> "dict[str, str]":
    """Each letter that the language's font has in the place of another character: letter, character."""
    return {} if language == ENGLISH else dict(_about(language)["letters"])


def coded(language: str, source: bytes) -> bytes:
    """A file of the language with each of its letters as the character whose code the font has it at."""
    return source.decode().translate(str.maketrans(letters(language))).encode()


def decoded(language: str, text: str) -> str:
    """A text of the pen as a person reads it: codes as letters again."""
    return text.translate(str.maketrans({code: letter for letter, code in letters(language).items()}))


def add_option(parser: argparse.ArgumentParser) -> None:
    """`--language`. Not from the environment as other options: there LANGUAGE is the computer's own (GNU gettext)."""
    parser.add_argument("--language", default=ENGLISH, choices=names(), help="of the pen's screens (default: English)")


@cache
def _about(language: str) -> "dict":
    if language not in names():
        raise LanguageError(f"the pen has no language {language}: LANGUAGE is one of {', '.join(names())}")
    return json.loads((FOLDER / language / ABOUT).read_text(encoding="utf-8"))


# --- where the firmware runs from its sources (CPython) ---------------------------------------------------


def use(language: str) -> None:
    """From now on the firmware's modules are imported in this language. Nothing of `pen.ui` may be there yet.

    Raises LanguageError.
    """
    sources = {path.removesuffix(".mpy").replace("/", "."): source for path, source in replaced(language).items()}
    if early := sorted(set(sources) & set(sys.modules)):
        raise LanguageError(f"{early[0]} is imported already, in another language")
    if sources:
        sys.meta_path.insert(0, _Finder(language, sources))


class _Finder(MetaPathFinder):
    def __init__(self, language: str, sources: "dict[str, Path]"):
        self._language = language
        self._sources = sources

    def find_spec(
        self, fullname: str, path: "Sequence[str] | None", target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        source = self._sources.get(fullname)
        if source is None:
            return None
        return spec_from_file_location(fullname, source, loader=_Loader(self._language, fullname, str(source)))


class _Loader(SourceFileLoader):
    def __init__(self, language: str, fullname: str, path: str):
        super().__init__(fullname, path)
        self._language = language

    def get_data(self, path: str) -> bytes:
        return coded(self._language, super().get_data(path))

    def path_stats(self, path: str):
        raise OSError("what is compiled is not kept: a cached file would be of the letters, not of the codes")
