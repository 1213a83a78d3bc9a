"""Set-up (`boards/tools/set_up.py`) with real environments, and a stranger in pip's place that installs nothing."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from boards.tools.set_up_steps import failure
from tests.tools.paths import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is made for POSIX")

PROJECT = '[project]\nname = "tiny"\n[project.optional-dependencies]\nvirtual = []\n[tool.ruff]\nline-length = 120\n'
# In the place of the module venv: the real one, without the seconds that installing pip takes.
VENV = """
import os, sys
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != here]
if os.environ.get("NO_ENSUREPIP"):
    sys.exit("The virtual environment was not created successfully because ensurepip is not available.")
import venv
venv.EnvBuilder(with_pip=False, symlinks=True).create(sys.argv[1])
"""
# In the place of pip: notes when it comes and goes; may hang in the middle of a package, or fail.
PIP = """
import os, sys, time
from pathlib import Path
log = Path(os.environ["PIP_LOG"])
def note(text):
    with log.open("a") as file: file.write(text + "\\n")
package = next(Path(sys.prefix).glob("lib/python*/site-packages")) / "thing-1.0.dist-info"
package.mkdir(exist_ok=True)
note("come " + sys.argv[-1].rpartition("[")[2])
if os.environ.get("PIP_FAILS"):
    (package / "RECORD").touch()
    sys.exit(os.environ["PIP_FAILS"])
