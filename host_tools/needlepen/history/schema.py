"""The tables, as migrations: step n brings `user_version` from n to n+1. A step that was released is never changed.

`records` holds what pens sent, byte for byte; the derived tables can be deleted and rebuilt from it.
"""

from zlib import crc32

APPLICATION = 0x4E50454E  # "NPEN": no other program's database is taken for ours

_KEY = "pen_id TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL"
_AT = "proven_s INTEGER NOT NULL, at INTEGER, guess INTEGER NOT NULL"
_BY_KEY = "PRIMARY KEY (pen_id, epoch, sequence)"

_FIRST = (
    """CREATE TABLE pens (
        pen_id TEXT PRIMARY KEY CHECK (length(pen_id) = 16),
        board TEXT NOT NULL,
        firmware TEXT NOT NULL,
        epoch INTEGER NOT NULL,          -- of its journal, when last seen
        wall_offset_s INTEGER NOT NULL,  -- proven seconds + this = UTC; 0 = never set
        unlock_at_s INTEGER NOT NULL,    -- proven seconds; 0 = no session yet. The pen is the authority (H26)
        fault INTEGER NOT NULL,
        changed_at INTEGER NOT NULL      -- UTC of the last sync that brought something new
    ) STRICT""",
    f"""CREATE TABLE records (
        {_KEY} CHECK (sequence > 0),
        raw BLOB NOT NULL CHECK (length(raw) = 64),
        {_BY_KEY},
        FOREIGN KEY (pen_id) REFERENCES pens
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE holes (                 -- records the pen did not hold any more when asked
        pen_id TEXT NOT NULL REFERENCES pens,
        epoch INTEGER NOT NULL,
        first INTEGER NOT NULL,
        next INTEGER NOT NULL,
        acknowledged INTEGER NOT NULL,   -- up to here the pen said that a computer holds them
        seen_at INTEGER NOT NULL,
        PRIMARY KEY (pen_id, epoch, first)
    ) STRICT, WITHOUT ROWID""",
    # --- derived: `at` is UTC or NULL, `guess` = 1 when it was worked out afterwards ------------------------
    """CREATE TABLE derived (               -- from how many records, by which version of the rules
        pen_id TEXT PRIMARY KEY, version INTEGER NOT NULL, records INTEGER NOT NULL
    ) STRICT""",
    f"""CREATE TABLE sessions (
        {_KEY}, {_AT}, number INTEGER NOT NULL, cartridge TEXT NOT NULL,
        uses INTEGER NOT NULL, use_limit INTEGER NOT NULL,
        depth_um INTEGER NOT NULL, rate_hz INTEGER NOT NULL,
        runs INTEGER NOT NULL, resumes INTEGER NOT NULL, strokes INTEGER NOT NULL, needle_ms INTEGER NOT NULL,
        end_s INTEGER, reason INTEGER, unlock_at_s INTEGER, {_BY_KEY}
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE refusals (
        {_KEY}, {_AT}, reason INTEGER NOT NULL, detail INTEGER NOT NULL,
        until_s INTEGER NOT NULL, until_at INTEGER, {_BY_KEY}
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE faults (
        {_KEY}, {_AT}, code INTEGER NOT NULL, detail INTEGER NOT NULL, other INTEGER NOT NULL,
        cleared_s INTEGER, {_BY_KEY}
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE cartridges (
        pen_id TEXT NOT NULL, serial TEXT NOT NULL, type INTEGER, needle_um INTEGER,
        uses INTEGER NOT NULL, use_limit INTEGER NOT NULL,
        sessions INTEGER NOT NULL, strokes INTEGER NOT NULL,
        PRIMARY KEY (pen_id, serial)
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE notes (                -- what else a person should know: losses, clock, memory
        {_KEY}, {_AT}, kind TEXT NOT NULL, words TEXT NOT NULL, {_BY_KEY}
    ) STRICT, WITHOUT ROWID""",
)

