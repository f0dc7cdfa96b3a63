"""What one of the staff has typed is there again when the session was over, wherever it was typed: in Chromium."""

import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.test_staff import calendar_of, loses, staff

pytestmark = pytest.mark.browser
BACK = "did not save is back"


def is_over_and_signs_in_again(who, role="scheduler"):
    """The session ends, the next page asks for the password, and they are where they were."""
    loses(who, "frontdesk_session")
    who.page.reload()
    who.page.wait_for_url("**/sign-in/**")
    who.page.fill("#id_email", f"{role}@cedar.example")
    who.page.fill("#id_password", PASSWORD)
    who.press("Sign in")
    who.page.wait_for_url(lambda url: "/sign-in/" not in url)


def opens_in_a_drawer(who, path):
    who.page.locator(f'a.cal-appt[href$="/{path}"]').first.click()
    drawer = who.page.locator("dialog#drawer")
    drawer.get_by_text("Who changed this, and why").wait_for()
    return drawer


def test_what_was_typed_in_a_drawer_is_back_in_the_drawer(person, site, stage):
    who = staff(person)
    path = stage.visit_today()
    calendar_of(who, path)
    drawer = opens_in_a_drawer(who, path)
    drawer.locator("#why").evaluate("one => { one.closest('details').open = true }")
    drawer.locator("#why").fill("The mother called, a fever")
    is_over_and_signs_in_again(who)
    assert "/calendar/" in who.page.url
    drawer = opens_in_a_drawer(who, path)
    assert drawer.locator("#why").input_value() == "The mother called, a fever"
    assert drawer.locator("#why").is_visible() and BACK in drawer.inner_text()


def test_a_form_without_a_name_of_its_own_keeps_what_is_typed_where_the_tests_say(person):
    who = staff(person, "admin")
    who.go("setup/staff/")
    who.page.fill("#name", "Petra Half")
    is_over_and_signs_in_again(who, "admin")
    assert who.page.input_value("#name") == "Petra Half" and BACK in who.text()
    keys = who.page.evaluate("Object.keys(sessionStorage).filter(one => one.startsWith('draft '))")
    assert [one.split(" ", 2)[2] for one in keys] == ["/cedar/setup/staff/new/ name"]


def test_what_a_page_refused_is_kept_on(person):
    """By an answer in its place, and by one that leads to a page with the refusal: then until it is done."""
    who = staff(person, "admin")
    who.go("setup/staff/")
    who.page.fill("#name", "Petra Half")
    who.page.fill("#email", "scheduler@cedar.example")
    who.press("Add somebody")
    who.page.locator("[data-refused]").first.wait_for()
    assert who.page.input_value("#name") == "Petra Half" and BACK in who.text()
    who.page.fill("#email", "petra.half@cedar.example")
    who.press("Add somebody")
    who.page.get_by_text("can sign in with this first password").wait_for()
    assert who.page.input_value("#name") == "" and BACK not in who.text()


def test_what_came_back_with_a_refusal_outlives_the_session(person):
    who = staff(person)
    who.go("console/book/new/")
    who.page.fill("#id_first", "Halina")
    who.press("Make the record")
    who.page.locator("[aria-invalid]").first.wait_for()
    who.page.fill("#id_last", "Halfway")
    is_over_and_signs_in_again(who)
    who.go("console/book/new/")
    assert who.page.input_value("#id_first") == "Halina" and who.page.input_value("#id_last") == "Halfway"
