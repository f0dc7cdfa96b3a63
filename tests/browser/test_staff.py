"""The staff's journeys in Chromium: queue, calendar, drawer, live changes, keys, files that open without us."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from urllib.parse import parse_qs, urljoin

import pytest

from tests.browser.conftest import DESK, PASSWORD, PHONE
from tests.browser.journeys import Keyboard, caller_with_room, patient_signs_in
from tests.browser.staging import work_off
from tests.browser.test_scorecard import _weekday_ahead
from tests.conftest import server

pytestmark = pytest.mark.browser
APPOINTMENT = re.compile(r"/appointments/[0-9a-f-]+/$")


def open_first(who):
    """The first row's page, once it listens to keys."""
    who.page.locator("[data-row]").first.click()
    who.page.wait_for_url(re.compile("/(requests|referrals)/"))
    who.page.wait_for_load_state("load")


def staff(person, role="scheduler", viewport=DESK, **how):
    who = person(viewport, **how)
    who.sign_in(f"{role}@cedar.example")
    return who


def times_for_a_caller(who, site, visit: str) -> None:
    """The page of times for a caller who is known."""
    name = caller_with_room(site)
    who.go("console/book/")
    who.page.fill("#q", name)
    who.page.get_by_role("link", name=re.compile(name)).click()
    who.page.select_option("#visit", label=visit)
    who.press("Show times")
    who.page.fill("#id_reason-answer", "Their yearly check")


def book(who, site, visit="Annual physical") -> str:
    """They get one of the first times; the path of the appointment."""
    times_for_a_caller(who, site, visit)
    times = who.page.locator("button.time")
    times.first.wait_for()
    times.nth(min(3, times.count() - 1)).click()  # late in the day few may be left on its first page
    who.page.wait_for_url(APPOINTMENT)
    return who.page.url.split("/cedar/")[1]


def book_ahead(who, site, visit="Annual physical") -> str:
    """They are booked two weeks ahead or more, where the same provider has other times that day too: the path of the appointment."""
    times_for_a_caller(who, site, visit)
    who.press("Choose in the calendar")
    who.page.wait_for_url("**/console/calendar/**")
    calendar = re.sub(r"&?date=[^&]*", "", who.page.url)
    for days in range(15, 30):
        who.page.goto(f"{calendar}&date={_weekday_ahead(days)}")
        free = who.page.locator("button.cal-fits ~ button.cal-fits")  # the second of two
        if free.count():
            break
    free.first.click()  # what the caller answered is kept: it books
    who.page.wait_for_url(APPOINTMENT)
    return who.page.url.split("/cedar/")[1]


def calendar_of(who, path: str) -> None:
    who.go(path)
    href = who.page.locator('main a[href*="console/calendar/?date="]').first.get_attribute("href")
    who.page.goto(who.site.url(href))


# The calendar -----------------------------------------------------------------------------------------------


def test_what_somebody_else_changes_appears_in_the_calendar_by_itself(person, site, stage):
    maria, dana = staff(person), staff(person, "desk")
    path = stage.visit_today()
    calendar_of(dana, path)
    card = dana.page.locator(f'a.cal-appt[href$="/{path}"]')
    card.first.wait_for()
    dana.page.wait_for_timeout(500)  # the stream is open
    maria.go(path)
    maria.press("Check in")
    dana.page.locator(f'a.cal-appt.tone-indigo[href$="/{path}"]').first.wait_for()


def test_the_drawer_opens_beside_the_calendar_and_acts_and_comes_back(person, site, stage):
    who = staff(person, "desk")
    path = stage.visit_today()
    calendar_of(who, path)
    here = who.page.url
    who.page.locator(f'a.cal-appt[href$="/{path}"]').first.click()
    drawer = who.page.locator("dialog#drawer")
    drawer.get_by_text("Who changed this, and why").wait_for()
    assert who.page.url == here
    assert who.violations() == []
    drawer.press("c")  # the key that it prints puts one on the button, and Enter presses it
    assert who.page.evaluate("document.activeElement.innerText").startswith("Check in")
    who.page.keyboard.press("Enter")
    who.page.wait_for_url(here)
    assert "Checked in:" in who.text()
    who.press("Undo")
    who.page.get_by_text("Undone.").wait_for()


