"""Lets `python -m needlepen` do what the command `needlepen` does."""

from .cli.main import main

main()
