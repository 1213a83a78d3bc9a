"""`make browser-setup`: says whether the dashboard can be tested in a browser, and what helps if not.

Playwright and axe-core are installed already (the extra `browser`); Chromium is the system's.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("", "firmware", "host_tools")]
_HOW = "Debian, Ubuntu: apt install chromium · Fedora: dnf install chromium · macOS: brew install --cask chromium"


def main() -> int:
    """Returns an exit code: 1 when there is no Chromium."""
    from tests.host_tools import dashboards

    if not dashboards.browser_path():
        print(f"There is no Chromium. {_HOW}")
        return 1
    print(f"The dashboard can be tested in {dashboards.browser_path()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
