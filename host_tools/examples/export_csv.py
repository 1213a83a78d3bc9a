"""Check the history on this computer and write all of it to a CSV file. It needs no pen.

python host_tools/examples/export_csv.py history.db pen.csv
"""

import sys

import needlepen
from needlepen import Store, api


def main(path: str, target: str) -> int:
    """Write the history in the file `path` to `target`, one row for each record; the number of damaged records."""
    with Store(path, create=False) as store:
        failed = 0
        for pen_id, reports in api.verify_records(store).items():
            records = sum(report.records for report in reports)
            failed += sum(report.failed for report in reports)
            print(f"pen {pen_id}: {records} records, {failed or 'none'} damaged")
        api.export_csv(store, target)
    print(f"written to {target}")
    return failed


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    try:
        sys.exit(8 if main(*sys.argv[1:3]) else 0)
    except needlepen.NeedlepenError as error:
        sys.exit(f"{error.what} {error.why}\nnext: {error.next}")
