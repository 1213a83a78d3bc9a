"""What moves, wears, warms, empties and presses: everything around the chips. None of it knows the firmware."""
