"""`make demo`: the whole story on the virtual pen. Scenes: `treatment`, `refusals`, `history`."""
