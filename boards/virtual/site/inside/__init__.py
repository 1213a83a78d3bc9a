"""What runs on MicroPython in the page's worker, besides the world."""
