"""Find a pen, copy what is new on it, and print its last session and the day of the next one.

python host_tools/examples/sync_and_print.py history.db                           # the pen that is plugged in
python host_tools/examples/sync_and_print.py history.db socket://127.0.0.1:PORT   # a virtual pen
"""

import sys

import needlepen
from needlepen import Pen, Store, api


def main(path: str, device: "str | None" = None) -> None:
    """Sync the pen at `device`, or the only one that is plugged in, into the history in the file `path`."""
    with Pen.open(device) as pen, Store(path) as store:
        pen_id = pen.hello().pen_id
        result = pen.sync(store)
        print(f"{result.new} new records from pen {pen_id}")

        sessions = api.history(store, pen_id)[0]["sessions"]
        if sessions:
            last = sessions[-1]
            seconds = last["needle_ms"] / 1000
            print(f"last session: number {last['number']}, {last['at_utc'] or 'no date'}, {seconds:.0f} s of needles")
        else:
            print("last session: none yet")

        answer = pen.next_session()
        print(f"next session not before: {answer.as_dict()['not_before_utc'] or 'no date: there was no session yet'}")
        for reason in answer.why:
            print(f"  {reason}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:3])
    except needlepen.NeedlepenError as error:
        sys.exit(f"{error.what} {error.why}\nnext: {error.next}")
