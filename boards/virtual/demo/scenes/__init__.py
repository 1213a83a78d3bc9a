"""The scenes of the demo. Each takes the player, acts, and claims what must be true."""
