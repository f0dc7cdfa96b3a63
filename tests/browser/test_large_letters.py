"""A browser whose letters are twice as large, and text spaced as a reader may set it: nothing scrolls sideways, nothing is cut."""

import datetime as dt

import pytest

from tests.browser.conftest import FLAGS, PHONE, Person, shell
from tests.browser.test_access import SPACED, a_monday
from tests.browser.test_staff import staff

pytestmark = pytest.mark.browser
LISTS = ["queue/", "exceptions/", "waitlist/", "recalls/", "referrals/", "messages/", "patients/?q=a", "away/"]

# What is wider than where it stands: the page, or a table in it.
WIDE = """(() => { const wide = one => one.scrollWidth > one.clientWidth + 1;
  return [document.documentElement, ...document.querySelectorAll('main .scroll')].filter(wide)
    .map(one => `${one.tagName} ${one.className} ${one.scrollWidth} > ${one.clientWidth}`); })()"""
# As a busy day would have it: what badges and buttons say is longer.
LONGER = """document.querySelectorAll('main .badge, main .btn').forEach(one => one.append(' and what there is to be said beside it'))"""
# The lines of entries that lie lower than their entry ends, where nothing lets a reader come to them.
CUT = """[...document.querySelectorAll('.cal-said')].filter(one => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY !== 'visible')
  .map(one => one.textContent.replace(/\\s+/g, ' ').trim().slice(0, 40))"""


@pytest.fixture(scope="module")
def large(chromium):
    """A browser whose own letters are 32 pixels, twice the usual."""
    browser = chromium.browser_type.launch(
        executable_path=shell(), args=[*FLAGS, "--blink-settings=defaultFontSize=32"]
    )
    yield browser
    browser.close()


@pytest.mark.parametrize("path", LISTS)
def test_with_letters_twice_as_large_no_list_scrolls_sideways_on_a_phone(large, site, path):
    context = large.new_context(viewport=PHONE)
    who = Person(context.new_page(), site)
    who.sign_in("scheduler@cedar.example")
    who.go(f"console/{path}")
    assert who.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "30px"
    found = who.page.evaluate(WIDE)
    who.page.evaluate(LONGER)
    found += who.page.evaluate(WIDE)
    context.close()
    assert found == []


def test_control_what_is_too_wide_is_found(person):
    who = staff(person, viewport=PHONE)
    who.go("console/waitlist/")
    assert who.page.evaluate(WIDE) == []
    who.page.evaluate("""(() => {
        const line = document.createElement('p'); line.style.width = '900px'; line.textContent = 'x';
        document.querySelector('main').append(line); })()""")
    assert who.page.evaluate(WIDE) != []


def test_wider_spacing_cuts_no_entry_of_the_calendar(person):
    """WCAG 1.4.12: what an entry shows is there too for who sets the spacing of lines, letters, words and paragraphs."""
    who, shown = staff(person), 0
    for day in range(5):
        who.go(f"console/calendar/?date={a_monday() + dt.timedelta(days=day)}")
        shown += who.page.locator(".cal-said").count()
        before = set(who.page.evaluate(CUT))  # shown whole where the pointer or the focus is
        who.page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }",
            SPACED,
        )
        assert set(who.page.evaluate(CUT)) <= before, day
    assert shown > 5
