"""`make bundle`: one file of exactly this program, the same bytes from the same commit, wherever it is built."""

import os
import subprocess
import sys

import pytest
from needlepen.firmware import bundle as bundles
from needlepen.firmware import keys
from pen.formats.bundle import NOTE_MAX

from boards.tools import bundle
from boards.tools.pen_files import BOARDS, ROOT, BuildError, program_files

KEY = keys.read_private(bundle.DEVELOPMENT)


@pytest.fixture(scope="module")
def made():
    return bundles.parse(bundle.build(KEY), "needlepen.np", [KEY.public])


def test_it_holds_the_program_of_every_board_and_no_board(made):
    assert made.boards == BOARDS and made.key == "development"
    program = {path: len(data) for path, data in program_files().items()}
    assert {path: size for path, size, _ in made.files} == program
    assert not [path for path, _, _ in made.files if "board" in path or path in ("boot.py", "main.py")]


def test_its_notes_are_those_of_the_newest_version(made):
    said = bundle.notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert made.notes == said and 1 <= len(said) <= 8
    assert all(len(note) <= NOTE_MAX for note in said)
    two = "# C\n\n## 2.0.0\n\n### For your safety\n\n- b\n\n### New\n\n- c\n\n## 1.0.0\n\n### For your safety\n\n- a\n"
    assert bundle.notes(two) == ("b",)
    for without in ("# C\n\n## 2.0.0\n\n- c\n\n## 1.0.0\n\n### For your safety\n\n- a\n", ""):
        with pytest.raises(BuildError, match="For your safety"):
            bundle.notes(without)


def test_another_version_is_the_same_program_that_says_so(made):
    newer = bundles.parse(bundle.build(KEY, (0, 9, 1)), "newer.np", [KEY.public])
    other = [path for path, _, _ in made.files if dict(_digests(made))[path] != dict(_digests(newer))[path]]
    assert newer.version == "0.9.1" and other == ["pen/formats/version.mpy"]


def _digests(found):
    return [(path, digest) for path, _, digest in found.files]


def test_the_command_writes_it_and_says_whose_it_is(tmp_path, capsys):
    assert bundle.main(["--out", str(tmp_path), "--version", "0.7.0"]) == 0
    file = tmp_path / "needlepen-0.7.0.np"
    assert bundles.read(file, [KEY.public]).version == "0.7.0"
    said = capsys.readouterr().out
    assert "the key development" in said and f"{file.stat().st_size:,} bytes" in said
    assert bundle.main(["--out", str(tmp_path), "--key", str(tmp_path / "nowhere.pem")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_the_same_commit_gives_the_same_bytes_in_another_folder(tmp_path):
    git = ["git", "-c", "advice.detachedHead=false"]
    here = subprocess.run([*git, "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True)
    if here.returncode:
        pytest.skip("not a clone")
    files = []
    for name in ("one", "quite another folder"):
        folder = tmp_path / name
        subprocess.run([*git, "clone", "-q", "--shared", str(ROOT), str(folder)], check=True)
        environment = {**os.environ, "PYTHONPATH": _python_path(folder)}
        environment |= {"TZ": "UTC" if files else "Asia/Tokyo", "PYTHONHASHSEED": str(len(files) + 1)}
        command = [sys.executable, "-m", "boards.tools.bundle", "--out", str(folder / "out")]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        (file,) = (folder / "out").glob("*.np")
        files.append(file.read_bytes())
    assert files[0] == files[1]
    assert bundles.parse(files[0], "a.np", [KEY.public]).commit == here.stdout[:12]


def _python_path(folder):
    names = ("", "firmware", "host_tools", "boards/virtual/dropin_cpython")
    return os.pathsep.join(str(folder / name) for name in names)
