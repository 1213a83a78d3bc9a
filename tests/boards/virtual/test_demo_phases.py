"""What the demo claims is true whenever a person acts, not only at the moments of the one run that is told.

Scenes with moving needles are played by a person who is a little later at every act, by a random time.
"""

import io
import random
import sys

import pytest
from needlepen.codec import frame_of, messages
from rich.console import Console

from boards.virtual.demo.laptop import Laptop
from boards.virtual.demo.scene_player import ScenePlayer
from boards.virtual.demo.scenes import refusals, treatment, treatment_steps
from boards.virtual.demo.transcript import Transcript
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


def _tell_date(player: ScenePlayer) -> None:
    """What a laptop would do: it tells the pen the date."""
    pen = player.pen
    pen.do("usb", on=True)
    pen.run(500)
    pen.do("in_step", on=True)
    payload = messages.encode(messages.SET_WALL, pen.look()["unix_s"])
    pen.do("carry", sent=frame_of(messages.SET_WALL, 1, payload).hex(), at_most_ms=1_000)
    pen.do("in_step", on=False)
    pen.do("usb", on=False)
    player.wait_until_reads("START")


def _rest(player: ScenePlayer) -> None:
    """A month later, up to START, with the check-in answered; today's questions are left for the next scene."""
    player.put_away(REST_DAYS)
    treatment_steps.wake(player, "START", "Last time")
    if "START" not in " ".join(player.words):
        treatment_steps.answer(player, *treatment_steps.CALM)
        player.wait_until_reads("START")
    treatment_steps.to_start(player)
    treatment_steps.ask(player)
    player.wait_until_reads("Today", "Last time")
    if "Today" not in " ".join(player.words):
        treatment_steps.answer(player, *treatment_steps.CALM)
        player.wait_until_reads("Today")
    player.hold("SELECT", 1_400, note="left")
    player.wait_until_reads("A step is missing")
    player.pen.run(7_500)


@pytest.mark.parametrize("seed", range(1, 5))
def test_every_claim_about_moving_needles_holds_at_every_phase(seed, tmp_path):
    with UnhurriedPen(sys.executable) as pen:
        pen.do("new", seed=seed)
        transcript = Transcript(tmp_path, Console(file=io.StringIO(), width=100), 0)
        player = ScenePlayer(pen, transcript, Laptop(tmp_path / "unused.db", False, 140))
        treatment.wake(player)
        _tell_date(player)
        pen.chance = random.Random(seed)
        treatment.rehearsal(player)
        treatment.about_you(player)
        treatment.disinfection(player)
        treatment.first_treatment(player)
        _rest(player)
        treatment.power_cut(player)
        refusals.broken_sensor(player)
        transcript.finish({})
    assert all(claim["true"] for claim in transcript.claims)
    told = [claim["claim"] for claim in transcript.claims]
    assert len(told) > 35
    for one in ("off the skin: within a second the needles are off", "the drive was dead within 40 ms"):
        assert one in told