time.sleep(float(os.environ.get("PIP_TAKES_S") or 0))
(package / "RECORD").touch()
note("gone")
"""


class Clone:
    """A fresh clone of a tiny project with the true set-up in it."""

    def __init__(self, folder: Path):
        self.root = folder / "clone"
        tools = self.root / "boards" / "tools"
        tools.mkdir(parents=True)
        for source in (ROOT / "boards" / "tools").glob("set_up*.py"):
            shutil.copy(source, tools)
        (self.root / "pyproject.toml").write_text(PROJECT)
        self.strangers = folder / "strangers"
        self.strangers.mkdir()
        (self.strangers / "venv.py").write_text(VENV)
        (self.strangers / "pip.py").write_text(PIP)
        self.log = folder / "log"

    def start(self, *extras: str, **said: str) -> "subprocess.Popen[str]":
        """A set-up that runs; `said`: further environment variables."""
        environment = {**os.environ, "PYTHONPATH": str(self.strangers), "PIP_LOG": str(self.log), **said}
        return subprocess.Popen(
            [sys.executable, "-m", "boards.tools.set_up", *(extras or ("virtual",))],
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def set_up(self, *extras: str, **said: str) -> "tuple[int, str]":
        """Exit code and what was printed, at the end."""
        process = self.start(*extras, **said)
        printed = process.communicate(timeout=20)[0]
        assert "Traceback" not in printed
        return process.returncode, printed

    def installed(self) -> "list[str]":
        """What pip was called for and how it went, one after the other."""
        return self.log.read_text().split("\n")[:-1] if self.log.exists() else []


@pytest.fixture
def clone(tmp_path) -> Clone:
    return Clone(tmp_path)


def wait_for(true) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_is_ready_is_left_alone_until_the_dependencies_change(clone):
    assert clone.set_up()[0] == 0
    assert clone.set_up() == (0, "")
    project = clone.root / "pyproject.toml"
    project.write_text(PROJECT.replace("120", "100"))  # nothing that pip reads
    assert clone.set_up() == (0, "")
    project.write_text(PROJECT.replace("[]", "['x==1']"))
    assert clone.set_up()[0] == 0
    assert clone.installed() == ["come virtual]", "gone"] * 2


def test_two_at_once_both_succeed_and_one_waits_for_the_other(clone):
    both = [clone.start("virtual", PIP_TAKES_S="0.3"), clone.start("virtual", "test", PIP_TAKES_S="0.3")]
    printed = [process.communicate(timeout=20)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("waiting for it" in text for text in printed) == 1
    assert [word for word in clone.installed() if word == "gone"] == clone.installed()[1::2]  # never two inside


@pytest.mark.parametrize("whom", ["all of it", "the set-up only"])
def test_a_set_up_that_was_killed_in_the_middle_is_mended(clone, whom):
    first = clone.start(PIP_TAKES_S="60" if whom == "all of it" else "0.6")
    wait_for(clone.installed)
    os.killpg(first.pid, signal.SIGKILL) if whom == "all of it" else first.kill()
    first.wait()
    code, printed = clone.set_up()
    assert code == 0
    # pip that outlives its set-up ends its work, and the next one waits so long
    assert ("made anew" in printed) == (whom == "all of it")
    assert clone.installed()[-1] == "gone"
    assert clone.set_up() == (0, "")


def test_what_was_ready_stays_ready_when_more_could_not_be_had(clone):
    assert clone.set_up("virtual")[0] == 0
    code, printed = clone.set_up("test", PIP_FAILS="WARNING: NewConnectionError(...)\nERROR: x")
    assert code == 1 and "cannot be reached" in printed
    before = clone.installed()
    assert clone.set_up("virtual") == (0, "")
    assert clone.installed() == before


def test_an_environment_that_was_moved_is_made_anew(clone):
    assert clone.set_up()[0] == 0
    clone.root = clone.root.rename(clone.root.with_name("elsewhere"))
    code, printed = clone.set_up()
    assert code == 0 and "made anew" in printed
    assert clone.set_up() == (0, "")


def test_an_environment_whose_python_is_gone_is_made_anew(clone):
    assert clone.set_up()[0] == 0
    for link in (clone.root / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/python")
    code, printed = clone.set_up()
    assert code == 0 and "made anew" in printed


def test_ctrl_c_is_no_traceback(clone):
    process = clone.start(PIP_TAKES_S="60")
    wait_for(clone.installed)
    os.killpg(process.pid, signal.SIGINT)
    printed = process.communicate(timeout=20)[0]
    assert process.returncode == 130 and "interrupted" in printed and "Traceback" not in printed


def test_ctrl_c_in_the_first_moment_is_no_traceback(clone):
    (clone.strangers / "shutil.py").write_text("import os\nos.kill(os.getpid(), 2)\n" + "import time\ntime.sleep(5)\n")
    assert clone.set_up() == (-signal.SIGINT, "")


@pytest.mark.parametrize(
    "cause, word",
    [
        ("no ensurepip", "apt install python3-venv"),
        ("nothing can be written", "May you write"),
        ("old", "3.10 or newer"),
    ],
)
def test_what_cannot_go_on_says_why_and_what_helps(clone, cause, word):
    if cause == "nothing can be written":
        (clone.root / "build").touch()
    if cause == "old":
        path = clone.root / "boards" / "tools" / "set_up.py"
        path.write_text(path.read_text().replace("OLDEST = (3, 10)", "OLDEST = (9, 0)").replace("%d.%d or", "3.10 or"))
        path.write_text(path.read_text().replace("(*OLDEST, sys", "(sys"))
    code, printed = clone.set_up(NO_ENSUREPIP="1" if cause == "no ensurepip" else "")
    assert code == 1 and word in printed


@pytest.mark.parametrize(
    "said, word",
    [
        ("WARNING: Retrying … NewConnectionError('…')\nERROR: Could not find … requirement rich>=13", "network"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for littlefs-python==0.19.0", "Name another one"),
        ("ERROR: something else", "something else"),
    ],
)
def test_pips_errors_in_plain_words(said, word):
    assert word in failure(said)


def test_the_demos_extra_has_no_linter_and_no_test_tool_and_every_version_is_exact():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = dict(re.findall(r"(?ms)^(virtual|test|check|browser) = \[(.*?)\]\n", text))
    assert set(extras) == {"virtual", "test", "check", "browser"}
    names = set(re.findall(r'"([\w-]+)', extras["virtual"]))
    assert not names & {
        "ruff",
        "pyright",
        "pytest",
        "pytest-xdist",
        "hypothesis",
        "import-linter",
        "coverage",
        "playwright",
    }
    for line in re.findall(r'"([^"]+)"', extras["virtual"]):
        assert "==" in line
