"""What the tests of export and import share: their two pens, how a history notes one, and all that a history holds."""

from needlepen.history.store import PenRow

from tests.host_tools.memory_store import PEN_ID

ID = PEN_ID.hex()
OTHER = "0011223344556677"
FORMS = ("csv", "json", "jsonl", "sqlite")


def known(db, pen_id=ID, **what):
    """The history `db` has heard of this pen."""
    row = {"epoch": 1, "wall_offset_s": 1_780_000_000, "unlock_at_s": 99, "fault": 0, "changed_at": 1_790_000_000}
    db.note_pen(PenRow(pen_id, "RPI_PICO", "0.1.0", **{**row, **what}))


def everything(db):
    """All rows of all tables, to compare."""
    tables = ("pens", "records", "holes", "diary")
    return {name: db.database.sql.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for name in tables}