def rows_down(who, path: str) -> float:
    """How far below the appointment's own row, in pixels, the nearest place of its column stands where it fits (above: negative)."""
    who.go(path)
    who.follow("Move in the calendar")
    who.page.locator("button.cal-fits").first.wait_for()
    return who.page.locator(f'a.cal-appt[href$="/{path}"]').first.evaluate("""
        card => {
          const top = one => one.getBoundingClientRect().top - card.getBoundingClientRect().top;
          const places = [...card.closest("[data-body]").querySelectorAll("button.cal-fits")].map(top);
          return places.filter(far => Math.abs(far) > 40).sort((a, b) => Math.abs(a) - Math.abs(b))[0];
        }""")


def test_dragging_says_what_the_rules_say_while_it_moves_and_asks_before_it_changes_anything(person, site):
    who = staff(person)
    path = book_ahead(who, site)
    far = rows_down(who, path)
    calendar_of(who, path)
    card = who.page.locator(f'a.cal-appt[data-drag][href$="/{path}"]').first
    card.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = card.bounding_box()
    at, verdict = box["y"] + 6, who.page.locator(".cal-verdict")
    assert 10 < at + far < DESK["height"] - 10, "the place where it fits is on the screen"
    who.page.mouse.move(box["x"] + 30, at)
    who.page.mouse.down()
    who.page.mouse.move(box["x"] + 30, at + 8, steps=2)  # one row of five minutes down
    verdict.get_by_text("Visits start every 20 minutes.").wait_for()
    assert verdict.inner_text().startswith("✕")
    who.page.mouse.move(box["x"] + 30, at + far, steps=4)
    verdict.get_by_text(re.compile("^✓")).wait_for()
    who.page.mouse.up()
    who.page.get_by_text("fits.", exact=False).first.wait_for()
    assert f"{path.split('/')[2]}" in who.page.url
    who.press("Move it there")
    who.page.wait_for_url(APPOINTMENT)
    assert "Moved." in who.text()


def test_resizing_by_its_edge_names_the_rule_and_only_a_scheduler_goes_on(person, site):
    who = staff(person)
    path = book(who, site)
    calendar_of(who, path)
    grip = who.page.locator(f'a.cal-appt[href$="/{path}"] [data-grip]').first
    grip.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = grip.bounding_box()
    who.page.mouse.move(box["x"] + 30, box["y"] + 3)
    assert grip.bounding_box() == box, "the edge stays where it is when the pointer comes near"
    who.page.mouse.down()
    who.page.mouse.move(box["x"] + 30, box["y"] + 30, steps=4)
    who.page.locator(".cal-verdict").get_by_text("Annual physicals take 40 minutes.").wait_for()
    who.page.mouse.up()
    who.page.wait_for_url("**/length/?minutes=*")
    assert "are against these rules" in who.text()
    who.page.fill("#against", "An interpreter comes along")
    who.press("Against these rules")
    who.page.wait_for_url(APPOINTMENT)
    assert "An interpreter comes along" in who.text()
    desk = staff(person, "desk")
    calendar_of(desk, path)
    assert desk.page.locator("[data-grip]").count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_moving_by_placement_with_and_without_scripts(person, site, scripts):
    who = staff(person, "desk", javascript=scripts)
    path = book(staff(person, "desk"), site)
    who.go(path)
    who.follow("Move in the calendar")
    assert "Every place that fits is a button" in who.text()
    why = who.page.locator("a.cal-against").first
    why.click()
    who.page.get_by_text("does not fit.").wait_for()
    assert "Against these rules" not in who.text()
    who.page.locator("button.cal-fits").first.click()
    who.page.wait_for_url(APPOINTMENT)
    assert "Moved." in who.text()


def test_an_empty_time_leads_to_a_booking_there(person, site):
    who = staff(person, "desk")
    name = caller_with_room(site)
    doctors = ", ".join(f'[data-column="{code}"] a.cal-empty' for code in ("chen", "park", "alvarez", "okafor"))
    for days in range(15, 30):  # none on a holiday
        who.go(f"console/calendar/?date={_weekday_ahead(days)}")
        if who.page.locator(doctors).count() > 2:
            break
    who.page.locator(doctors).nth(2).click()
    drawer = who.page.locator("dialog#drawer")
    drawer.get_by_text("What can be booked here").wait_for()
    drawer.get_by_role("link", name="Book Follow-up visit").click()
    who.page.fill("#q", name)
    who.page.get_by_role("link", name=re.compile(name)).click()
    who.page.fill("#id_reason-answer", "A blood test")
    who.press("Book this time")
    who.page.wait_for_url(APPOINTMENT)
    assert "Booked." in who.text()


