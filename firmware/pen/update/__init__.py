"""New firmware: received, verified, tried once, confirmed."""
