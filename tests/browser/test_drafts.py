"""What one of the staff has typed is there again when the session was over, wherever it was typed: in Chromium."""

import re

import pytest

from tests.browser.conftest import PASSWORD, PHONE
from tests.browser.journeys import patient_signs_in
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
    who.page.fill("#id_name", "Petra Half")
    is_over_and_signs_in_again(who, "admin")
    assert who.page.input_value("#id_name") == "Petra Half" and BACK in who.text()
    keys = who.page.evaluate("Object.keys(sessionStorage).filter(one => one.startsWith('draft '))")
    assert [one.split(" ", 2)[2] for one in keys] == ["/cedar/setup/staff/new/ id_name"]


def test_what_a_page_refused_is_kept_on(person):
    """By an answer in its place, and by one that leads to a page with the refusal: then until it is done."""
    who = staff(person, "admin")
    who.go("setup/staff/")
    who.page.fill("#id_name", "Petra Half")
    who.page.fill("#id_email", "scheduler@cedar.example")
    who.press("Add somebody")
    who.page.locator("[role=alert]").first.wait_for()
    assert who.page.input_value("#id_name") == "Petra Half"
    who.page.fill("#id_email", "petra.half@cedar.example")
    who.press("Add somebody")
    who.page.get_by_text("can sign in with this first password").wait_for()
    assert who.page.input_value("#id_name") == "" and BACK not in who.text()


def test_what_a_page_refused_stays_while_another_form_of_it_is_sent(person):
    who = staff(person, "admin")
    who.go("setup/staff/")
    who.page.fill("#id_name", "Petra Half")
    who.page.fill("#id_email", "scheduler@cedar.example")
    who.press("Add somebody")
    who.page.locator("[role=alert]").first.wait_for()
    row = who.page.locator("tr", has_text="scheduler@cedar.example").first
    row.locator("input[name=reason]").fill("looked at it")
    row.get_by_role("button", name="Save").click()
    who.page.wait_for_load_state("networkidle")
    assert who.page.input_value("#id_name") == "Petra Half" and BACK in who.text()


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


def a_patient_types(person, email, text):
    """At the reason for a visit, on a phone, when her session ends; and the page that says so."""
    who = person(PHONE)
    patient_signs_in(who, email)
    who.go("")
    who.page.locator("main").get_by_text("Follow-up").first.click()
    who.press("Continue")
    if "/ask/for/" in who.page.url:
        who.page.locator("main label.choice").first.click()
        who.press("Continue")
    who.page.locator("form[data-keep] textarea").wait_for()
    who.page.locator("form[data-keep] textarea").fill(text)
    loses(who, "frontdesk_session")
    who.press("Continue")
    who.page.get_by_text("You were signed out.").first.wait_for()
    return who


def signs_in_from_there(who, email):
    who.page.locator("main").get_by_role("link", name="Sign in").click()
    who.type("#id_contact", email)
    who.press("Send me a code")
    who.page.wait_for_url("**/sign-in/code/**")
    who.type("#id_code", who.code())
    who.press("Continue")
    who.page.wait_for_url(lambda url: "/sign-in/" not in url)


def test_a_patient_whose_session_ended_is_back_at_the_question_with_what_she_typed(person, stage):
    email = stage.waiting_with_an_offer()
    who = a_patient_types(person, email, "a cough since Monday")
    signs_in_from_there(who, email)
    assert "/ask/reason/" in who.page.url
    assert who.page.locator("form[data-keep] textarea").input_value() == "a cough since Monday" and BACK in who.text()
    who.press("Continue")
    who.page.wait_for_url(lambda url: "/ask/reason/" not in url)
    assert "Monday" not in who.page.evaluate("JSON.stringify(Object.entries(sessionStorage))")


def test_what_a_patient_typed_is_not_there_for_another_who_signs_in(person, stage):
    who = a_patient_types(person, stage.waiting_with_an_offer(), "a lump that frightens me")
    signs_in_from_there(who, stage.asked_for_more())
    assert "lump" not in who.page.evaluate("JSON.stringify(Object.entries(sessionStorage))")
    assert "lump" not in who.page.content()


def test_the_boxes_that_were_checked_are_named_and_not_checked_again(person):
    who = staff(person)
    who.go("console/book/new/")
    who.page.fill("#id_first", "Halina")
    who.page.check("#id_agreed")
    is_over_and_signs_in_again(who)
    assert not who.page.is_checked("#id_agreed")
    notice = who.page.locator("form .notice").inner_text()
    assert BACK in notice and "Check the boxes again, they are not kept: Patient agrees to be contacted here" in notice
    who.page.fill("#id_last", "Halfway")
    is_over_and_signs_in_again(who)
    assert "Patient agrees" in who.page.locator("form .notice").inner_text(), "still to be checked again"
    who.page.check("#id_agreed")
    who.page.uncheck("#id_agreed")
    is_over_and_signs_in_again(who)
    assert "Check the boxes" not in who.page.locator("form .notice").inner_text()


def test_with_nothing_but_a_box_checked_nothing_is_said_to_be_back(person):
    who = staff(person)
    who.go("console/book/new/")
    who.page.check("#id_agreed")
    is_over_and_signs_in_again(who)
    notice = who.page.locator("form .notice").inner_text()
    assert "Check the boxes again" in notice and BACK not in notice