def test_the_calendar_by_keyboard_alone_to_an_empty_time_and_to_a_reason(person, site):
    who = staff(person)
    path = book(who, site)
    calendar_of(who, path)
    keys = who.page.keyboard
    who.page.locator(".cal [data-stop]").focus()  # the calendar's one tab stop
    for _ in range(40):
        keys.press("ArrowDown")
        if who.page.evaluate("document.activeElement.matches('.cal-empty')"):
            break
    keys.press("Enter")
    who.page.locator("dialog#drawer").get_by_text("What can be booked here").wait_for()
    keys.press("Escape")
    keys.press("ArrowRight")
    assert who.page.evaluate("document.activeElement.closest('[data-column]') !== null")
    who.go(path)
    keys.press("M")
    who.page.wait_for_url("**/calendar/**")
    who.page.locator("button.cal-fits").first.focus()
    for _ in range(40):
        keys.press("ArrowDown")
        if who.page.evaluate("document.activeElement.matches('.cal-against')"):
            break
    keys.press("Enter")
    who.page.get_by_text("does not fit.").wait_for()


# The queue and its keys -------------------------------------------------------------------------------------


def test_the_queue_by_keyboard_alone(person):
    who = staff(person)
    who.go("console/queue/?state=approved")
    keys = who.page.keyboard
    keys.press("?")
    who.page.locator("dialog#keys[open]").wait_for()
    keys.press("Escape")
    keys.press("j")
    keys.press("t")
    row = who.page.locator("tr", has=who.page.locator("[data-row]:focus"))
    row.get_by_text("Maria Santos").wait_for()
    keys.press("x")
    assert row.locator("input[name=pick]").is_checked()
    keys.press("i")
    who.page.wait_for_url("**/requests/**")
    assert who.page.locator("details[data-key=i]").get_attribute("open") is not None
    keys.press("Escape")
    who.page.locator("h1").click()
    keys.press("g")
    keys.press("c")
    who.page.wait_for_url("**/calendar/")
    keys.press("Control+k")
    keys.type("excep")
    keys.press("Enter")
    who.page.wait_for_url("**/exceptions/")


def test_taking_that_fails_is_put_back_and_said(person):
    who = staff(person)
    who.go("console/queue/?state=approved")
    row = who.page.locator("[data-row]").first
    before = who.page.locator("[data-owner]").first.inner_text()
    row.evaluate("one => { one.dataset.version = '0' }")
    row.focus()
    who.page.keyboard.press("t")
    who.page.locator("main > .notice-bad").wait_for()
    assert "changed this" in who.text()
    assert who.page.locator("[data-owner]").first.inner_text() == before


def test_what_a_key_sends_is_what_the_form_sends_and_is_done_for_whom_the_page_was_shown_to(person):
    who, anybody = staff(person), staff(person, "desk")
    who.go("console/queue/?state=approved&owner=nobody")
    row = who.page.locator("[data-row]").first
    address = row.get_attribute("href")
    who.page.goto(urljoin(who.page.url, address))
    form = who.page.locator("form[action*='/take/'] input").evaluate_all("all => all.map((one) => one.name)")
    who.go("console/queue/?state=approved&owner=nobody")
    assert form
    before = who.page.locator("[data-owner]").first.inner_text()
    # Somebody else signs in here meanwhile, in another tab.
    theirs = [one for one in anybody.page.context.cookies() if "session" in one["name"]]
    who.page.context.add_cookies(theirs)
    row.focus()
    with who.page.expect_request("**/take/") as sent:
        who.page.keyboard.press("t")
    assert {*parse_qs(sent.value.post_data)} == {*form} - {"csrfmiddlewaretoken"}  # which goes along as a header
    assert sent.value.response().status == 409
    who.page.locator("main > .notice-bad").wait_for()
    assert who.page.locator("[data-owner]").first.inner_text() == before


