"""Tours: what a visitor of the page is shown, as tables that tests play, too. CPython only.

**To add a tour:** a file with a `TOUR` here, and its name below. `python -m boards.virtual.tours NAME` plays and prints
it. Its times are fixed, so it is the same log on every pen; a step that comes too early says so.
"""

from boards.virtual.tours import break_it, first_treatment, sophia

TOURS = (first_treatment.TOUR, break_it.TOUR, sophia.TOUR)
