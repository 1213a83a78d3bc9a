"""The rules of the pen: pure, integers only, no hardware, no time source, no files."""
