"""A real browser for the dashboard: whether there is one, the sizes of its window, and what axe-core says of a page."""

from tests.host_tools import dashboards

MISSING = dashboards.missing()
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
WIDTHS = (PHONE, {"width": 768, "height": 1024}, DESK)


def judged(page):
    """What axe-core's rules for WCAG 2.2 A and AA say of the page as it is."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]})
    return [
        (rule["id"], node["html"][:120], node["failureSummary"])
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