_SKIN = (
    "ALTER TABLE sessions ADD COLUMN hard INTEGER NOT NULL DEFAULT 0",  # how often it was pressed too hard
    f"""CREATE TABLE zones (                -- what each zone got in a session
        {_KEY}, {_AT}, session INTEGER NOT NULL, zone INTEGER NOT NULL, depth_um INTEGER NOT NULL,
        measured_um INTEGER NOT NULL, strokes INTEGER NOT NULL, needle_ms INTEGER NOT NULL, {_BY_KEY}
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE skin (                 -- profile, clearances, check-ins, bleeding, holds, steps before and after
        {_KEY}, {_AT}, kind TEXT NOT NULL, words TEXT NOT NULL, {_BY_KEY}
    ) STRICT, WITHOUT ROWID""",
)

_DIARY = (
    """CREATE TABLE diary (                -- what the owner wrote; no pen can know it, nothing derives it
        id TEXT PRIMARY KEY CHECK (length(id) = 32),  -- random, so that an import never doubles an entry
        pen_id TEXT REFERENCES pens,
        at INTEGER NOT NULL,             -- UTC
        rating INTEGER CHECK (rating BETWEEN 1 AND 5),
        words TEXT NOT NULL CHECK (length(words) <= 4000),
        photo BLOB CHECK (length(photo) <= 8000000),
        photo_type TEXT CHECK (photo_type IN ('image/jpeg', 'image/png', 'image/webp'))
    ) STRICT""",
)

_DETAILS = (  # derived, like the rest of those tables
    "ALTER TABLE zones ADD COLUMN stop INTEGER",  # why the last run in it ended
    "ALTER TABLE skin ADD COLUMN session INTEGER",  # that it speaks of
    "ALTER TABLE skin ADD COLUMN hours INTEGER",  # a check-in: so long after the session's start
    "ALTER TABLE skin ADD COLUMN findings INTEGER",  # a check-in: bits of what was found
    "ALTER TABLE skin ADD COLUMN profile INTEGER",  # bits of what was told of the owner
    "ALTER TABLE skin ADD COLUMN cleared INTEGER",  # bits of what is cleared; 0 in a clearance: a review
    f"""CREATE TABLE touches (              -- when it was pressed firmly or too hard
        {_KEY}, {_AT}, session INTEGER NOT NULL, zone INTEGER NOT NULL, level INTEGER NOT NULL,
        index_ma INTEGER NOT NULL,       -- load index: motor current above that of free air
        ms INTEGER NOT NULL, {_BY_KEY}
    ) STRICT, WITHOUT ROWID""",
)

_CODES = (  # codes and fields in place of sentences, which are made on reading; both tables are derived
    "DROP TABLE notes",
    f"""CREATE TABLE notes (                -- what else a person should know: losses, clock, memory, updates
        {_KEY}, {_AT}, kind TEXT NOT NULL, fields TEXT NOT NULL, {_BY_KEY}  -- fields: the record's own, as JSON
    ) STRICT, WITHOUT ROWID""",
    "DROP TABLE skin",
    f"""CREATE TABLE skin (                 -- profile, clearances, check-ins, bleeding, holds, steps before and after
        {_KEY}, {_AT}, kind TEXT NOT NULL, fields TEXT NOT NULL,
        session INTEGER,                 -- that it speaks of
        hours INTEGER,                   -- a check-in: so long after the session's start
        findings INTEGER,                -- a check-in: bits of what was found
        profile INTEGER,                 -- bits of what was told of the owner
        cleared INTEGER,                 -- bits of what is cleared; 0 in a clearance: a review
        {_BY_KEY}
    ) STRICT, WITHOUT ROWID""",
)

# what no pen's CRC protects: (what tells its rows apart, its columns)
_SEALED_FIRST = {
    "pens": ("pen_id", "pen_id board firmware epoch wall_offset_s unlock_at_s fault changed_at"),
    "holes": ("pen_id || ' ' || epoch || ' ' || first", "pen_id epoch first next acknowledged seen_at"),
    "diary": ("id", "id pen_id at rating words photo photo_type"),
}
SEALED = {
    **_SEALED_FIRST,
    "diary": ("id", "id pen_id at rating words photo photo_type zone"),
    "recalls": ("lot || ''", "lot words at"),
}

