"""`make browser-setup`: what the dashboard's tests in a browser need, fetched where that is possible.

Playwright and axe-core come from PyPI; Chromium is the system's. Where it is missing this says how to get it.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("", "firmware", "host_tools")]
_HOW = "Debian, Ubuntu: apt install chromium · Fedora: dnf install chromium · macOS: brew install --cask chromium"


def main() -> int:
    """Returns an exit code: 1 when something is still missing."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", f"{ROOT}[browser]"]
    if subprocess.run(pip, cwd=ROOT).returncode:
        print("Playwright could not be fetched.")
        return 1
    from tests.host_tools import dashboards

    if not dashboards.browser_path():
        print(f"There is no Chromium. {_HOW}")
        return 1
    print(f"The dashboard can be tested in {dashboards.browser_path()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
