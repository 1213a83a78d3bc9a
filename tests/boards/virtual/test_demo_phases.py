"""What the demo claims is true whenever a person acts, not only at the moments of the one run that is told.

Scenes with moving needles are played by a person who is a little later at every act, by a random time.
"""

import io
import random
import sys

import pytest
from needlepen.codec import frame_of, messages
from rich.console import Console

from boards.virtual.demo import refusals, steps, treatment
from boards.virtual.demo.laptop import Laptop
from boards.virtual.demo.stage import Stage
from boards.virtual.demo.story import Story
from boards.virtual.handle import VirtualPen

LATEST_MS = 200  # twenty turns of the pen's loop, and more than the time between two looks at any sensor
REST_DAYS = 30


class UnhurriedPen(VirtualPen):
    """A pen in the hands of a person who waits for a random time before every act."""

    acts = ("press", "button", "touch", "insert", "eject")
    chance: "random.Random | None" = None

    def do(self, command: str, **words) -> object:
        if self.chance and command in self.acts:
            super().do("run", ms=self.chance.randrange(LATEST_MS))
        return super().do(command, **words)


def _tell_date(stage: Stage) -> None:
    """What a laptop would do: it tells the pen the date."""
    pen = stage.pen
    pen.do("usb", on=True)
    pen.run(500)
    pen.do("in_step", on=True)
    payload = messages.encode(messages.SET_WALL, pen.look()["unix_s"])
    pen.do("carry", sent=frame_of(messages.SET_WALL, 1, payload).hex(), at_most_ms=1_000)
    pen.do("in_step", on=False)
    pen.do("usb", on=False)
    stage.until_reads("START")


def _rest(stage: Stage) -> None:
    """A month later, up to START, with every question answered and the tip disinfected."""
    stage.drawer(REST_DAYS)
    steps.wake(stage, "START", "Last time")
    if "START" not in " ".join(stage.words):
        steps.answer(stage, *steps.CALM)
        stage.until_reads("START")
    steps.to_start(stage)
    steps.ask(stage)
    stage.until_reads("Today", "Last time")
    if "Today" not in " ".join(stage.words):
        steps.answer(stage, *steps.CALM)
        stage.until_reads("Today")
    steps.answer(stage, *steps.WELL)
    stage.until_reads("Disinfect")
    steps.disinfect(stage)


@pytest.mark.parametrize("seed", range(1, 5))
def test_every_claim_about_moving_needles_holds_at_every_phase(seed, tmp_path):
    with UnhurriedPen(sys.executable) as pen:
        pen.do("new", seed=seed)
        story = Story(tmp_path, Console(file=io.StringIO(), width=100), 0)
        stage = Stage(pen, story, Laptop(tmp_path / "unused.db", False, 140))
        treatment.wake(stage)
        _tell_date(stage)
        pen.chance = random.Random(seed)
        treatment.rehearsal(stage)
        treatment.about_you(stage)
        treatment.disinfection(stage)
        treatment.first_treatment(stage)
        _rest(stage)
        treatment.power_cut(stage)
        refusals.broken_sensor(stage)
        story.finish({})
    assert all(claim["true"] for claim in story.claims)
    told = [claim["claim"] for claim in story.claims]
    assert len(told) > 35
    for one in ("off the skin: within a second the needles are off", "the drive was dead within 40 ms"):
        assert one in told
