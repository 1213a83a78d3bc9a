"""The package as `pipx install .` installs it: built, put into an environment of its own, and run from elsewhere.

Dependencies are lent by this environment (nothing is fetched); what is proven is that the wheel has all that is ours.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = (
    "needlepen/data/70-needlepen.rules",
    "needlepen/locale/de/LC_MESSAGES/needlepen.po",
    "needlepen/locale/es/LC_MESSAGES/needlepen.po",
    "needlepen/locale/fr/LC_MESSAGES/needlepen.po",
    "needlepen/report/templates/report.html",
    "needlepen/report/templates/style.css",
    "needlepen/dashboard/templates/dashboard.html",
    "needlepen/dashboard/static/ui.js",
    "needlepen/dashboard/static/ui.css",
    "needlepen/dashboard/static/icon.svg",
)


def ran(*command, cwd, **env):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NEEDLEPEN"))}
    return subprocess.run(command, cwd=cwd, env=kept | env, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy: a build leaves folders behind."""
    source = tmp_path_factory.mktemp("source")
    skipped = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.png")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    for name in ("host_tools", "firmware"):
        shutil.copytree(ROOT / name, source / name, ignore=skipped)
    out = tmp_path_factory.mktemp("wheel")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-q",
        "-w",
        str(out),
    ]
    done = ran(*pip, str(source), cwd=out)
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("needlepen-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The `needlepen` program of a new environment."""
    place = tmp_path_factory.mktemp("pipx")
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    pip = [str(python), "-m", "pip", "install", "--no-deps", "--no-index", "-q", str(wheel)]
    done = ran(*pip, cwd=place)
    assert done.returncode == 0, done.stderr
    packages = ran(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).stdout
    # a folder named in a .pth file is searched, but the .pth files in it (ours, editable) are not read
    Path(packages.strip(), "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return scripts / "needlepen"


def test_all_that_is_ours_is_in_it_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert not set(SHIPPED) - set(names)
    source = ROOT / "host_tools" / "needlepen"
    ours = {f"needlepen/{path.relative_to(source).as_posix()}" for path in source.rglob("*") if path.is_file()}
    assert not {name for name in ours if "__pycache__" not in name} - set(names)


def test_of_the_firmware_it_holds_the_formats_and_nothing_else(wheel):
    """Nothing outside `needlepen`: another package is called `pen`."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"needlepen"}
    formats = {path.name for path in (ROOT / "firmware" / "pen" / "formats").glob("*.py")}
    shared = {name.removeprefix("needlepen/formats/") for name in names if name.startswith("needlepen/formats/")}
    assert shared == formats | {"README.md"}  # the specification goes with the code
    assert not {"app.py", "controller.py", "needle.py", "slots.py"} & {Path(name).name for name in names}
    assert not {name for name in names if "controller" in name or "/hal/" in name}


def test_it_runs_from_there(installed, tmp_path):
    where = ran(str(installed.with_name("python")), "-c", "import needlepen; print(needlepen.__file__)", cwd=tmp_path)
    assert str(installed.parents[1]) in where.stdout  # and not from this tree
    assert ran(str(installed), "--version", cwd=tmp_path).stdout.startswith("needlepen ")
    for command in ("report", "ui", "sync", "diary add"):
        shown = ran(str(installed), *command.split(), "--help", cwd=tmp_path)
        assert shown.returncode == 0 and "Example" in shown.stdout


def test_what_it_needs_besides_code_is_found(installed, tmp_path):
    db = str(tmp_path / "h.db")
    rule = ran(str(installed), "--json", "doctor", "--fix-udev", cwd=tmp_path)
    if sys.platform == "linux":
        assert "uaccess" in json.loads(rule.stdout)["udev"]["rule"]
    assert ran(str(installed), "--db", db, "diary", "add", "calm", cwd=tmp_path).returncode == 0
    code = (
        "from needlepen.dashboard import pages, pen_monitor, access_control; from pathlib import Path;"
        "from needlepen.errors import NoPen\n"
        "def nobody(): raise NoPen('No pen.')\n"
        f"app = pages.Pages(pen_monitor.PenMonitor(Path({db!r}), nobody), access_control.Secrets())\n"
        "from starlette.requests import Request\n"
        "scope = {'type': 'http', 'method': 'GET', 'path': '/', 'query_string': b'', 'headers': []}\n"
        "print(app.home(Request(scope)).body.decode())"
    )
    page = ran(str(installed.with_name("python")), "-c", code, cwd=tmp_path)
    assert "Plug the pen in" in page.stdout, page.stderr
