"""Every journey of a patient at 390 px: with scripts, with scripts off, and in Spanish; each also by keyboard alone."""

import re

import pytest

from tests.browser.conftest import PHONE
from tests.browser.journeys import Keyboard, established_patient, patient_signs_in
from tests.browser.staging import work_off
from tests.browser.test_pages import ON_A_PHONE, look

pytestmark = pytest.mark.browser
WAYS = pytest.mark.parametrize("how", ["with scripts", "without scripts", "keyboard alone"])


def somebody(person, how: str):
    """A patient on a phone, who presses with a finger or with keys; `press` and `follow` do what they can."""
    who = person(PHONE, javascript=how != "without scripts")
    return Keyboard(who) if how == "keyboard alone" else who


@WAYS
def test_a_follow_up_is_booked_alone_moved_and_cancelled(person, site, how):
    who = somebody(person, how)
    patient_signs_in(who, established_patient(site))
    who.press("Follow-up visit")
    who.type("#id_answer", "My blood test")
    who.press("Continue")
    who.follow("Later times")  # after the practice's cut-off for cancelling
    who.press(re.compile("First available"))
    assert "We keep this time for you" in who.text()
    who.press("Keep it longer")
    who.press("Book this time")
    who.page.wait_for_url("**/appointments/*/")
    assert "Booked" in who.text()
    who.press("Tell us you are coming")
    assert "You confirmed this appointment." in who.text()
    with who.page.expect_download() as download:
        who.follow("Add to my calendar")
    assert download.value.suggested_filename == "appointment.ics"
    who.follow("Move to another time")
    who.follow("Later times")
    who.press(re.compile(r"^\d+:\d\d [AP]M"))
    assert "which stays yours until you confirm" in who.text()
    who.press("Move my appointment")
    who.page.wait_for_url("**/appointments/*/")
    assert "Booked" in who.text()
    who.follow("Cancel my appointment")
    who.choose("I feel better")
    who.press("Cancel the appointment")
    assert "Your appointment is canceled." in who.text()


@WAYS
def test_what_was_missing_is_answered(person, stage, how):
    who, email = somebody(person, how), stage.asked_for_more()
    patient_signs_in(who, email)
    who.follow(re.compile("Awaiting information"))
    assert "Which pharmacy do you use?" in who.text()
    who.follow("Answer now")
    who.type("#id_pharmacy-answer", "The one on Sample Street")
    who.press("Send")
    assert "Thank you. We have what you sent." in who.text()


@WAYS
def test_a_freed_time_is_offered_and_taken(person, stage, how):
    who, email = somebody(person, how), stage.waiting_with_an_offer()
    patient_signs_in(who, email)
    who.follow("See the offer")
    assert who.page.locator("main h2").all_inner_texts() == ["Now", "New"]
    assert "We keep this time for you" in who.text()
    assert who.violations() == [] if how != "without scripts" else True
    who.press("Take this time")
    who.page.wait_for_url("**/appointments/*/")
    assert "This time is now yours." in who.text() and "Booked" in who.text()


@WAYS
def test_somebody_keeps_what_they_have(person, stage, how):
    who, email = somebody(person, how), stage.waiting_with_an_offer()
    patient_signs_in(who, email)
    who.follow("See the offer")
    who.press("Keep what I have")
    who.page.wait_for_url("**/home/")
    assert "You keep what you have." in who.text() and "until something earlier opens" in who.text()
    who.press("Leave the waitlist")
    assert "You are no longer on the waitlist." in who.text()


@WAYS
def test_a_visit_that_is_due_is_booked_by_its_link(person, stage, how):
    who, path = somebody(person, how), stage.invitation()
    who.go(path)
    assert "your next visit is due between" in who.text()
    who.press("Continue")  # a rule of the practice hangs on why they come
    who.type("#id_answer", "My blood test")
    who.press("Continue")
    who.press(re.compile("First available"))
    who.page.wait_for_url("**/confirm/")
    assert "Is this right?" in who.text()
    who.press("Book this time")
    assert "Booked" in who.text()
    who.go(path)
    assert "This link can no longer be used" in who.text()


@WAYS
def test_a_parent_books_for_a_child_and_says_how_they_are_reached(person, stage, how):
    who, email = somebody(person, how), stage.parent()
    patient_signs_in(who, email)
    assert "Follow-up visit · Lucy" in who.text()
    who.press("Follow-up visit · Lucy")
    who.type("#id_answer", "The ear again")
    who.press("Continue")
    assert "Name of the parent or guardian" in who.text()  # a rule asks it for minors
    who.type("#id_answer", "Pat Parent")
    who.press("Continue")
    who.press("Choose a time")
    who.press(re.compile("First available"))
    who.press("Book this time")
    who.page.wait_for_url("**/appointments/*/")
    assert "For Lucy" in who.text()
    who.go("home/")
    who.follow("My contact preferences")
    who.choose("Español")
    who.press("Save")
    assert "Guardado." in who.text() and "Mis preferencias de contacto" in who.text()
    who.press("English")


@WAYS
def test_none_of_the_times_suit(person, site, how):
    who = somebody(person, how)
    patient_signs_in(who, established_patient(site))
    who.press("Follow-up visit")
    who.type("#id_answer", "My blood test")
    who.press("Continue")
    who.follow("Tell me when a time opens")
    who.choose("Afternoon")
    who.press("Put me on the waitlist")
    assert "You are on the waitlist." in who.text()
    who.press("Leave the waitlist")
    assert "You are no longer on the waitlist." in who.text()