def test_a_form_for_somebody_new_says_that_it_holds_what_was_typed_before(person):
    who = person(DESK)
    who.sign_in("scheduler@cedar.example")
    who.go("console/referrals/new/")
    who.page.fill("#id_last_name", "Halfway")
    who.go("console/referrals/")
    who.go("console/referrals/new/")
    assert who.page.input_value("#id_last_name") == "Halfway"
    assert "did not save is back" in who.text()
    who.press("Start over")
    assert who.page.input_value("#id_last_name") == ""
    who.go("console/referrals/new/")
    assert who.page.input_value("#id_last_name") == "" and "is back" not in who.text()


def test_what_was_half_typed_is_still_there_and_gone_after_signing_out(person):
    who = staff(person)
    who.go("console/queue/?state=approved")
    open_first(who)
    who.page.keyboard.press("i")
    who.page.fill("#ask-note", "Please bring the letter")
    who.page.reload()
    assert who.page.input_value("#ask-note") == "Please bring the letter"
    who.press("Sign out")
    who.page.wait_for_url("**/sign-in/")
    assert who.page.evaluate("Object.keys(sessionStorage).filter(one => one.startsWith('draft '))") == []


def loses(who, name):
    """As when a session is over, or a browser forgets; what is on its way would bring the cookie back."""
    who.page.keyboard.press("Tab")
    who.page.wait_for_timeout(1000)
    who.page.wait_for_load_state("networkidle")
    kept = [one for one in who.page.context.cookies() if one["name"] != name]
    who.page.context.clear_cookies()
    who.page.context.add_cookies(kept)


def half_a_new_patient(who):
    """The form of a caller who is new, typed and sent when the session was over."""
    who.go("console/book/new/")
    who.page.fill("#id_first", "Halina")
    who.page.fill("#id_last", "Halfway")
    who.page.select_option("#id_payer", index=1)
    who.page.check("#id_agreed")
    loses(who, "frontdesk_session")
    who.press("Make the record")
    who.page.wait_for_url("**/sign-in/**")


def signs_in_there(who, role):
    who.page.fill("#id_email", f"{role}@cedar.example")
    who.page.fill("#id_password", PASSWORD)
    who.press("Sign in")
    who.page.wait_for_url("**/console/book/new/**")


def test_what_was_sent_when_the_session_was_over_is_back_after_signing_in_until_it_is_done(person):
    who = staff(person)
    half_a_new_patient(who)
    signs_in_there(who, "scheduler")
    assert "did not save is back" in who.text()
    assert who.page.input_value("#id_first") == "Halina" and who.page.input_value("#id_last") == "Halfway"
    assert who.page.input_value("#id_payer")
    assert not who.page.is_checked("#id_agreed")  # what somebody agrees to is decided anew
    who.page.check("#id_agreed")
    for part, value in enumerate(("3", "27", "1958")):
        who.page.fill(f"#id_birth_{part}", value)
    who.page.fill("#id_contact", "halina@patients.example")
    who.press("Make the record")
    who.page.wait_for_url(lambda url: "/book/new/" not in url)
    who.go("console/book/new/")
    assert who.page.input_value("#id_first") == "" and "is back" not in who.text()


def test_only_what_was_changed_comes_back_and_not_what_somebody_else_has_changed_since(person):
    who = staff(person)
    who.go("console/book/new/")
    who.page.fill("#id_first", "Halina")
    kept = who.page.evaluate("Object.entries(sessionStorage).filter(([key]) => key.startsWith('draft '))")
    (values,) = [json.loads(text)["values"] for _key, text in kept]
    assert values == {"first": "Halina"}, "no select, tick or text as the page showed it"


def test_what_one_of_the_staff_typed_is_not_there_for_another_who_signs_in(person):
    who = staff(person)
    half_a_new_patient(who)
    signs_in_there(who, "desk")
    assert who.page.input_value("#id_first") == "" and "is back" not in who.text()
    assert "Halina" not in who.page.evaluate("JSON.stringify(Object.entries(sessionStorage))")


def test_a_form_that_was_open_for_too_long_has_what_was_typed_after_going_back(person):
    who = staff(person)
    who.go("console/book/new/")
    who.page.fill("#id_first", "Halina")
    loses(who, "frontdesk_csrf")
    who.press("Make the record")
    who.page.get_by_text("This page was open for too long").wait_for()
    who.page.go_back()
    who.page.reload()
    assert who.page.input_value("#id_first") == "Halina"


