"""The language that a person reads: texts stand in the code in English, the others in `locale/`, read when asked for.

English reads no file and loads no library. Programs get English unless they `use` another; the command line chooses by
NEEDLEPEN_LANG, else as other programs do. Output for programs (`--json`, exports) is English always. Must not know
what is said.
"""

import string
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import UsageError

if TYPE_CHECKING:
    from gettext import GNUTranslations

VARIABLE = "NEEDLEPEN_LANG"
LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "français", "es": "español"}
_LOCALE = Path(__file__).parent / "locale"
_USUAL = ("LC_ALL", "LC_MESSAGES", "LANG")  # of POSIX, the strongest first

K = TypeVar("K")
V = TypeVar("V")


class _State:
    name = "en"


def current() -> str:
    """The present language, by ISO 639: what stands in `lang` of a page."""
    return _State.name


def use(name: str) -> None:
    """From now on this language, one of `LANGUAGES`."""
    _State.name = name


def chosen(environ: "Mapping[str, str]") -> str:
    """The language that the environment asks for; one that is not here is English. Raises UsageError (our variable)."""
    asked = environ.get(VARIABLE, "")
    if asked:
        if asked not in LANGUAGES:
            known = ", ".join(f"{name} ({called})" for name, called in LANGUAGES.items())
            raise UsageError(f"{VARIABLE} is '{asked[:40]}'.", f"It takes {known}.", f"unset {VARIABLE}")
        return asked
    usual = next((environ[name] for name in _USUAL if environ.get(name)), "")
    name = usual[:2].lower()
    return name if name in LANGUAGES and not usual[2:3].isalpha() else "en"


@contextmanager
def english() -> "Generator[None]":
    """Meanwhile English: for what programs read."""
    before, _State.name = _State.name, "en"
    try:
        yield
    finally:
        _State.name = before


def tr(message: str, /, **values: Any) -> str:
    """A text of the code in the present language, `values` in the places that it names."""
    if isinstance(message, Later):
        values = {**message.values, **values}
        message = message.message
    said = message if _State.name == "en" or not message else _catalog(_State.name).gettext(message)
    return fill(said, **values) if values else said


def trn(one: str, many: str, n: int, /, **values: Any) -> str:
    """The same for a text that depends on how many; `n` is one of its places."""
    said = (one if n == 1 else many) if _State.name == "en" else _catalog(_State.name).ngettext(one, many, n)
    return fill(said, n=n, **values)


def fill(said: str, /, **values: Any) -> str:
    """A text that needs no other words, with its values; decimal mark and thousands as the language has them."""
    return said.format(**values) if _State.name == "en" else _LOCAL.format(said, **values)


class Later(str):
    """A text that is made before the language is known, as help is: English, until `tr` gets it."""

    message: str
    values: "dict[str, Any]"


def later(message: str, /, **values: Any) -> Later:
    """Marks such a text."""
    made = Later(message.format(**values) if values else message)
    made.message, made.values = message, values
    return made


def marked(table: V) -> V:
    """Marks every text in a table that is not translated by itself: who shows one calls `tr`."""
    return table


class Words(dict[K, V]):
    """A table of texts in the code: each is translated when it is looked up, also those in tuples."""

    def __getitem__(self, key: K) -> V:
        return _said(super().__getitem__(key))

    def get(self, key: K, default: Any = None) -> Any:
        """As of any dict."""
        return _said(super().get(key, default))

    def values(self) -> "Iterator[V]":  # pyright: ignore[reportIncompatibleMethodOverride]
        """The texts, in the order of the table."""
        return map(_said, super().values())

    def items(self) -> "Iterator[tuple[K, V]]":  # pyright: ignore[reportIncompatibleMethodOverride]
        """Keys and texts, in that order."""
        return ((key, _said(value)) for key, value in super().items())


class Names(tuple[str, ...]):
    """A list of texts in the code, by number: the same."""

    __slots__ = ()

    def __getitem__(self, at: Any) -> Any:
        return _said(super().__getitem__(at))

    def __iter__(self) -> "Iterator[str]":
        return map(_said, super().__iter__())


def _said(value: Any) -> Any:
    if isinstance(value, str):
        return tr(value)
    return tuple(_said(one) for one in value) if type(value) is tuple else value  # pyright: ignore


class _Local(string.Formatter):
    """Numbers as the language writes them."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        text = format(value, format_spec)
        return text.translate(_marks(_State.name)) if isinstance(value, (int, float)) else text


_LOCAL = _Local()


@cache
def _marks(name: str) -> "dict[int, str]":
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return {ord(","): get_group_symbol(name), ord("."): get_decimal_symbol(name)}


@cache
def _catalog(name: str) -> "GNUTranslations":
    """Of the .po file itself: there is nothing to build that could be missing or old (decision 062)."""
    from gettext import GNUTranslations

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (_LOCALE / name / "LC_MESSAGES" / "needlepen.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=name))
    compiled.seek(0)
    return GNUTranslations(compiled)