@WAYS
def test_a_document_is_sent(person, site, card, how):
    who = somebody(person, how)
    patient_signs_in(who, established_patient(site))
    who.follow("My documents")
    who.choose("Insurance card")
    who.page.set_input_files("#id_file", card)
    who.press("Send")
    assert "Thank you. We have your file." in who.text() and "Being checked" in who.text()
    work_off()  # a photograph is handed out only as it was drawn anew
    who.go("documents/")
    with who.page.expect_download() as download:
        who.follow("Download")
    assert download.value.suggested_filename == "insurance-card.png"


@WAYS
def test_times_are_narrowed_by_person_place_and_part_of_the_day(person, site, how):
    who = somebody(person, how)
    patient_signs_in(who, established_patient(site))
    who.press("Follow-up visit")
    who.type("#id_answer", "My blood test")
    who.press("Continue")
    who.page.locator("summary", has_text="Choose by person").click()
    who.page.select_option("#by-provider", label="Dr. Alvarez")
    who.page.select_option("#by-part", label="Morning")
    who.press("Show these times")
    shown = who.page.locator("button.time small").all_text_contents()
    assert shown and all("Dr. Alvarez" in one for one in shown)
    assert "AM" in who.page.locator("button.time").first.inner_text()


@WAYS
def test_a_newcomer_asks_in_spanish_from_start_to_sent(person, card, how):
    who = somebody(person, how)
    who.go("")
    who.press("Español")
    who.choose(re.compile("^Primera visita"))
    who.press("Continuar")
    who.choose("Para mí")
    for field, text in (
        ("first", "Elena"),
        ("last", "Prueba"),
        ("birth_0", "3"),
        ("birth_1", "27"),
        ("birth_2", "1946"),
    ):
        who.type(f"#id_{field}", text)
    who.press("Continuar")
    who.type("#id_contact", f"elena-{how.replace(' ', '-')}@patients.example")
    who.press("Continuar")
    who.choose("Aetna")
    who.press("Continuar")
    assert "¿Cuál es el motivo de su visita?" in who.text()
    who.type("#id_answer", "Una tos")
    who.press("Continuar")
    who.choose("No")
    who.press("Continuar")
    who.page.set_input_files("#id_answer", card)
    who.press("Continuar")
    assert "Revise sus respuestas" in who.text()
    who.press("Recibir el código")
    who.page.wait_for_url("**/ask/code/**")
    who.type("#id_code", who.code())
    who.press("Continuar")
    who.page.wait_for_url("**/requests/*/")
    assert "Su solicitud está aprobada." in who.text()
    assert who.page.get_attribute("html", "lang") == "es"


def test_a_session_that_is_about_to_end_says_so_and_keeps_what_was_typed(person, site):
    who = person(PHONE)
    who.page.clock.install()
    patient_signs_in(who, established_patient(site))
    who.press("Follow-up visit")
    who.page.fill("#id_answer", "It began wh")
    who.page.clock.fast_forward("58:30")
    dialog = who.page.get_by_role("dialog")
    dialog.wait_for()
    assert "Are you still there?" in dialog.inner_text()
    assert who.violations() == []
    other = who.page.context.new_page()
    other.goto(who.page.url)
    assert other.input_value("#id_answer") == "It began wh"  # it is in the draft already
    other.close()
    dialog.wait_for(state="hidden")  # a press in another tab is a press
    who.page.clock.fast_forward("58:30")
    dialog.get_by_role("button", name="Stay signed in").click()
    assert not dialog.is_visible() and who.page.input_value("#id_answer") == "It began wh"
    who.page.clock.fast_forward("01:01:00")
    who.page.get_by_role("heading", name="You were signed out").wait_for()
    who.page.keyboard.press("Escape")
    assert not who.page.locator("main").is_visible(), "nothing of the patient is left to see"
    assert "It began" not in who.page.inner_text("body")


@ON_A_PHONE
def test_every_page_of_somebody_who_waits_or_is_due(person, stage, theme):
    who = person(PHONE, theme=theme)
    look(who, stage.invitation(), "due", theme)
    patient_signs_in(who, stage.waiting_with_an_offer())
    look(who, "home/", "waiting-home", theme)
    who.follow("See the offer")
    look(who, who.page.url.split("/cedar/")[1], "offer", theme)
    who.go("home/")
    href = who.page.locator("a.slot").first.get_attribute("href").split("/cedar/")[1]
    look(who, href, "waiting-appointment", theme)


@WAYS
def test_what_is_typed_is_there_in_the_other_language_and_after_back_and_enter_goes_on(person, how):
    who = somebody(person, how)
    who.go("")
    who.choose(re.compile("^New patient"))
    who.press("Continue")
    who.choose("Me")
    who.type("#id_first", "Elena")
    who.type("#id_birth_2", "19")
    who.press("Español")
    who.page.locator("html[lang=es]").wait_for()
    assert who.page.input_value("#id_first") == "Elena" and who.page.input_value("#id_birth_2") == "19"
    for field, text in (("last", "Prueba"), ("birth_0", "3"), ("birth_1", "27"), ("birth_2", "1946")):
        who.page.fill(f"#id_{field}", text)
    who.page.press("#id_last", "Enter")
    who.page.wait_for_url("**/ask/contact/**")
    assert who.page.locator("html").get_attribute("lang") == "es"
    who.type("#id_contact", "elena@exam")
    who.press("Atrás")
    who.page.wait_for_url("**/ask/who/**")
    who.page.press("#id_last", "Enter")
    who.page.wait_for_url("**/ask/contact/**")
    assert who.page.input_value("#id_contact") == "elena@exam"