def test_a_decision_is_taken_back_before_the_patient_is_told(person):
    who = staff(person)
    who.go("console/queue/?state=approved")
    open_first(who)
    name = who.page.locator("h1").inner_text()
    who.page.keyboard.press("d")
    who.page.fill("#decline-reason", "We do not offer this visit")
    who.press("Decline the request")
    who.page.get_by_text("Declined. A message to").wait_for()
    who.page.keyboard.press("z")
    who.page.get_by_text("Undone. No message was sent.").wait_for()
    assert who.page.locator("h1").inner_text() == name
    assert who.page.locator("main .badge", has_text="Approved").count()


# Referrals, merging, away -----------------------------------------------------------------------------------


def test_a_referral_from_a_scan_to_an_accepted_request(person, card):
    who = staff(person)
    who.go("console/referrals/new/")
    who.page.set_input_files("#document", card)
    who.press("Save")
    who.page.wait_for_url(re.compile(r"/referrals/[0-9a-f-]+/$"))
    assert "The pages are being prepared." in who.text()
    work_off()  # the page, which stays open, asks again
    assert who.page.locator(".sheets img").first.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    assert "Missing before any time is offered" in who.text()
    who.page.select_option("#id_visit_type", label="Procedure")
    for field, value in (("first_name", "Olga"), ("last_name", "Brandt"), ("phone", "312 555 3199"), ("why", "Lesion")):
        who.page.fill(f"#id_{field}", value)
    for field, value in (("0", "3"), ("1", "8"), ("2", "1951")):
        who.page.fill(f"#id_birth_date_{field}", value)
    who.page.select_option("#id_payer", label="Medicare")
    who.page.keyboard.press("Escape")
    who.press("Save")
    who.page.get_by_text("The minimum is there").wait_for()
    assert who.violations() == []
    who.page.get_by_role("button", name=re.compile("^Accept")).last.click()
    who.page.wait_for_url(re.compile(r"/requests/[0-9a-f-]+/$"))
    assert "Referred by" in who.text() or "referral" in who.text()


LENT = """() => {
  const form = [...document.querySelectorAll("form[data-with]")].at(-1), own = document.getElementById("known");
  return [[...form.elements].map((one) => one.name), [...own.elements].map((one) => one.name), own.getAttribute("action")];
}"""


@pytest.mark.parametrize("answer", ["none", "in its place", "not valid"])
def test_what_is_sent_with_another_form_stands_where_it_was_when_the_page_stays(person, answer):
    """So a second press sends the same as the first, and the other form saves what it saved."""
    who = staff(person)
    who.go("console/referrals/new/")
    who.page.select_option("#id_visit_type", label="Procedure")
    for field, value in (("first_name", "Olga"), ("last_name", "Brandt"), ("phone", "312 555 3199"), ("why", "Lesion")):
        who.page.fill(f"#id_{field}", value)
    for field, value in (("0", "3"), ("1", "8"), ("2", "1951")):
        who.page.fill(f"#id_birth_date_{field}", value)
    who.page.select_option("#id_payer", label="Medicare")
    who.press("Save")
    who.page.get_by_text("The minimum is there").wait_for()
    before = who.page.evaluate(LENT)
    who.page.fill("#id_why", "A lesion that grows")
    if answer == "not valid":
        who.page.evaluate("document.getElementById('id_why').setCustomValidity('no')")
    sent = []
    who.page.route("**/accept/", lambda route: (sent.append(route.request.post_data), _no_page(route, answer)))
    who.page.get_by_role("button", name=re.compile("^Accept")).last.click()
    if answer != "not valid":
        who.page.wait_for_timeout(300)
        assert "A lesion that grows" in sent[0].replace("+", " ")
    assert who.page.evaluate(LENT) == before


def _no_page(route, answer):
    """The page stays: nothing comes, or what says that there is nothing to show."""
    route.abort("aborted") if answer == "none" else route.fulfill(status=204)


