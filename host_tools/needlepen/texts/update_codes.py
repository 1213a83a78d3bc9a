"""What is wrong with a firmware file, and what the pen says about updates, by the codes of `formats/bundle.py`.

Must not decide anything: the codec has decided already, here and on the pen with the same code.
"""

from ..codec import bundle as b
from ..codec import messages as m
from ..codec import record as r
from ..language import Names, Words, fill, later, marked, tr
from .numbers import capital

_AGAIN = later("Get the file again from where it came")
_NEWER = later("Update this tool and try again")
_MAKER = later("Tell whoever made it: make bundle makes sound ones")
_KEYS = later("Get it from the maker, or name the maker's key: --key FILE.pub.pem")

_PENS_KEYS = later("Get it from this pen's maker; a pen for your own key: host_tools/README.md, Keys")

LINES = Names(("the format", "version", "commit", "boards", "min_boot", "schema", "key", "a note or the pack"))
"""What stands in each line of a manifest, from its first on."""

# code: (why, what to do); {at} is the place, where the code has one
BUNDLE: "dict[int, tuple[str, str]]" = Words(
    {
        b.SIZE: ("Its parts do not fill it to its end.", _AGAIN),
        b.NOT_A_BUNDLE: ("It is no needlepen bundle.", "Choose a file that ends in .np"),
        b.MANIFEST_SIZE: ("It claims a manifest of {at:,} bytes; 1 to {manifest_max:,} are possible.", _AGAIN),
        b.PACK_SIZE: ("It claims a program of {at:,} bytes; 20 to {pack_max:,} are possible.", _AGAIN),
        b.BAD_SIGNATURE: (
            "Its signature is by none of the known keys: it was changed, or made by somebody else.",
            _KEYS,
        ),
        b.KEY_NAME: ("The name of its key is not the name of the key that signed it.", _MAKER),
        b.TEXT: ("Line {at} of its manifest is no text.", _MAKER),
        b.FORMAT: ("It is of a newer format than this tool knows.", _NEWER),
        b.LINE: ("Line {at} of its manifest is not {line}.", _MAKER),
        b.VERSION: ("Its version is not three numbers up to 255.", _MAKER),
        b.COMMIT: ("Its commit is not up to 12 letters, digits or dashes.", _MAKER),
        b.BOARDS: ("Its list of boards has a name that no board has.", _MAKER),
        b.MIN_BOOT: ("The loader it asks for is not a number up to 255.", _MAKER),
        b.SCHEMA: ("The memory formats it names are not two numbers up to 255.", _MAKER),
        b.NOTE: ("Line {at}, a note, is not 1 to {note_max} letters that a pen can show.", _MAKER),
        b.NOTES: ("It has more than {notes_max} notes.", _MAKER),
        b.PACK_LINE: ("Line {at}, the program's SHA-256, is not 64 hex digits.", _MAKER),
        b.FILE_LINE: ("The line of file {at} is not a SHA-256, a size and a path.", _MAKER),
        b.FILE_PATH: ("File {at} would lie outside the program's folder.", "Do not use it, and tell where you got it"),
        b.FILE_ORDER: ("File {at} is out of order, or named twice.", _MAKER),
        b.FILES: ("It names {at} files; 1 to {files_max} are possible.", _MAKER),
        b.PACK_HASH: ("The program in it is not the one that was signed.", _AGAIN),
        b.NOT_A_PACK: ("What follows its signature is no program.", _AGAIN),
        b.PACK_CRC: ("The program's own checksum is wrong.", _MAKER),
        b.PACK_PATHS: ("The program's list of files cannot be read.", _MAKER),
        b.PACK_PLACES: ("Entry {at} of the program lies where it should not.", _MAKER),
        b.PACK_EXTRA: (
            "Entry {at} of the program is not in the signed list.",
            "Do not use it, and tell where you got it",
        ),
        b.PACK_MISSING: ("File {at} of the signed list is not in the program.", _MAKER),
        b.FILE_SIZE: ("File {at} has another size than was signed.", _MAKER),
        b.FILE_HASH: ("File {at} is not the one that was signed.", "Do not use it, and tell where you got it"),
    }
)

