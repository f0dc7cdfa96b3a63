"""Focus, what is said, targets, spacing and forced colours: what only a browser can show, and axe does not look for."""

import datetime as dt
import re

import pytest

from tests import factory as f
from tests.browser.conftest import DESK, PHONE
from tests.browser.journeys import established_patient, patient_signs_in
from tests.browser.test_staff import book, calendar_of, staff

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.getAttribute(%r)"

# Every link and button that lies outside of a sentence, with its size: WCAG 2.5.8 leaves out what stands in a line of text.
SMALL = """least => [...document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden]), textarea')].filter(one => {
  const box = (one.closest('label') ?? one).getBoundingClientRect();
  if (!box.width || !box.height || box.right < 0 || one.closest('.trap, .skip, dialog:not([open])') || one.matches('.skip')) return false;
  if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('[aria-hidden=true]')) return false;
  const around = [...one.parentElement.childNodes].some(near => near.nodeType === 3 && near.textContent.trim().length > 2);
  if (around && getComputedStyle(one).display === 'inline') return false;
  return box.height < least - 0.5;
}).map(one => `${one.tagName} ${one.className} "${one.textContent.trim().slice(0, 30)}" ${Math.round(one.getBoundingClientRect().height)}`)"""

# WCAG 1.4.12: the spacing that a reader may set.
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"


def a_monday() -> dt.date:
    """The next one: somebody has hours then, whatever day it is."""
    today = f.day(0)
    return today + dt.timedelta(days=7 - today.weekday())


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


# How far each link of a list of errors lies below the one before it: a target may be smaller only if it is so far from others (WCAG 2.5.8).
APART = """[...document.querySelectorAll('.notice-bad li > a')].map(one => one.getBoundingClientRect()).flatMap((box, at, all) =>
  [box.height, ...(at ? [box.top + box.height / 2 - all[at - 1].top - all[at - 1].height / 2] : [])])"""


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_links_of_a_list_of_errors_are_24_pixels_apart(person, viewport):
    who = staff(person, "admin", viewport=viewport)
    who.go("setup/staff/")
    who.page.locator("form", has=who.page.locator("#id_name")).evaluate(
        "form => { form.noValidate = true; form.requestSubmit(); }"
    )
    who.page.locator(".notice-bad li").first.wait_for()
    measured = who.page.evaluate(APART)
    assert len(measured) >= 3 and min(measured) >= 24, measured


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


# The contrast of two colours as they are drawn (WCAG 2.2: (lighter + 0.05) / (darker + 0.05)).
CONTRAST = """([one, other]) => {
  const light = color => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d'); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    const part = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_working_hours_differ_from_all_else_by_an_edge_that_everybody_sees(person, theme):
    """WCAG 1.4.11: what says where somebody works has 3:1 against both grounds, at its ends and along its side."""
    who = staff(person, theme=theme)
    assert round(who.page.evaluate(CONTRAST, ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]), 1) == 21.0  # positive control
    who.go(f"console/calendar/?date={a_monday()}")  # on a Sunday nobody is there
    who.page.locator(".cal-open").first.wait_for()
    grounds = who.page.evaluate("""(() => { const open = document.querySelector('.cal-open'), style = getComputedStyle(open);
        return { inside: style.backgroundColor, outside: getComputedStyle(open.closest('.cal-body')).backgroundColor,
                 edges: ['Top', 'Bottom', 'Left'].map(side => [style[`border${side}Color`], parseFloat(style[`border${side}Width`]), style[`border${side}Style`]]) } })()""")
    for color, width, style in grounds["edges"]:
        assert width >= 2 and style == "solid"
        for ground in (grounds["inside"], grounds["outside"]):
            assert who.page.evaluate(CONTRAST, [color, ground]) >= 3, (color, ground)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "without scripts"])
def test_the_menu_of_staff_on_a_phone_is_one_line_until_its_button_is_pressed(person, javascript):
    who = staff(person, viewport=PHONE, javascript=javascript)
    who.go("console/queue/")
    assert who.page.locator(".shell > nav").bounding_box()["height"] <= 62
    calendar = who.page.locator(".shell > nav").get_by_role("link", name="Calendar")
    assert not calendar.is_visible()
    assert who.page.locator(".shell > nav").get_by_role("link", name="Find").is_visible()
    who.page.locator(".menu summary").click()
    calendar.click()
    who.page.wait_for_url("**/console/calendar/**")
    who.page.set_viewport_size(DESK)
    assert who.page.locator(".shell > nav").get_by_role("link", name="Queue").is_visible()
    assert not who.page.locator(".menu summary").is_visible()


@pytest.mark.parametrize(
    "path", ["console/queue/?state=awaiting_approval", "console/queue/?state=approved", "console/exceptions/"]
)
def test_no_badge_is_cut_off_on_a_phone(person, path):
    who = staff(person, viewport=PHONE)
    who.go(path)
    cut = who.page.evaluate("""[...document.querySelectorAll('.badge')].filter(one => one.checkVisibility()).filter(one => {
        for (let around = one.parentElement; around; around = around.parentElement) {
            if (getComputedStyle(around).overflowX === 'visible') continue;
            const [inner, outer] = [one.getBoundingClientRect(), around.getBoundingClientRect()];
            if (inner.right > outer.right + 1 || inner.left < outer.left - 1) return true;
        }
        return one.getBoundingClientRect().right > window.innerWidth;
    }).map(one => one.textContent.trim())""")
    assert cut == []
