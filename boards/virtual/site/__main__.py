"""`make site`: the pen for a browser as static files, in build/site/: `python -m boards.virtual.site [--out FOLDER]`.

CPython only; needs Node.js with npm, once, for MicroPython's package.
"""

import argparse
import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from boards.tools.pen_files import ROOT, BuildError
from boards.virtual.site import contents

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "node_modules" / "@micropython" / "micropython-webassembly-pyscript"
OUT = ROOT / "build" / "site"
MOST_BYTES = 2 << 20
_IN_AN_IMAGE = ("micropython.wasm", "world.files", "pen.files")  # what an image of the page's pen belongs to
_BLANK = 'const SITE = { version: "", files: [] };'


def packages() -> None:
    """MicroPython for WebAssembly by the lock file, unless it is there. Raises BuildError."""
    kept = HERE / "node_modules" / ".package-lock.json"  # npm's own note of what it has installed
    if kept.exists() and kept.stat().st_mtime >= (HERE / "package-lock.json").stat().st_mtime:
        return
    npm = shutil.which("npm")
    if not npm:
        raise BuildError("Node.js with npm is not installed: https://nodejs.org, or your system's package `nodejs`.")
    if subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, stdout=subprocess.DEVNULL).returncode:
        raise BuildError("npm ci failed, see above.")


def build(out: Path = OUT) -> int:
    """Write the site; how many bytes it has. What was there before is gone. Raises BuildError."""
    packages()
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(HERE / "page", out)
    for name in ("micropython.mjs", "micropython.wasm"):
        shutil.copy(PACKAGE / name, out)
    shutil.copy(ROOT / "LICENSE", out / "LICENSE.txt")
    for name, content in contents.made().items():
        (out / name).write_bytes(content)
    known = sha256(b"".join((out / name).read_bytes() for name in _IN_AN_IMAGE)).hexdigest()[:16]
    (out / "version.json").write_text(json.dumps(known), encoding="utf-8")
    _make_offline(out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    if size > MOST_BYTES:
        raise BuildError(f"the site has {size:,} bytes, more than {MOST_BYTES:,}")
    return size


def _make_offline(out: Path) -> None:
    """Tell the page's service worker what the site is made of. Its version is the sum of all files."""
    worker = out / "offline.js"
    known = sha256()
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file() and path != worker)
    for name in names:
        known.update((out / name).read_bytes())
    site = json.dumps({"version": known.hexdigest()[:16], "files": ["./", *names]})
    text = worker.read_text(encoding="utf-8")
    worker.write_text(text.replace(_BLANK, f"const SITE = {site};"), encoding="utf-8")


def main() -> int:
    """See the module's first line."""
    parser = argparse.ArgumentParser(prog="make site", description="The pen in a browser, as static files.")
    parser.add_argument("--out", type=Path, default=OUT)
    out = parser.parse_args().out.resolve()
    try:
        size = build(out)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    where = out.relative_to(ROOT) if out.is_relative_to(ROOT) else out
    print(f"{where}: {size:,} bytes. Any static host will do; here: python3 -m http.server -d {where}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