_BEGINNINGS: "tuple[tuple[bytes, str, str], ...]" = marked(
    (
        (b"UF2\n", "It is a whole image for a blank board.", "needlepen flash FILE, with BOOTSEL held at plugging in"),
        (b"NPPACK2\n", "It is a bare program without a signature.", "make bundle signs it"),
        (b"NPBUNDL", "It is a bundle of another generation.", _NEWER),
        (b"PK\x03\x04", "It is a ZIP archive.", "Unpack it and use the .np file in it"),
        (b"\x1f\x8b", "It is a compressed file.", "Unpack it and use the .np file in it"),
        (b"<", "It is a web page, not what its link pointed to.", "Download the file itself"),
        (b"version https://git-lfs", "It is a pointer of Git LFS, not the file.", "git lfs pull, then try again"),
        (b"-----BEGIN", "It is a key.", "Name the bundle first and the key behind --key"),
        (b"\x7fELF", "It is a program for a computer.", "Choose a file that ends in .np"),
        (b"M\x06", "It is one compiled module.", "Choose a file that ends in .np"),
        (b"SQLite format 3", "It is a history.", "needlepen --db FILE history looks into it"),
    )
)
_MOST = {
    "manifest_max": b.MANIFEST_MAX,
    "pack_max": b.PACK_MAX,
    "note_max": b.NOTE_MAX,
    "notes_max": b.NOTES_MAX,
    "files_max": b.FILES_MAX,
}


def bundle(code: int, at: int = 0) -> "tuple[str, str]":
    """Why a bundle is refused and what to do, by the codec's code."""
    why, next = BUNDLE.get(code) or (
        tr("It is wrong in a way that this tool does not know ({code}).", code=code),
        tr(_NEWER),
    )
    if code == b.TEXT and not at:
        why = tr("Its manifest does not end where a line ends.")
    line = f"'{LINES[at - 1]}'" if 0 < at < len(LINES) else LINES[-1]
    return fill(why, at=at, line=line, **_MOST), next


def not_a_bundle(data: bytes) -> "tuple[str, str]":
    """What a file is that does not begin as a bundle does, and what to do."""
    if not data:
        return tr("It is empty."), tr(_AGAIN)
    if not data.strip(b"\0"):
        return tr("It is all zeros: the disk or the download failed."), tr(_AGAIN)
    for beginning, why, next in _BEGINNINGS:
        if data.startswith(beginning):
            return tr(why), tr(next)
    return bundle(b.NOT_A_BUNDLE)


def wrong_size(size: int, wanted: int) -> "tuple[str, str]":
    """Its parts say it is `wanted` bytes long."""
    if size < wanted:
        return tr("It is cut short: {size:,} of {wanted:,} bytes are here.", size=size, wanted=wanted), tr(_AGAIN)
    return tr("{size:,} bytes follow its end.", size=size - wanted), tr(_AGAIN)


def changed(key: str) -> "tuple[str, str]":
    """It says a known key signed it, and that is not so."""
    return tr("It is not what the key '{key}' has signed: it was changed, or another key has that name.", key=key), tr(
        _AGAIN
    )


def unknown_key(key: str) -> "tuple[str, str]":
    """It says a key signed it that is not known here."""
    return tr("It is signed with the key '{key}', and nobody has told this computer of it.", key=key), tr(_KEYS)


def unsigned() -> "tuple[str, str]":
    """The place of its signature is empty."""
    return tr("It was never signed."), "needlepen fw sign FILE --key KEY.pem"


