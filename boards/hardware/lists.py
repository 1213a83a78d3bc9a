"""The circuit as files that other programs and people read: netlist (KiCad's format) and parts list (CSV, Markdown)."""

import csv
import io

from boards.hardware.parts import UNUSED, Circuit, Part
from boards.hardware.purchase import MECHANICAL

_COLUMNS = (
    "References",
    "Number",
    "Part",
    "Manufacturer's part",
    "Alternative 1",
    "Alternative 2",
    "Euro each",
    "Euro",
)


def netlist(circuit: Circuit) -> str:
    """The netlist in KiCad's exchange format, which board layout programs read. Footprints are left to the layout."""
    lines = [
        '(export (version "E")',
        '  (design (source "boards/hardware/circuit.py, %s"))' % circuit.board,
        "  (components",
    ]
    for part in circuit.parts.values():
        lines.append('    (comp (ref "%s") (value "%s")' % (part.ref, part.text))
        lines.append(
            '      (fields (field (name "Part") "%s") (field (name "For") "%s")))' % (part.item.number, part.purpose)
        )
    lines.append("  )")
    lines.append("  (nets")
    for code, (net, pins) in enumerate(circuit.nets().items(), 1):
        lines.append('    (net (code "%d") (name "%s")' % (code, net))
        for ref, pin in pins:
            lines.append('      (node (ref "%s") (pin "%s") (pintype "%s"))' % (ref, pin, circuit[ref].pins[pin][1]))
        lines[-1] += ")"
    return "\n".join(lines) + "))\n"


def unused(circuit: Circuit) -> "list[str]":
    """Pins that are left open on purpose, as "U1.30 RUN"."""
    return [
        "%s.%s" % (p.ref, pin) for p in circuit.parts.values() for pin, (_, what) in p.pins.items() if what == UNUSED
    ]


def parts_list(circuit: Circuit) -> "list[tuple[str, ...]]":
    """Rows of the parts list: one for everything that is bought alike, in the order of the sheets."""
    groups: dict[str, list[Part]] = {}
    for part in circuit.parts.values():
        groups.setdefault(part.item.what, []).append(part)
    rows = []
    for parts in groups.values():
        item, many = parts[0].item, len(parts)
        euro = ("%.2f" % item.euro, "%.2f" % (item.euro * many))
        refs = " ".join(part.ref for part in parts)
        rows.append((refs, str(many), item.what, item.number, *item.alternatives, *euro))
    return rows


def mechanics_list() -> "list[tuple[str, ...]]":
    """Rows of what is bought for the depth unit, which has no places on a circuit board."""
    return [
        ("", str(many), item.what, item.number, *item.alternatives, "%.2f" % item.euro, "%.2f" % (item.euro * many))
        for many, item in MECHANICAL
    ]


def euro(circuit: Circuit) -> float:
    """What is bought costs, roughly; the four parts of the depth unit are made."""
    return sum(part.item.euro for part in circuit.parts.values()) + sum(many * item.euro for many, item in MECHANICAL)


def parts_csv(circuit: Circuit) -> str:
    """The parts list for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(parts_list(circuit) + mechanics_list())
    return text.getvalue()


def parts_table(circuit: Circuit) -> str:
    """The parts list as a Markdown table, with the sum."""
    rows = ["| %s |" % " | ".join(_COLUMNS), "|" + "---|" * len(_COLUMNS)]
    rows += ["| %s |" % " | ".join(cell or "–" for cell in row) for row in parts_list(circuit) + mechanics_list()]
    rows.append(
        "| **Sum** | | without the parts that are made: nose, ring, end-stop, carriage | | | | | **%.0f** |"
        % euro(circuit)
    )
    return "\n".join(rows) + "\n"