def test_a_patient_takes_the_time_that_the_practice_proposes_on_a_phone(person, site):
    from tests.browser.journeys import _established

    email, name = _established()
    maria = staff(person)
    maria.go("console/book/")
    maria.page.fill("#q", name)
    maria.page.get_by_role("link", name=re.compile(name)).click()
    maria.page.select_option("#visit", label="Follow-up visit")
    maria.press("Show times")
    maria.page.fill("#id_reason-answer", "To look at it again")
    maria.page.locator("button.time:visible").last.click()
    maria.page.wait_for_url(APPOINTMENT)
    path = maria.page.url.split("/console/")[1]
    day = maria.page.locator('main a[href*="calendar/?date="]').first.get_attribute("href").split("date=")[1][:10]
    provider = maria.page.locator("dt", has_text="With").first.locator("xpath=following-sibling::dd[1]").inner_text()
    maria.go("console/away/")
    maria.page.select_option("#id_provider", label=provider)
    maria.page.fill("#id_first_on", day)
    maria.page.fill("#id_last_on", day)
    maria.press("Save")
    maria.follow("Propose new times")
    maria.press("Send these proposals")
    maria.page.get_by_text("The new times are being prepared").wait_for()
    assert maria.violations() == []
    work_off()  # the page, which stays open, asks again
    maria.page.get_by_text("Waiting on the patient").first.wait_for()
    them = person(PHONE)
    patient_signs_in(them, email)
    them.go(path)
    assert "We have to move this appointment" in them.text()
    assert them.violations() == []
    them.press("Take this time")
    them.page.get_by_text("This is your appointment now.").wait_for()
    maria.page.reload()
    assert name in maria.page.locator("section", has_text="Moved or canceled").last.inner_text()


def test_a_clinician_asks_for_time_away_on_a_phone_by_keyboard_alone(person):
    who = staff(person, "chen", PHONE)
    who.go("console/mine/")
    assert who.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    hand = Keyboard(who)
    hand._tab_to(who.page.get_by_role("link", name="Request time away"))
    who.page.keyboard.press("Enter")
    who.page.wait_for_url("**/away/")
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=40)
    for field in ("#id_first_on", "#id_last_on"):
        hand._tab_to(who.page.locator(field))
        who.page.keyboard.type(f"{day:%m%d%Y}")
    hand._tab_to(who.page.get_by_role("button", name="Request it"))
    who.page.keyboard.press("Enter")
    who.page.get_by_text("Requested. Nothing is closed until a scheduler decides.").wait_for()


# The downtime copy ------------------------------------------------------------------------------------------


WRITE = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "frontdesk.server.settings"
import django; django.setup()
from frontdesk.server import downtime
from frontdesk.tenancy.context import inside_practice
from frontdesk.tenancy.models import Practice
practice = Practice.objects.get(slug="cedar")
with inside_practice(practice):
    assert downtime.write(practice) == 2