# E_ code: (why, what to do); {detail} is its number
ANSWERS: "dict[int, tuple[str, str]]" = Words(
    {
        m.E_BOARD: ("The bundle is for other boards.", "Choose a bundle for this pen's board: needlepen info"),
        m.E_BOOT: (
            "The bundle needs a newer loader than this pen's ({detail}), and no update changes that.",
            "Sync first, then put a whole image on it: make uf2, needlepen flash",
        ),
        m.E_FORMAT: (
            "That version cannot read what this pen has stored (format {detail}).",
            "Choose a newer bundle: the pen's memory is worth more than an old version",
        ),
        m.E_BATTERY: (
            "The battery is too low for an update ({volts:.2f} V).",
            "Charge the pen for some minutes, then again",
        ),
        m.E_ROOM: (
            "The pen's memory has no room: {detail:,} bytes are missing.",
            "Make room by syncing: needlepen sync, then again",
        ),
        m.E_CONFIRM_OLDER: (
            "That version is older than one that has run on this pen.",
            "If it is meant: press ▲ and ▼ together on the pen when it asks",
        ),
        m.E_TRIAL: (
            "A new version is still on trial.",
            "Wait a moment (needlepen fw status), or: needlepen fw confirm",
        ),
        m.E_NO_OTHER: ("There is no other version on the pen to go back to.", "needlepen fw update FILE"),
        m.E_ORDER: ("The pen has forgotten what it was offered.", "Run the same command again"),
        m.E_RESTART: (
            "The pen restarts first, as an update needs the memory that a treatment had.",
            "Let go of its buttons, wait some seconds, then run the same command again",
        ),
        m.E_SELF_TEST: ("The new version has not passed its self-test yet.", "Wait some seconds and ask again"),
    }
)


def answer(code: int, detail: int) -> "tuple[str, str] | None":
    """Why the pen refuses something about firmware, and what to do; None: it is not about that."""
    if code == m.E_BUNDLE:
        why, next = bundle(detail & 0xFF, detail >> 8)
        if detail & 0xFF == b.BAD_SIGNATURE:
            why, next = tr("It is signed by none of the keys that this pen has."), tr(_PENS_KEYS)
        return tr("The pen does not take this bundle. {why}", why=why), next
    if code not in ANSWERS:
        return None
    why, next = ANSWERS[code]
    return fill(why, detail=detail, volts=detail / 1000), next


# how a trial ended: why the pen started then, numbers of pen/hal/chip.py, not to be imported here; a test compares
RETURNS: "dict[int, str]" = Words(
    {
        0: "the pen does not know why",
        1: "the power was cut before it was confirmed",
        2: "its program was ended",
        3: "it hung",
        4: "it ended with an error, or its self-test failed",
        5: "service mode was asked for",
        6: "it restarted itself",
    }
)


def returned(code: int) -> str:
    """Why a trial was not confirmed, as a sentence."""
    why = RETURNS.get(code) or tr("reason {code}, which this tool does not know", code=code)
    return f"{capital(why)}."


def event(what: int, code: int, old: int, new: int) -> str:
    """A record of the journal about an update, as one line; versions as the journal has them."""
    before, after = version(old), version(new)
    if what == r.REFUSED:
        no = (tr("not a bundle this pen takes"),) if code == m.E_BUNDLE else answer(code, 0)
        return tr(
            "{after} refused: {no}",
            after=after if new else tr("a file"),
            no=no[0] if no else tr("error {code}", code=code),
        )  # 0: its signature said no
    if what == r.RETURNED:
        return tr(
            "went back to {after}: {before} did not prove itself ({why})",
            after=after,
            before=before,
            why=RETURNS.get(code) or tr("reason {reason}", reason=code),
        )
    words = _EVENTS.get(what)
    return (
        fill(words, before=before, after=after)
        if words
        else tr("update event {what}: {before}, {after}", what=what, before=before, after=after)
    )


def version(number: int) -> str:
    """65536 major + 256 minor + patch, as it is written."""
    return f"{number >> 16}.{number >> 8 & 0xFF}.{number & 0xFF}"


_EVENTS: "dict[int, str]" = Words(
    {
        r.OFFERED: "{after} offered, {before} runs",
        r.INSTALLED: "{after} installed and verified, {before} runs until it is tried",
        r.TRIAL: "{after} on trial, after {before}",
        r.CONFIRMED: "{after} tested and confirmed, after {before}",
        r.ROLLED_BACK: "from {before} back to {after}, as asked for",
        r.DAMAGED: "{before} was damaged, {after} runs",
    }
)
