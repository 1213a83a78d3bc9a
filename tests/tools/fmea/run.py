"""Plays scenes on all cores. Each begins with a copy of a prepared pen: where the system can fork, a forked process.

A prepared pen is objects of two worlds and of a file system in C; nothing copies those but the operating system.
"""

import gc
import json
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from boards.virtual.demo.screen_reader import lines
from tests.tools.fmea import phases, scene

CAN_FORK = hasattr(os, "fork")
CHUNK = 24
LONGEST_S = 300
SAGGING = ("REFERENCE:", "NTC:swapped", "reference:", "regulator:")  # faults of what the RP2040-Zero's supply has


@cache
def _prepared(phase: str, endstop: bool, sagging: bool):
    pen = phases.PHASES[phase](endstop, sagging)
    lines(pen.world.display.pixels())  # the reader learns its glyphs here, and not anew in every copy
    gc.collect()
    gc.freeze()  # the firmware collects garbage at each start: what is there already need not be walked
    return pen


def one(phase: str, faults: "list[tuple]", gap_ms: int = 0, endstop: bool = False) -> dict:
    """One scene on a copy of the prepared pen."""
    sagging = any(name.startswith(SAGGING) for name, _ in faults)
    if not CAN_FORK:
        return scene.play(phases.PHASES[phase](endstop, sagging), phase, faults, gap_ms)
    pen = _prepared(phase, endstop, sagging)
    inlet, outlet = os.pipe()
    child = os.fork()
    if not child:
        os.close(inlet)
        signal.alarm(LONGEST_S)  # a scene that never ends, ends
        try:
            answer = json.dumps(scene.play(pen, phase, faults, gap_ms))
        except BaseException as error:
            answer = json.dumps({"error": f"{type(error).__name__}: {error}"})
        os.write(outlet, answer.encode())
        os._exit(0)
    os.close(outlet)
    with os.fdopen(inlet, "rb") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    answer = json.loads(text or '{"error": "the scene did not end"}')
    if "error" in answer:
        raise RuntimeError(f"{phase}, {faults}: {answer['error']}")
    return answer


def both(phase: str, faults: "list[tuple]", gap_ms: int = 0) -> dict:
    """Without the end-stop, and where that made a difference once more with it."""
    try:
        row = one(phase, faults, gap_ms)
    except RuntimeError as error:
        return scene.failed(phase, faults, str(error))
    row["with_um"] = row["tip_um"]
    if row["tip_um"] > scene.CAP_UM:
        row["with_um"] = one(phase, faults, gap_ms, endstop=True)["tip_um"]
    return row


def _chunk(scenes: "list[tuple]") -> "list[dict]":
    return [both(*each) for each in scenes]


def all_of(scenes: "list[tuple]"):
    """Rows of (phase, faults, gap) scenes, in their order, as they come."""
    chunks = [scenes[at : at + CHUNK] for at in range(0, len(scenes), CHUNK)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for rows in pool.map(_chunk, chunks):
            yield from rows
