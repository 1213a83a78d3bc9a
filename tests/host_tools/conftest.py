"""For the tests of the laptop tool: a scripted pen is asked more often than a real one, as its time goes by faster."""

import pytest


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Between two repetitions of what a person at the pen has to agree to."""
    from needlepen.link import consent

    monkeypatch.setattr(consent, "ASK_S", 0.02)


@pytest.fixture
def nobody(monkeypatch):
    """Scripted pens give up soon: nobody is there to press anything."""
    from pen.link import consent

    monkeypatch.setattr(consent, "_WAIT", 200)
