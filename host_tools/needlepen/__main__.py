"""`python -m needlepen`."""

from .cli import main

main()
