"""Everybody can read the dashboard: rules of accessibility, landmarks, keyboard, enlargement, in a real browser.

Needs Playwright and Chromium (`make browser-setup`); without them it is skipped, and says so.
"""

import pytest

from tests.host_tools import dashboards
from tests.host_tools.dashboard.browser import MISSING, PHONE, WIDTHS, judged

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"the dashboard in a browser: {MISSING}"),
    pytest.mark.usefixtures("then"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", WIDTHS, ids=lambda size: str(size["width"]))
def test_it_obeys_the_rules_of_accessibility(visit, history, pen, viewport, scheme):
    with dashboards.dashboard(history, pen.url) as url:
        page = visit(url, viewport, scheme)
        page.get_by_role("button", name="Tell the pen").wait_for()
        assert judged(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"], "it has to be scrolled sideways"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_so_does_it_with_nothing_and_with_errors(visit, tmp_path, scheme):
    with dashboards.dashboard(tmp_path / "none.db", "socket://127.0.0.1:1") as url:
        page = visit(url, PHONE, scheme)
        page.get_by_text("Nothing answers at").wait_for()
        assert page.get_by_role("heading", level=1).inner_text() == "Plug the pen in"
        assert judged(page) == []
        page.get_by_role("button", name="Write it down").click()  # an empty entry
        page.get_by_role("alert").filter(has_text="nothing to write down").wait_for()
        assert judged(page) == []
        page.wrong[:] = [text for text in page.wrong if "400" not in text]


def test_it_has_the_landmarks_and_headings_of_a_page(visit, history, pen):
    with dashboards.dashboard(history, pen.url) as url:
        page = visit(url)
        page.get_by_role("button", name="Sync again").wait_for()
        for role in ("banner", "main", "contentinfo"):
            assert page.get_by_role(role).count() == 1, role
        assert page.get_by_role("heading", level=1).count() == 1
        regions = [
            page.get_by_role("region", name=name, exact=True) for name in ("The pen", "Check-in", "Diary", "Sessions")
        ]
        assert [region.count() for region in regions] == [1, 1, 1, 1]
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels
        for picture in page.get_by_role("img").all():
            name = picture.get_attribute("alt") or picture.get_attribute("aria-label") or picture.text_content()
            assert name and name.strip()


def test_the_keyboard_is_enough(visit, history, pen):
    """Skip link first; every control in the order in which it is seen; the ring around it is visible."""
    with dashboards.dashboard(history, pen.url) as url:
        page = visit(url)
        page.get_by_role("button", name="Sync again").wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the answer"
        seen = []
        for _ in range(40):
            page.keyboard.press("Tab")
            here = page.evaluate(
                """() => { const e = document.activeElement; if (!e || e === document.body) return null;
                const shown = e.matches('.rate input') ? e.nextElementSibling : e, s = getComputedStyle(shown);
                return [e.tagName + (e.name ? ' ' + e.name : '') , (e.labels?.[0] || e).textContent.trim(),
                        s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2]; }"""
            )
            if here is None:
                break
            seen.append(here)
        assert all(ring for _, _, ring in seen), [one for one in seen if not one[2]]
        order = [name for _, name, _ in seen]
        wanted = [
            "Sync again",
            "All calm",
            "It bled",
            "Tell the pen",
            "How is the skin today?",
            "On another day",
            "Photo",
            "Write it down",
        ]
        places = [order.index(name) for name in wanted]
        assert places == sorted(places)


def test_it_can_be_enlarged_four_times(visit, history):
    """WCAG 1.4.10: 320 CSS pixels wide, nothing is lost and nothing scrolls sideways."""
    with dashboards.dashboard(history) as url:
        page = visit(url, {"width": 320, "height": 256})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.get_by_role("button", name="Write it down").is_visible()
