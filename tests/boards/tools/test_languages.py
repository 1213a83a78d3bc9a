"""LANGUAGE: which files of the program another language replaces, and that it changes nothing else (S21 included)."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from needlepen.firmware import bundle as bundles
from needlepen.firmware import keys, version_change
from needlepen.formats.version import VERSION

from boards.tools import bundle, flash, languages, pen_files, uf2
from tests.boards.tools import test_names as names
from tests.boards.tools.test_shipped import APP, cross
from tests.tools import screens
from tests.tools.paths import ROOT

OTHERS = languages.names()[1:]


def program(language=languages.ENGLISH):
    return pen_files.program_files(language=language)


def test_there_is_english_and_more():
    assert languages.names()[0] == "en" and "de" in OTHERS and languages.called("de") == "Deutsch"


@pytest.mark.parametrize("language", OTHERS)
def test_a_pack_differs_in_texts_and_font_only(language):
    english, theirs = program(), program(language)
    assert list(theirs) == list(english)
    differ = {path for path in english if theirs[path] != english[path]}
    assert differ == set(languages.replaced(language))
    assert all(path.startswith("pen/ui/texts/") or path == "pen/ui/font.mpy" for path in differ) and len(differ) > 10


@pytest.mark.parametrize("language", OTHERS)
def test_what_stands_beside_the_program_is_the_same(language):
    english, theirs = pen_files.pen_files("RPI_PICO"), pen_files.pen_files("RPI_PICO", language=language)
    assert {path for path in english if theirs[path] != english[path]} == {pen_files.SLOT}


@pytest.mark.parametrize("language", OTHERS)
def test_s21_a_module_is_its_source_with_the_letters_exchanged_and_nothing_else(language, tmp_path):
    files, codes = program(language), languages.letters(language)
    for path, source in languages.replaced(language).items():
        text = source.read_text(encoding="utf-8")
        for letter, code in codes.items():
            text = text.replace(letter, code)
        exchanged = tmp_path / source.name
        exchanged.write_text(text, encoding="utf-8")
        assert files[path] == cross(exchanged, APP + path), path
        assert languages.decoded(language, "".join(codes.values())) == "".join(codes)


@pytest.mark.parametrize("language", OTHERS)
def test_its_names_have_room(language):
    """A short text is a name to MicroPython (decision 052)."""
    left_out = (*names.OF_AN_UPDATE, *names.ELSEWHERE)
    files = {path: mpy for path, mpy in program(language).items() if not path.startswith(left_out)}
    found = set().union(*map(names.names_of, files.values()), {path[:-4].replace("/", ".").encode() for path in files})
    assert len(found) <= names.COUNTED + names.ROOM - names.ON_THE_CHIP


def test_english_is_built_as_without_languages():
    assert languages.replaced("en") == {} and languages.letters("en") == {} and languages.suffix("en") == ""
    assert pen_files.sources("RPI_PICO", "en") == pen_files.sources("RPI_PICO")


def test_a_bundle_of_a_language_says_so_in_its_name(tmp_path, capsys):
    key = keys.read_private(bundle.DEVELOPMENT)
    assert bundle.main(["--language", "de", "--out", str(tmp_path)]) == 0
    (made,) = tmp_path.iterdir()
    printed = capsys.readouterr().out
    assert made.name.endswith("-de.np") and made.name in printed and "screens in Deutsch" in printed
    german = bundles.parse(made.read_bytes(), made.name, [key.public])
    english = bundles.parse(bundle.build(key), "needlepen.np", [key.public])
    differ = {path for (path, _, one), (_, _, other) in zip(german.files, english.files, strict=True) if one != other}
    assert differ == set(languages.replaced("de")) and german.notes == english.notes


def test_two_languages_of_one_commit_are_not_called_the_same(monkeypatch):
    """The laptop compares version and commit, and does nothing when a pen runs both already."""
    monkeypatch.setattr(pen_files, "commit", lambda: "0123456789ab")
    assert pen_files.built_of() == "0123456789ab" and pen_files.built_of("de") == "012345678-de"
    key = keys.read_private(bundle.DEVELOPMENT)
    hello = SimpleNamespace(pen_id="", board="RPI_PICO", firmware=".".join(map(str, VERSION)))
    runs = SimpleNamespace(boot_version=1, commit=pen_files.built_of(), battery_ok=True, trial=False)
    ways = {"en": version_change.SAME, "de": version_change.AGAIN}
    for language, way in ways.items():
        made = bundles.parse(bundle.build(key, language=language), "made.np", [key.public])
        assert version_change.change(made, hello, runs).way == way
    monkeypatch.setattr(pen_files, "commit", lambda: pen_files.UNKNOWN)
    assert pen_files.built_of("de") == pen_files.UNKNOWN


@pytest.mark.parametrize("command", [bundle.main, flash.main, uf2.main])
def test_a_language_that_is_not_there_is_refused_and_those_that_are_there_are_named(command, capsys):
    with pytest.raises(SystemExit) as ended:
        command(["--language", "tlh"])
    said = capsys.readouterr().err
    assert ended.value.code == 2 and "tlh" in said and "'en'" in said and "'de'" in said


def test_so_is_one_for_programs():
    with pytest.raises(pen_files.BuildError, match=r"no language tlh: LANGUAGE is one of en, de"):
        pen_files.program_files(language="tlh")


def test_a_file_that_replaces_nothing_is_refused(tmp_path, monkeypatch):
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "language.json").write_text('{"name": "x", "letters": {}}')
    (tmp_path / "xx" / "fonts.py").write_text("")
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    with pytest.raises(pen_files.BuildError, match="replaces nothing"):
        pen_files.sources("RPI_PICO", "xx")


def test_what_is_imported_already_cannot_change_its_language():
    import pen.ui.font  # noqa: F401

    with pytest.raises(languages.LanguageError, match="imported already"):
        languages.use("de")


def made(*arguments, **environment):
    """What `make -n` would do."""
    command = ["make", "-n", *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, encoding="utf-8")
    return done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="make here")
@pytest.mark.parametrize("target", ["bundle", "uf2", "flash", "pen", "screens"])
def test_make_takes_the_language_from_its_command_line_and_not_from_the_computer(target):
    """GNU gettext's LANGUAGE stands in the environment of many a German."""
    assert "--language" not in made(target, LANGUAGE="de:en")
    assert '--language "de"' in made(target, "LANGUAGE=de")


def test_the_demo_says_that_it_reads_english():
    assert "make pen LANGUAGE=de" in made("demo", "LANGUAGE=de")


def test_each_language_has_its_picture_and_its_text():
    for language in OTHERS:
        assert screens.picture(language).is_file() and screens.text(language).is_file()
        assert screens.picture(language) != screens.picture()
