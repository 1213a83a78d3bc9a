"""`make bundle`: the firmware as one signed file for `needlepen fw update`. The same commit gives the same bytes.

Signed with the development key unless KEY names another: what that key has signed may be from anybody. The notes for
the user's safety are those under "For your safety" of the newest version in CHANGELOG.md.
"""

import argparse
import os
import sys
from pathlib import Path

from needlepen.errors import NeedlepenError
from needlepen.firmware import bundle as bundles
from needlepen.firmware.keys import PrivateKey, read_private
from needlepen.firmware.signing import signed
from needlepen.formats.bundle import BadBundle
from needlepen.formats.version import VERSION
from needlepen.texts import update_codes

from boards.tools import languages
from boards.tools.bundle_file import unsigned
from boards.tools.pen_files import BOARDS, ROOT, UNKNOWN, BuildError, built_of, program_files

DEVELOPMENT = ROOT / "boards" / "tools" / "keys" / "development.pem"
SUFFIX = ".np"
_NOTES = "### For your safety"
_VERSION_FILE = "pen/formats/version.mpy"


def notes(changelog: str) -> "tuple[str, ...]":
    """What the newest version says of the user's safety, a line each. Raises BuildError."""
    newest = changelog.split("\n## ")[1] if "\n## " in changelog else ""
    _, there, text = newest.partition(_NOTES)
    if not there:
        raise BuildError(f'CHANGELOG.md: the newest version has no "{_NOTES}"')
    lines = text.split("\n#")[0].splitlines()
    return tuple(line[2:].strip() for line in lines if line.startswith("- "))


def program(
    version: "tuple[int, ...]" = VERSION, changed: "dict[str, str] | None" = None, language: str = languages.ENGLISH
) -> "dict[str, bytes]":
    """The compiled program by path, the same on every board; `version`: said to be another; `changed`: other texts by
    path, for demonstrations. Raises BuildError."""
    texts = dict(changed or {})
    if version != VERSION:
        source = (ROOT / "firmware" / "pen" / "formats" / "version.py").read_text(encoding="utf-8")
        texts[_VERSION_FILE] = source.replace(repr(VERSION), repr(version))
    return program_files(texts, language)


def build(
    key: PrivateKey,
    version: "tuple[int, ...]" = VERSION,
    changed: "dict[str, str] | None" = None,
    language: str = languages.ENGLISH,
) -> bytes:
    """A signed bundle of the program as it lies here; see `program`. Raises BuildError, NeedlepenError."""
    said = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    files = program(version, changed, language)
    try:
        data = unsigned(files, version, UNKNOWN if changed else built_of(language), BOARDS, key.name, said)
    except BadBundle as error:
        raise BuildError(f"no bundle can be made of this: {update_codes.bundle(error.code, error.at)[0]}") from error
    return signed(data, "the bundle", key)


def main(arguments: "list[str]") -> int:
    """See the module's first line."""
    parser = argparse.ArgumentParser(prog="make bundle", description="The firmware as one signed file.")
    parser.add_argument(
        "--key", type=Path, default=os.environ.get("KEY") or DEVELOPMENT, help="private key, a .pem file"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="folder for the bundle")
    parser.add_argument("--version", default=".".join(map(str, VERSION)), help="another version than version.py's")
    languages.add_option(parser)
    options = parser.parse_args(arguments)
    try:
        key = read_private(Path(options.key), os.environ.get("NEEDLEPEN_PASSPHRASE", "").encode())
        data = build(key, bundles.numbers(options.version), language=options.language)
        made = bundles.parse(data, "the bundle", [key.public])
    except (BuildError, NeedlepenError) as error:
        print(error, file=sys.stderr)
        return 1
    target = options.out / f"needlepen-{made.version}{languages.suffix(options.language)}{SUFFIX}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    print(f"{target}: {len(data):,} bytes, sha256 {made.sha256}")
    print(f"version {made.version}, commit {made.commit}, {len(made.files)} files, for {', '.join(made.boards)}")
    print(f"screens in {languages.called(options.language)}")
    print(f"signed with the key {made.key} ({key.public.fingerprint})")
    if not made.commit.strip("-"):
        print("These files are no commit's: the same bytes cannot be made again elsewhere.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
