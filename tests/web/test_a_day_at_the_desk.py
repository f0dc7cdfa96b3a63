"""Words that somebody stumbled over who worked at the desk for a day: what a page says, and to whom."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.intake import actions as intake
from frontdesk.intake.verdict import lines
from frontdesk.web.portal.questions import answer_words, signed_now
from frontdesk.web.waiting_time import due
from tests import factory as f
from tests.web_client import as_patient, as_staff, at


def as_read(text):
    return " ".join(text.split())


def test_the_home_page_says_which_visit_each_appointment_is(cedar):
    mine = f.booked(cedar)
    page = as_read(as_patient(cedar, mine.patient).get(at(cedar, "home/")).content.decode())
    assert f"</strong><br>{mine.visit_type.name}<br>" in page


def test_and_not_what_is_kept_out_of_lists(cedar):
    mine = f.booked(cedar)
    type(mine.visit_type).objects.filter(pk=mine.visit_type_id).update(sensitive=True)
    page = as_read(as_patient(cedar, mine.patient).get(at(cedar, "home/")).content.decode())
    assert "</strong><br>Visit<br>" in page


def test_a_clinicians_empty_queue_speaks_of_them_alone(cedar):
    intake.create_for_caller(SYSTEM, f.patient(cedar), visit_type=f.visit("new-patient"), answers={"reason": "a cough"})
    page, empty = "console/queue/?state=awaiting_info", "console/queue/?state=awaiting_approval"
    own = as_staff(cedar, "clinician", provider="chen").get(at(cedar, page)).content.decode()
    assert "None for you" in own and "No request is in this state" not in own
    assert "No request is in this state" in as_staff(cedar, "front_desk").get(at(cedar, empty)).content.decode()


def test_a_card_that_is_brought_is_not_here_yet(db):
    practice = f.load_cedar(f.CEDAR + "  New patient visits need reason and insurance card before booking.\n")

    def said(card):
        who = f.patient(practice)
        told = {"reason": "a cough", "insurance-card": card}
        asked = intake.create_for_caller(SYSTEM, who, visit_type=f.visit("new-patient"), answers=told)
        return {line.detail for line in lines(asked) if "insurance card" in line.text}

    assert said("will bring") == {"the patient will bring it to the visit: Insurance card"}
    assert said("A 123") == {"all of it is here"}


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("Juan Peña (2026-12-01 05:55)", "Juan Peña (Dec 1, 2026 at 5:55 AM)"),
        (signed_now("Juan Peña", dt.datetime(2026, 12, 1, 13, 0, tzinfo=dt.UTC)), "Juan Peña (Dec 1, 2026 at 1:00 PM)"),
        ("as in (2026-99-99 05:55)", "as in (2026-99-99 05:55)"),
        ("yes", "Yes"),
        ("no", "No"),
        ("none", "none"),
    ],
)
def test_what_was_answered_is_said_as_people_say_it(db, kept, words):
    assert answer_words(kept) == words


def test_who_asked_is_reached_at_a_number_as_people_write_it(cedar):
    who = f.patient(cedar, established=True)
    asked = intake.create_for_caller(SYSTEM, who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    type(asked).objects.filter(pk=asked.pk).update(asked_by="+13125550177")
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/requests/{asked.pk}/")).content.decode()
    assert ">+1312" not in page and "(312) 555-0177</a>, who manages" in as_read(page)


@pytest.mark.parametrize(("minutes", "left"), [(0.3, False), (-0.3, False), (5, True), (-5, True)])
def test_nothing_is_late_by_no_minutes(db, minutes, left):
    said = due(now() - dt.timedelta(minutes=minutes), "America/Chicago")
    assert ("(" in said) == left and "0 min" not in said
