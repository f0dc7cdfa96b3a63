"""The whole story in Chromium: from a request to a kept appointment, and then its history."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.journeys import ask_for_a_first_visit, caller_with_room, established_patient, patient_signs_in

pytestmark = pytest.mark.browser
CHICAGO = ZoneInfo("America/Chicago")  # where Cedar is


def history_of(who) -> str:
    return who.page.locator("section", has_text="Who changed this, and why").inner_text()


def test_from_a_request_to_a_kept_appointment(person, card):
    patient, scheduler = person(PHONE), person(DESK)
    request_page = ask_for_a_first_visit(patient, card, last="Thistlewood")
    assert "It is not an appointment yet" in patient.text()
    number = re.search(r"number (\d+)", patient.text()).group(1)

    # staff find it in the queue, with the sentence that decided, and ask for something more
    scheduler.sign_in("scheduler@cedar.example")
    scheduler.go("console/queue/?state=awaiting_approval")
    row = scheduler.page.locator("tr", has_text=f"number {number}")
    assert "New patient visits need approval when the insurance is Medicaid." in row.inner_text()
    row.get_by_role("link").click()
    scheduler.page.get_by_text("Ask for information").click()
    scheduler.page.get_by_label("Which pharmacy do you use?").check()
    scheduler.page.fill("#ask-note", "So that we can send your prescription there.")
    scheduler.press("Ask the patient")
    assert "Asked. A message to" in scheduler.text()
    console_page = scheduler.page.url

    # the patient answers
    patient.page.goto(request_page)
    assert "So that we can send your prescription there." in patient.text()
    patient.follow("Answer now")
    patient.page.fill("#id_pharmacy-answer", "The one on Sample Street")
    patient.press("Send")
    assert "Awaiting approval" in patient.text()

    # approved and booked in one press
    scheduler.page.goto(console_page)
    assert "The one on Sample Street" in scheduler.text()
    scheduler.press("Approve & book")
    scheduler.page.wait_for_url("**/appointments/*/")
    assert "Booked" in scheduler.text()

    # moved, by placement
    scheduler.follow("Move")
    scheduler.page.fill("#move-reason", "The patient asked for another day")
    scheduler.page.locator("button.time").nth(5).click()
    scheduler.page.wait_for_url(re.compile(r"/appointments/[0-9a-f-]+/$"))
    assert "Moved from" in scheduler.text()
    assert "Moved by Maria Santos" in (told := history_of(scheduler))
    assert "Why: The patient asked for another day" in told

    # the patient sees it
    patient.page.goto(request_page)
    patient.follow("See the appointment")
    assert "Your appointment" in patient.text()

    # nobody can have arrived before the day; but they come today already, and somebody sees them late
    assert scheduler.page.get_by_role("button", name="Check in").count() == 0
    scheduler.follow("Move")
    scheduler.page.get_by_text("Another time, against the rules").click()
    scheduler.page.select_option("#any-provider", label="Dr. Chen")
    scheduler.page.select_option("#any-place", label="Downtown")
    scheduler.page.fill("#any-time", f"{dt.datetime.now(CHICAGO):%Y-%m-%d}T22:00")
    scheduler.press("Book it, or see what it breaks")
    scheduler.page.fill("#override-reason", "The patient is here, in pain")
    scheduler.press("Book against these rules")
    scheduler.page.wait_for_url(re.compile(r"/appointments/[0-9a-f-]+/$"))

    # checked in, completed, and the history answers who and why
    scheduler.press("Check in")
    assert "Arrived" in scheduler.text()
    scheduler.press("Complete")
    assert "Completed" in scheduler.text()
    history = history_of(scheduler)
    for words in (
        "Moved by Maria Santos",
        "Why: The patient is here, in pain",
        "Checked in by Maria Santos",
        "Completed by Maria Santos",
    ):
        assert words in history
    scheduler.page.get_by_role("link", name=f"number {number}").click()
    history = scheduler.page.locator("section", has_text="History").inner_text()
    for words in (
        "Asked by Wanda Thistlewood",
        "Information asked for by Maria Santos",
        "Information given by Wanda Thistlewood",
        "Approved and booked by Maria Santos",
    ):
        assert words in history


def test_a_new_patient_asks_without_scripts(person, card):
    patient = person(PHONE, javascript=False)
    ask_for_a_first_visit(patient, card, payer="Aetna")
    assert "Your request is approved." in patient.text()


def test_chest_pain_is_never_booked_alone(person, site):
    patient = person(PHONE)
    patient_signs_in(patient, established_patient(site))
    patient.press("Follow-up visit")
    patient.page.fill("#id_answer", "I have chest pains when I walk")
    patient.press("Continue")
    assert "call 911 now" in patient.page.locator("h1").inner_text()
    patient.press("It is not an emergency: go on")
    patient.press("Send my request")
    assert "It is not an appointment yet" in patient.text()
    assert "Choose a time" not in patient.text()


def test_staff_book_a_caller_and_add_one_in_place(person, site):
    desk, name = person(DESK), caller_with_room(site)
    desk.sign_in("desk@cedar.example")
    desk.page.keyboard.press("b")
    desk.page.wait_for_url("**/book/")
    desk.page.fill("#q", " ".join(reversed(name.split())))
    desk.page.get_by_role("link", name=re.compile(name)).click()
    desk.page.select_option("#visit", label="Annual physical")
    desk.press("Show times")
    desk.page.fill("#id_reason-answer", "Her yearly check")
    desk.page.locator("button.time").first.click()
    desk.page.wait_for_url("**/appointments/*/")
    assert f"Booked. A message to {name} is on its way" in desk.text()

    desk.go("console/book/new/")
    desk.page.fill("#id_first", "Rosa")
    desk.page.fill("#id_last", "Neumann")
    for part, value in ((0, "5"), (1, "6"), (2, "1971")):
        desk.page.fill(f"#id_birth_{part}", value)
    desk.page.fill("#id_contact", "rosa@patients.example")
    desk.press("Make the record")
    assert "Is it one of these?" in desk.text()
    desk.page.get_by_label("No, this is somebody else").check()
    desk.page.select_option("#id_whose", "patient")  # it is Rosa Martinez's on file, and they share it
    desk.press("Make the record")
    assert "Book Rosa Neumann" in desk.text()


def test_staff_work_with_the_keyboard_alone(person, card):
    asked = (
        ask_for_a_first_visit(person(PHONE), card, reason="Trouble sleeping", last="Nightfield")
        .rstrip("/")
        .split("/")[-1]
    )
    desk = person(DESK)
    desk.sign_in("scheduler@cedar.example")
    desk.go("console/queue/?state=awaiting_approval")
    for key in ("j", "k"):
        desk.page.keyboard.press(key)
    for _ in range(60):  # others have asked, too
        if asked in (desk.page.evaluate("document.activeElement.href") or ""):
            break
        desk.page.keyboard.press("j")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/requests/**")
    desk.page.keyboard.press("i")
    assert desk.page.locator("details[data-key=i]").get_attribute("open") is not None
    desk.page.keyboard.press("Escape")
    desk.page.locator("h1").click()
    desk.page.keyboard.press("a")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/appointments/*/")
    assert "Booked" in desk.text()


def test_a_patient_asks_with_the_keyboard_alone(person):
    patient = person(PHONE)
    patient.go("")
    page = patient.page

    def tab_to(what: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({what!r})"):
                return
        raise AssertionError(f"the keyboard does not reach {what}")

    tab_to("input[name=visit]")
    page.keyboard.press("ArrowDown")
    tab_to("main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/who/**")
    for field, text in (("first", "Kay"), ("last", "Board"), ("birth_0", "1"), ("birth_1", "2"), ("birth_2", "1960")):
        tab_to(f"#id_{field}")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/contact/**")
