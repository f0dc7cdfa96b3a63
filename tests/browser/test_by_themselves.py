"""What a page does by itself: a way back goes away when it is over, and a form that answered with a file shows its page anew."""

import re

import pytest

from tests.browser.test_staff import book, staff

pytestmark = pytest.mark.browser

HALF_GOOD = "Key,Last Name,First Name,DOB\nK-1,Okwu,Tobias,1970-05-06\nK-2,Broken,Line,not a date\n"


def test_a_way_back_goes_away_when_its_time_is_over_and_the_focus_stays_near(person, site):
    who = staff(person)
    book(who, site)
    who.page.locator("summary", has_text="Cancel").first.click()
    who.page.fill("#why", "pressed by mistake")
    who.press("Cancel the appointment")
    undo = who.page.locator(".toast form[data-goes-in]")
    undo.wait_for()
    undo.locator("button").focus()
    undo.wait_for(state="detached", timeout=12_000)
    assert who.page.locator("form[action*='/undo/']").count() == 0
    assert who.page.evaluate("document.activeElement.classList.contains('toast')")


def open_import(who):
    if not who.page.locator("#import-file").is_visible():
        who.page.locator("details:has(#import-file) > summary").first.click()


def test_the_page_is_shown_anew_when_the_file_that_a_form_answered_with_is_there(person, site):
    who = staff(person)
    who.go("console/referrals/")
    open_import(who)
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": HALF_GOOD.encode()}
    who.page.set_input_files("#import-file", file)
    who.press("Look at it first")
    who.page.get_by_text("1 line cannot be taken over").wait_for()
    open_import(who)
    who.page.set_input_files("#import-file", file)
    with who.page.expect_download() as got:
        who.press("Take over the good lines, download the others")
    assert got.value.suggested_filename.endswith(".csv")
    who.page.get_by_text(re.compile("1 line was not taken over")).wait_for(timeout=5000)
    assert who.page.get_by_text("Tobias Okwu").first.is_visible()