"""


def test_the_downtime_copy_opens_from_a_disk_with_its_passphrase_and_without_any_server(person, site, tmp_path):
    who = staff(person, "desk")
    path = book(who, site)
    who.go(path)
    name, place = (
        who.page.locator("h1").inner_text(),
        who.page.locator("dt", has_text="Where").first.locator("xpath=following-sibling::dd[1]").inner_text(),
    )
    env = {
        **os.environ,
        "DATABASE_URL": server().url("owner", "frontdesk_browser"),
        "FRONTDESK_APP_DATABASE_URL": server().url("app", "frontdesk_browser"),
        "FRONTDESK_DOWNTIME": str(tmp_path),
        "FRONTDESK_DOWNTIME_PASSPHRASES": "cedar=a correct horse battery",
    }
    subprocess.run([sys.executable, "-c", WRITE], env=env, check=True)
    page = who.page
    page.context.set_offline(True)
    page.goto((tmp_path / "cedar" / f"{place.lower().replace(' ', '-')}.html").as_uri())
    assert name not in page.content()
    page.fill("#passphrase", "a wrong horse")
    page.get_by_role("button", name="Open").click()
    page.get_by_text("That passphrase does not open this file.").wait_for()
    page.fill("#passphrase", "a correct horse battery")
    page.get_by_role("button", name="Open").click()
    page.get_by_text(name).first.wait_for()
    assert page.locator("#age").is_hidden()
    assert page.locator("section").count() == 7
    assert who.violations() == []
    page.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=40))
    page.reload()
    assert "40 minutes old" in page.locator("#age").inner_text()


def test_who_may_have_a_record_is_shown_while_a_caller_is_typed(person, site):
    who = staff(person)
    who.go("console/book/")
    name = caller_with_room(site)
    who.page.fill("#q", name)
    who.page.get_by_role("link", name=re.compile(name)).first.wait_for()
    row = who.page.locator("#found").inner_text()
    born = re.search(r"(\d{1,2})/(\d{1,2})/(\d{4})", row) or re.search(r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4})", row)
    assert born, row
    month = born[1] if born[1].isdigit() else dt.datetime.strptime(born[1], "%b").strftime("%-m")  # noqa: DTZ007
    who.go("console/book/new/")
    first, _, last = name.partition(" ")
    for field, text in (("first", last), ("last", first)):  # the wrong way round
        who.page.fill(f"[name={field}]", text)
    for field, text in (("month", month), ("day", born[2]), ("year", born[3])):
        who.page.fill(f"[name=birth_{field}]", text)
    who.page.locator("#alike a", has_text=name).wait_for()


def test_the_good_lines_of_a_list_are_taken_over_and_the_others_are_a_file_that_can_be_got_again(person, tmp_path):
    who, file = staff(person), tmp_path / "list.csv"
    file.write_text("key,Patient,dob\nL-1,Walter Listed,3/8/1951\nL-2,Amara Listed,never\n")

    for _ in range(2):
        who.go("console/referrals/")
        who.page.get_by_text("Many at once, from a file (CSV)").click()
        who.page.set_input_files("#import-file", file)
        who.press("Look at it first")
        assert "line 3: " in who.text() and "1 line cannot be taken over." in who.text()
        who.page.set_input_files("#import-file", file)  # the section is open after a look
        with who.page.expect_download() as got:
            who.press("Take over the good lines, download the others")
        assert "L-2,Amara Listed,never" in got.value.path().read_text(encoding="utf-8-sig")
        who.page.get_by_text("1 line was not taken over").wait_for()  # the page is shown anew
    assert who.page.get_by_role("link", name="Walter Listed").count() == 1  # nobody is taken over twice


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_texts_that_wait_can_be_called_from_where_they_stand(person, stage, viewport):
    """Pages of the demo have none: what they look like is looked at here."""
    stage.texted()
    who = person(viewport)
    who.sign_in("scheduler@cedar.example")
    for path in ("console/exceptions/", "console/messages/"):
        who.go(path)
        assert who.page.locator("a[href='tel:+1-312-555-0192']").first.is_visible()
        assert who.violations() == []


def test_the_last_day_of_a_span_follows_where_the_first_moves_past_it(person):
    who = staff(person)
    who.go("console/away/")
    who.page.fill("#id_last_on", "2031-03-05")
    who.page.fill("#id_first_on", "2031-03-03")
    who.page.locator("#id_first_on").blur()
    assert who.page.input_value("#id_last_on") == "2031-03-05", "it lies behind still"
    who.page.fill("#id_first_on", "2031-03-09")
    who.page.locator("#id_first_on").blur()
    assert who.page.input_value("#id_last_on") == "2031-03-09"


BESIDE_EACH_OTHER = """many => {
  const one = document.querySelector('.cal-appt'), rows = [...one.classList].filter(name => name.startsWith('row-')).join(' ');
  const blocks = [...Array(many).keys()].map(lane => {
    const block = one.cloneNode(true);
    block.className = `cal-appt ${rows} lane-${lane + 1}-${many}`;
    return block;
  });
  one.replaceWith(...blocks);
  return blocks.map(block => {
    const time = block.querySelector('.num'), [said, whole] = [time, block].map(part => part.getBoundingClientRect());
    return [whole.width, said.height < 20 && said.right <= whole.right];
  });
}"""


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("many", [2, 3, 4, 6])
def test_where_many_lie_beside_each_other_each_shows_when_on_a_line_of_its_own(person, stage, many, viewport):
    who = staff(person)
    path = stage.visit_today()
    calendar_of(who, path)
    who.page.set_viewport_size(viewport)
    found = who.page.evaluate(BESIDE_EACH_OTHER, many)
    assert len(found) == many and all(width > 60 and fits for width, fits in found), found
    assert who.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "only the calendar scrolls"
