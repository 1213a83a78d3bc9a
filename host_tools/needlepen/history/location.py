"""Where a history lies and what is the matter there: why its file cannot be used, and whether something copies it.

Must not open the file.
"""

import contextlib
import os
import stat
import sys
from pathlib import Path

from ..errors import StorageError
from ..language import later, tr

_COPIERS = {  # how folders begin that a program keeps alike on several computers, small letters: what it is called
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "icloud": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
}
_ONEDRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")  # variables of Windows: the folder may have any name
_ELSEWHERE = later("Check the disk and the file's rights, or choose another file: --db PATH")
_RESTORE = later("Restore a copy (needlepen db backup makes them), or choose another file: --db PATH")
_DAMAGED = ("malformed", "not a database")  # so SQLite says
_WHY = (  # what SQLite says, why that is, what next
    (
        "locked",
        later("Another program is writing to it, and did not finish in time."),
        later(
            "Close the other one (a second needlepen, a database browser, what copies the folder) and run this again"
        ),
    ),
    ("is full", later("The disk is full."), later("Make room on the disk and run this again; what was stored is kept")),
    (
        "readonly",
        later("It can be read here but not written: a disk or a file that is read-only."),
        later("Copy it to a folder of yours, and use it there: --db PATH"),
    ),
    (
        "unable to open",
        later("It or its folder may not be used by this user, or the disk is read-only."),
        later("Check the rights of the folder, or choose another file: --db PATH"),
    ),
)


def usual() -> Path:
    """Where the history lives unless `--db` says otherwise. Raises StorageError where no user has a folder."""
    from platformdirs import user_data_path

    with contextlib.suppress(RuntimeError):  # no HOME, and the system knows none: platformdirs >= 4.6 …
        path = user_data_path("needlepen", appauthor=False) / "needlepen.db"
        if not str(path).startswith("~"):  # … and older ones, as a folder of that name is nobody's home
            return path
    raise StorageError(
        tr("There is no home folder for the history."), tr("This user has none here."), tr("Name a file: --db FILE")
    )


def failed(path: Path, e: Exception) -> StorageError:
    """The error of a file that cannot be opened, read or written."""
    what = tr("The history {path} cannot be used.", path=path)
    if isinstance(e, OSError):
        return StorageError(what, f"{e.strerror or e}: {e.filename or path}", tr(_ELSEWHERE))
    said = str(e)
    for sign, why, next_ in _WHY:
        if sign in said:
            return StorageError(what, tr(why), tr(next_))
    return StorageError(what, said, tr(_RESTORE if any(sign in said for sign in _DAMAGED) else _ELSEWHERE))


def is_read_only(e: "BaseException | None") -> bool:
    """Is this SQLite's word for a file that it may not write, or not in its folder?"""
    return any(sign in str(e) for sign in ("unable to open", "readonly"))


def why_read_only(path: Path) -> "tuple[str, str]":
    """Why a history that can be read cannot be written, and what to do. SQLite writes beside the file, too."""
    effective = os.access in os.supports_effective_ids
    beside = [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
    for place in (*(file for file in beside if file.exists()), path.parent):
        if os.access(place, os.W_OK, effective_ids=effective):
            continue
        at = place.stat()
        target = f'"{place}"' if place == path.parent else f'"{path}"*'  # those beside it have its rights
        if hasattr(os, "statvfs") and os.statvfs(place).f_flag & os.ST_RDONLY:
            break
        if hasattr(os, "geteuid") and at.st_uid != os.geteuid():
            why = tr("{place} belongs to another user.", place=place)
            return why, tr("Take it over: {command}", command=f"sudo chown $USER {target}")
        if not at.st_mode & stat.S_IWUSR:
            why = tr("{place} is protected against writing.", place=place)
            by = f'attrib -R "{place}"' if sys.platform == "win32" else f"chmod u+w {target}"
            return why, tr("Allow it: {command}", command=by)
        break
    return tr("the disk is read-only."), tr("Copy it to a folder of yours, and use it there: --db PATH")


def latest_out_of_reach(path: Path) -> StorageError:
    """The disk is read-only, and the file beside it that holds the latest records can only be read where it is not."""
    return StorageError(
        tr("The history {path} cannot be read where it is.", path=path),
        tr("The disk or folder is read-only, and its latest records are still in {name}-wal.", name=path.name),
        tr("Copy both files to a folder of yours, and use them there: --db PATH"),
    )


def copier(path: Path) -> "str | None":
    """The program that keeps the folder of this file alike on several computers, if it is known for that."""
    path = path.absolute()
    for part in reversed(path.parent.parts):
        for begins, name in _COPIERS.items():
            if part.lower().startswith(begins):
                return name
    for variable in _ONEDRIVE:
        folder = os.environ.get(variable)
        if folder and path.is_relative_to(folder):
            return "OneDrive"
    return None


def copied(name: str) -> str:
    """What is wrong with a folder that `name` copies."""
    return tr(
        "The history lies in a folder that {name} copies: what it copies in the middle of a sync is damaged there.",
        name=name,
    )


COPY_BY_HAND = later("Keep it elsewhere (--db FILE), and put a copy there: needlepen db backup FILE")
