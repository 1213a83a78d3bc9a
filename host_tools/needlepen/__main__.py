"""`python -m needlepen`."""

from .cli.main import main

main()