_Sealed = dict[str, tuple[str, str]]


def seal(*values: object) -> int:
    """A sum over a row: what one changed byte in it gives away. A function of SQL, for the triggers."""
    return crc32(repr(values).encode("utf-8", "surrogatepass"))


def _sealed(table: str, row: str = "", sealed: _Sealed = SEALED) -> str:
    """The name of a row and its seal, as two columns."""
    key, columns = sealed[table]
    named = f"{row}{key.replace('|| epoch', f'|| {row}epoch').replace('|| first', f'|| {row}first')}"
    return f"{named}, seal({', '.join(row + column for column in columns.split())})"


def _triggers(table: str, sealed: _Sealed = SEALED) -> "tuple[str, ...]":
    """Whoever writes a row, its seal follows."""
    keep = f"INSERT INTO seals SELECT '{table}', {_sealed(table, 'NEW.', sealed)};"
    drop = f"DELETE FROM seals WHERE of = '{table}' AND key = {_sealed(table, 'OLD.', sealed).split(', seal')[0]};"
    return (
        f"CREATE TRIGGER seal_new_{table} AFTER INSERT ON {table} BEGIN {keep} END",
        f"CREATE TRIGGER seal_changed_{table} AFTER UPDATE ON {table} BEGIN {drop} {keep} END",
        f"CREATE TRIGGER seal_gone_{table} AFTER DELETE ON {table} BEGIN {drop} END",
        f"INSERT INTO seals SELECT '{table}', {_sealed(table, '', sealed)} FROM {table}",
    )


def unsealed(table: str) -> str:
    """A query for (table, name of the row) of what is not as it was written, or not there any more."""
    held, right = f"SELECT {_sealed(table)} FROM {table}", f"SELECT key, sum FROM seals WHERE of = '{table}'"
    return (
        f"SELECT '{table}', * FROM (SELECT * FROM ({held}) EXCEPT {right})"
        f" UNION SELECT '{table}', * FROM ({right} EXCEPT {held})"
    )


_SEALS = (
    """CREATE TABLE seals (                -- of each row of the tables in SEALED, kept by triggers
        of TEXT NOT NULL, key TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (of, key)
    ) STRICT, WITHOUT ROWID""",
    *(statement for table in _SEALED_FIRST for statement in _triggers(table, _SEALED_FIRST)),
)

_CHARGED = (  # derived: what was charged, apart from what was measured; why the pen refused a cartridge
    *(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0"
        for table, column in (
            ("sessions", "charged_strokes"),
            ("sessions", "charged_ms"),
            ("zones", "charged_strokes"),
            ("zones", "charged_ms"),
            ("cartridges", "charged_strokes"),
            ("cartridges", "verdict"),
        )
    ),
)

_PLACES = (
    *(f"DROP TRIGGER seal_{when}_diary" for when in ("new", "changed", "gone")),
    "ALTER TABLE diary ADD COLUMN zone INTEGER CHECK (zone BETWEEN 0 AND 4)",  # that the photo shows; NULL: the face
    "DELETE FROM seals WHERE of = 'diary'",
    *_triggers("diary"),
)

_LOTS = (
    *(f"ALTER TABLE cartridges ADD COLUMN {column} INTEGER" for column in ("lot", "opened_s", "opened_at")),
    "ALTER TABLE cartridges ADD COLUMN guess INTEGER NOT NULL DEFAULT 0",  # of opened_at
    """CREATE TABLE recalls (              -- lots of cartridges that nobody should use, from files that were imported
        lot INTEGER PRIMARY KEY CHECK (lot BETWEEN 0 AND 4294967295),
        words TEXT NOT NULL CHECK (length(words) <= 400),
        at INTEGER NOT NULL              -- UTC of the import
    ) STRICT""",
    *_triggers("recalls"),
)

MIGRATIONS = (_FIRST, _SKIN, (*_DIARY, *_DETAILS), _CODES, _SEALS, _CHARGED, _PLACES, _LOTS)
