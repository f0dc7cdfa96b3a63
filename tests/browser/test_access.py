"""Focus, what is said, targets, spacing and forced colours: what only a browser can show, and axe does not look for."""

import re

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.journeys import established_patient, patient_signs_in
from tests.browser.test_staff import book, calendar_of, staff

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.getAttribute(%r)"

# Every link and button that lies outside of a sentence, with its size: WCAG 2.5.8 leaves out what stands in a line of text.
SMALL = """least => [...document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden]), textarea')].filter(one => {
  const box = (one.closest('label') ?? one).getBoundingClientRect();
  if (!box.width || !box.height || box.right < 0 || one.closest('.trap, .skip, dialog:not([open])') || one.matches('.skip')) return false;
  if (!one.checkVisibility({ visibilityProperty: true })) return false;
  const around = [...one.parentElement.childNodes].some(near => near.nodeType === 3 && near.textContent.trim().length > 2);
  if (around && getComputedStyle(one).display === 'inline') return false;
  return box.height < least - 0.5;
}).map(one => `${one.tagName} ${one.className} "${one.textContent.trim().slice(0, 30)}" ${Math.round(one.getBoundingClientRect().height)}`)"""

# WCAG 1.4.12: the spacing that a reader may set.
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"


def test_after_a_form_that_failed_the_summary_has_the_focus_its_links_lead_to_controls_and_the_title_says_so(person):
    who = person(PHONE)
    who.go("")
    who.press("Continue")
    assert who.page.title().startswith("Error: ")
    assert who.page.evaluate(FOCUSED % "role") == "alert"
    who.page.get_by_label("New patient visit").check()
    who.press("Continue")
    who.press("Continue")
    assert who.page.title().startswith("Error: ") and who.page.evaluate(FOCUSED % "role") == "alert"
    for link in who.page.locator(".notice-bad a").all():
        link.click()
        assert who.page.evaluate("document.activeElement.matches('input, textarea, select')"), link.get_attribute(
            "href"
        )
    field = who.page.get_by_role("group", name="Date of birth")
    assert "3 27 1946" in field.evaluate(
        "one => document.getElementById(one.getAttribute('aria-describedby').split(' ')[0]).textContent"
    )


def cancel(who, path: str) -> None:
    who.go(path)
    who.page.locator("details", has=who.page.locator("#why")).locator("summary").click()
    who.page.fill("#why", "The clinic is closed")
    who.press("Cancel the appointment")


def test_after_a_press_what_was_done_has_the_focus(person, site):
    who = staff(person, "desk")
    cancel(who, book(who, site))
    who.page.locator(".toast").wait_for()
    assert "ancel" in who.page.evaluate("document.activeElement.textContent")
    assert who.page.evaluate("document.activeElement.matches('.toast')")


def test_a_change_by_somebody_else_keeps_the_focus_where_it_was_and_is_said_once(person, site):
    maria, dana = staff(person), staff(person, "desk")
    path, other = book(maria, site), book(maria, site)
    calendar_of(dana, path)
    gone = dana.page.locator(f'a.cal-appt[href$="/{path}"]').first
    kept = dana.page.locator(f'a.cal-appt:not([href$="/{path}"]), a.cal-empty').last
    kept.focus()
    focused = dana.page.evaluate("document.activeElement.href")
    dana.page.wait_for_timeout(500)  # the stream is open
    dana.page.evaluate("""window.told = []; new MutationObserver(() => { const text = document.querySelector('[data-say]').textContent;
        if (text) window.told.push(text); }).observe(document.querySelector('[data-say]'), { childList: true, characterData: true, subtree: true })""")
    cancel(maria, path)
    gone.wait_for(state="detached")
    assert dana.page.evaluate("document.activeElement.href") == focused
    dana.page.wait_for_timeout(400)
    told = dana.page.evaluate("window.told")
    assert len(told) == 1 and told[0].startswith("No longer in the list:"), told
    calendar_of(dana, other)
    dana.page.locator(f'a.cal-appt[href$="/{other}"]').first.focus()
    dana.page.wait_for_timeout(500)
    cancel(maria, other)
    dana.page.locator(f'a.cal-appt[href$="/{other}"]').first.wait_for(state="detached")
    assert dana.page.evaluate("document.querySelector('#sheet').contains(document.activeElement)"), (
        "what stands there now has it"
    )


def test_the_calendar_is_one_tab_stop_in_order_of_time_with_its_hours_in_words(person, site):
    who = staff(person)
    calendar_of(who, book(who, site))
    stops = who.page.evaluate(
        "[...document.querySelectorAll('.cal, .cal *')].filter(one => one.tabIndex >= 0 && !one.closest('.cal-head')).length"
    )
    assert stops == 1
    rows = who.page.evaluate("""[...document.querySelectorAll('[data-body]')].map(body =>
        [...body.querySelectorAll('a, button')].map(one => parseInt(getComputedStyle(one).gridRowStart)))""")
    assert any(rows) and all(column == sorted(column) for column in rows)
    heads = who.page.locator("[data-column] .cal-head").all_inner_texts()
    assert any(re.search(r"\d:\d\d AM–\d+:\d\d PM|No hours", head) for head in heads)
    tops = who.page.evaluate(
        "[...document.querySelectorAll('.cal-body')].map(one => Math.round(one.getBoundingClientRect().top))"
    )
    assert len(set(tops)) == 1, "the columns begin at one height"
    who.page.locator(".cal [tabindex='0']").first.focus()
    who.page.keyboard.press("ArrowDown")
    assert who.page.evaluate("document.activeElement.tabIndex") == 0


def test_what_patients_press_is_44_pixels_high(person, site):
    who = person(PHONE)
    for path in ("", "sign-in/"):
        who.go(path)
        assert who.page.evaluate(SMALL, 44) == [], path
    patient_signs_in(who, established_patient(site))
    for path in ("home/", "documents/", "preferences/"):
        who.go(path)
        assert who.page.evaluate(SMALL, 44) == [], path


@pytest.mark.parametrize(
    "path", ["console/queue/", "console/calendar/", "console/patients/?q=a", "console/exceptions/", "console/book/"]
)
def test_what_staff_press_is_24_pixels_high(person, path):
    who = staff(person)
    who.go(path)
    assert [one for one in who.page.evaluate(SMALL, 24) if "cal-" not in one] == []


def test_wider_spacing_cuts_nothing_off_at_the_calendars_heads(person):
    who = staff(person)
    who.go("console/calendar/")
    who.page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }",
        SPACED,
    )
    cut = who.page.evaluate("""[...document.querySelectorAll('.cal-head, .cal-head *')]
        .filter(one => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY !== 'visible').map(one => one.textContent)""")
    assert cut == []
    assert who.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_in_forced_colours_a_painted_hour_differs_from_an_empty_one(person):
    who = staff(person, "manager")
    who.page.emulate_media(forced_colors="active")
    who.go("setup/hours/chen/")
    grounds = who.page.evaluate("""[...document.querySelectorAll('.week input')].map(box =>
        [box.checked, getComputedStyle(box.nextElementSibling).backgroundColor])""")
    painted, empty = ({color for on, color in grounds if on is which} for which in (True, False))
    assert painted and empty and not painted & empty


def test_the_browsers_own_size_of_letters_is_kept(person):
    who = person(DESK)
    who.go("")
    sheets = who.page.evaluate(
        "[...document.styleSheets].flatMap(one => [...one.cssRules].map(rule => rule.cssText)).join('\\n')"
    )
    assert re.findall(r"font(?:-size)?:[^;}]*?\b1[0-9]px", sheets) == []