def test_an_answer_that_gives_nothing_is_back(person, stage):
    """A yes or no to a question of the visit."""
    email = stage.waiting_with_an_offer()
    who = person(PHONE)
    patient_signs_in(who, email)
    who.go("")
    who.page.locator("main").get_by_text("New patient").first.click()
    who.press("Continue")
    for _ in range(8):
        if who.page.locator("form[data-keep] input[type=radio][name=answer]").count():
            break
        if who.page.locator("form[data-keep] input[type=radio]").count():
            who.page.locator("main label.choice").first.click()
        for one in who.page.locator("form[data-keep] textarea, form[data-keep] input[type=text]").all():
            one.fill("a cough")
        who.press("Continue")
        who.page.wait_for_load_state("load")
    radio = who.page.locator("form[data-keep] input[type=radio][name=answer]").last
    radio.check()
    loses(who, "frontdesk_session")
    who.press("Continue")
    signs_in_from_there(who, email)
    assert who.page.locator("form[data-keep] input[type=radio][name=answer]").last.is_checked() and BACK in who.text()


def a_referral(who):
    """One that may be accepted, open on its page."""
    who.go("console/referrals/new/")
    who.page.select_option("#id_visit_type", label="Procedure")
    name = f"Brandt{abs(hash(who)) % 10**6:06}".translate(str.maketrans("0123456789", "abcdefghij"))
    for field, value in (("first_name", "Olga"), ("last_name", name), ("phone", "312 555 3188"), ("why", "Lesion")):
        who.page.fill(f"#id_{field}", value)
    for field, value in (("0", "3"), ("1", "9"), ("2", "1951")):
        who.page.fill(f"#id_birth_date_{field}", value)
    who.page.select_option("#id_payer", label="Medicare")
    who.press("Save")
    who.page.get_by_text("The minimum is there").wait_for()


def test_of_two_forms_of_a_referral_neither_is_lost_when_the_other_is_pressed(person):
    """A note to call is added and what was typed beside it is there still; accepting takes it along."""
    who = staff(person)
    a_referral(who)
    who.page.fill("#id_why", "Lesion on the left arm")
    who.page.fill("input[name=what]", "Call the clinic for the pathology")
    who.press("Add")
    who.page.get_by_text("Call the clinic for the pathology").wait_for()
    assert who.page.input_value("#id_why") == "Lesion on the left arm" and BACK in who.text()
    who.page.get_by_role("button", name=re.compile("^Accept")).last.click()
    who.page.wait_for_url(re.compile(r"/requests/[0-9a-f-]+/$"))
    assert "Lesion on the left arm" in who.text()


def test_what_was_refused_with_accept_comes_along_when_it_is_pressed_again(person):
    """What the page gives back after a refusal is not saved either."""
    who = staff(person)
    a_referral(who)
    who.type("#id_why", "A spot on the left arm")
    who.type("#id_birth_date_2", "2951")
    who.page.get_by_role("button", name=re.compile("^Accept")).last.click()
    who.page.locator("#id_birth_date_2[aria-invalid=true]").wait_for()
    with who.page.expect_request(lambda sent: sent.method == "POST") as again:
        who.page.get_by_role("button", name=re.compile("^Accept")).last.click()
    assert "A spot on the left arm" in again.value.post_data
    who.page.locator("#id_birth_date_2[aria-invalid=true]").wait_for()
    assert who.page.input_value("#id_why") == "A spot on the left arm"


@pytest.mark.parametrize("whole", [True, False], ids=["may be accepted", "lacks what is needed"])
def test_what_was_typed_of_a_referral_stays_when_a_call_is_written_down(person, whole):
    """On the telephone both are typed at once: what the clinic says, and that it was reached."""
    who = staff(person)
    if whole:
        a_referral(who)
    else:
        who.go("console/referrals/new/")
        who.page.fill("#id_last_name", "Lackinger")
        who.press("Save")
        who.page.get_by_text("What we know").wait_for()
    typed = {"#id_first_name": "Half", "#id_birth_date_2": "1952", "#id_phone": "312 555 3177"}
    for field, value in typed.items():
        who.page.fill(field, value)
    who.page.fill('input[name="what"]', "Call the clinic")
    who.press("Add")
    assert {field: who.page.input_value(field) for field in typed} == typed
    calls = who.page.locator('form[action*="/done/"]').first
    calls.get_by_role("button", name="Save").click()
    who.page.wait_for_load_state()
    assert {field: who.page.input_value(field) for field in typed} == typed


WEEK = "[...document.querySelectorAll('.week input')].filter(one => one.checked).map(one => one.value)"


def test_what_was_painted_in_a_week_is_back_after_the_language_was_switched(person):
    who = staff(person, "manager")
    who.go("setup/hours/chen/")
    before = who.page.evaluate(WEEK)
    every = who.page.eval_on_selector_all(".week input", "boxes => boxes.map(one => one.value)")
    began, taken = next(one for one in every if one not in before), before[0]
    for name in (began, taken):
        cell = who.page.locator(f".week td:has(input[value='{name}'])")
        cell.scroll_into_view_if_needed()
        box = cell.bounding_box()
        who.page.mouse.move(box["x"] + 8, box["y"] + 8)
        who.page.mouse.down()
        who.page.mouse.up()
    after = who.page.evaluate(WEEK)
    assert sorted({*before, *after} - ({*before} & {*after})) == sorted([began, taken])
    who.press("Español")
    who.page.wait_for_load_state("load")
    assert who.page.evaluate("document.documentElement.lang") == "es" and who.page.evaluate(WEEK) == after
    who.press("English")
    who.page.wait_for_load_state("load")
    assert who.page.evaluate(WEEK) == after and BACK in who.text()
    who.page.get_by_role("button", name="Start over").click()
    assert who.page.evaluate(WEEK) == before
