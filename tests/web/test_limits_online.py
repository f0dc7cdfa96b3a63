"""A limit holds for what a patient books online as every other rule does, and an approved request without a time says what is so."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frontdesk.booking import actions as booking
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.models import Appointment
from frontdesk.intake import evaluation
from frontdesk.intake.models import Request
from frontdesk.practice.models import VisitType
from frontdesk.web.portal import at_limit, home
from tests import factory as f
from tests.web.test_said_to_patients import approved, page, words
from tests.web_client import as_patient, as_staff, at

DAY = "At most 1 follow-up visit per day."
OWN = "At most 1 upcoming visit per patient."
FULL = {
    "en": "There are no openings left for this visit that day. Choose another day.",
    "es": "Ya no hay citas disponibles de este tipo ese día. Elija otro día.",
}
HAS = {
    "en": "You can have 1 visit booked ahead; call us if you need another.",
    "es": "Puede tener 1 cita por venir; llámenos si necesita otra.",
}


def with_rule(rule):
    return f.load_cedar(f"{f.CEDAR}  {rule}\n")


def value(time: str) -> str:
    one = f.place(time)
    return f"{one.provider}|{one.location}|{one.start.astimezone(dt.UTC).strftime('%Y-%m-%dT%H:%MZ')}"


def somebody_else_has(practice, time: str, visit: str = "follow-up"):
    other = f.patient(practice, established=True, first_name="Ida")
    return booking.book(f.actor(practice, "front_desk"), other, visit_type=f.visit(visit), place=f.place(time))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_time_of_a_full_day_is_refused_with_words_that_help_and_nothing_is_kept(db, language):
    practice = with_rule(DAY)
    patient, asked = approved(practice)
    somebody_else_has(practice, "09:00")
    client = as_patient(practice, patient)
    client.cookies["frontdesk_language"] = language
    answer = client.post(at(practice, f"requests/{asked.pk}/times/"), {"time": value("10:00")})
    assert answer.status_code == 409 and FULL[language] in words(answer.content.decode())
    assert not Appointment.objects.filter(patient=patient).exists()
    asked.refresh_from_db()
    assert asked.state == "approved"


def test_the_control_without_the_rule_it_is_kept_and_confirmed(db):
    practice = f.load_cedar(f.CEDAR)
    patient, asked = approved(practice)
    somebody_else_has(practice, "09:00")
    client = as_patient(practice, patient)
    held = client.post(at(practice, f"requests/{asked.pk}/times/"), {"time": value("10:00")}).headers["Location"]
    client.post(held, {})
    assert Appointment.objects.get(patient=patient).state == "booked"


def test_what_a_patient_is_confirming_counts_so_that_nobody_is_confirmed_beyond_the_limit(db):
    practice = with_rule(DAY)
    patient, asked = approved(practice)
    client = as_patient(practice, patient)
    held = client.post(at(practice, f"requests/{asked.pk}/times/"), {"time": value("10:00")}).headers["Location"]
    with pytest.raises(BreaksRules):
        somebody_else_has(practice, "09:00")
    client.post(held, {})
    assert [one.state for one in Appointment.objects.all()] == ["booked"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_whose_limit_is_reached_after_the_approval_is_told_so_and_not_sent_to_a_list_of_none(db, language):
    practice = with_rule(OWN)
    patient, asked = approved(practice)
    client, address = as_patient(practice, patient), at(practice, f"requests/{asked.pk}/")
    times = at(practice, f"requests/{asked.pk}/times/")
    client.cookies["frontdesk_language"] = language
    before = client.get(address).content.decode()
    assert times in before and HAS[language] not in words(before)
    booking.book(f.actor(practice, "front_desk"), patient, visit_type=f.visit("procedure"), place=f.place("09:00"))
    after = client.get(address).content.decode()
    assert HAS[language] in words(after) and times not in after


def test_the_time_that_they_are_choosing_is_no_limit_to_itself(db):
    practice = with_rule(OWN)
    patient, asked = approved(practice)
    client = as_patient(practice, patient)
    client.post(at(practice, f"requests/{asked.pk}/times/"), {"time": value("10:00")})
    assert (
        at(practice, f"requests/{asked.pk}/times/")
        in client.get(at(practice, f"requests/{asked.pk}/")).content.decode()
    )


@pytest.mark.parametrize(("language", "said"), [("en", "Approved, needs a time"), ("es", "Aprobada, falta el horario")])
def test_an_approved_request_says_on_every_page_that_it_needs_a_time(cedar, language, said):
    patient, asked = approved(cedar)
    desk = as_staff(cedar, "front_desk")
    for client, path in (
        (as_patient(cedar, patient), "home/"),
        (as_patient(cedar, patient), f"requests/{asked.pk}/"),
        (desk, f"console/requests/{asked.pk}/"),
        (desk, "console/queue/?state=approved"),
        (desk, f"console/patients/{patient.pk}/"),
    ):
        assert said in page(client, at(cedar, path), language), path


@pytest.mark.parametrize("language", ["en", "es"])
def test_whose_limit_is_reached_reads_it_on_their_home_and_sends_nothing(db, language):
    """No button that leads to a list of none, and no request that staff would have to look at."""
    practice = with_rule(OWN)
    patient = f.patient(practice, established=True)
    booking.book(f.actor(practice, "front_desk"), patient, visit_type=f.visit("procedure"), place=f.place("09:00"))
    client = as_patient(practice, patient)
    client.cookies["frontdesk_language"] = language
    home = client.get(at(practice, "home/")).content.decode()
    assert HAS[language] in words(home) and 'name="visit" value="follow-up"' not in home
    client.post(at(practice, ""), {"visit": "follow-up", "for": str(patient.pk)})
    answer = client.post(at(practice, "ask/for/"), {"person": str(patient.pk)}, follow=True)
    assert HAS[language] in words(answer.content.decode())
    assert not Request.objects.exists()


def test_the_list_of_times_leads_back_to_what_is_so(db):
    practice = with_rule(OWN)
    patient, asked = approved(practice)
    booking.book(f.actor(practice, "front_desk"), patient, visit_type=f.visit("procedure"), place=f.place("09:00"))
    answer = as_patient(practice, patient).get(at(practice, f"requests/{asked.pk}/times/"), follow=True)
    text = answer.content.decode()
    assert HAS["en"] in words(text) and "Later times" not in text


VISITS = "visit types:\n" + "".join(f"  - {{id: kind-{n}, name: Kind {n} visit}}\n" for n in range(6))


def judged(monkeypatch, client, url):
    """How often the page asks for a patient's facts, makes an engine over what is booked, and asks the database."""
    count = dict.fromkeys(("facts", "engine"), 0)

    def counted(name, original):
        def call(*args, **more):
            count[name] += 1
            return original(*args, **more)

        return call

    monkeypatch.setattr(evaluation, "facts", counted("facts", evaluation.facts))
    monkeypatch.setattr(home, "facts", evaluation.facts)
    monkeypatch.setattr(at_limit, "facts", evaluation.facts)
    monkeypatch.setattr(at_limit, "engine", counted("engine", at_limit.engine))
    client.get(url)
    count = dict.fromkeys(count, 0)
    with CaptureQueriesContext(connection) as asked:
        page_ = client.get(url).content.decode()
    return page_, len(asked), count


@pytest.mark.parametrize("rule", [OWN, ""])
def test_the_first_page_judges_each_patient_once_however_many_visits_they_may_book(db, monkeypatch, rule):
    more = "".join(f"  Patients may book kind {n} visits themselves.\n" for n in range(6))
    practice = f.load_cedar(f"{f.CEDAR.replace('visit types:', VISITS, 1)}{more}  {rule}\n")
    patient = f.patient(practice, established=True)
    client, url = as_patient(practice, patient), at(practice, "home/")
    shown, many, count = judged(monkeypatch, client, url)
    assert "Kind 5 visit" in shown
    assert count == {"facts": 1, "engine": 1 if rule else 0}
    VisitType.objects.filter(code__startswith="kind-").exclude(code="kind-5").update(active=False)
    fewer, few, _ = judged(monkeypatch, client, url)
    assert "Kind 5 visit" in fewer and "Kind 4 visit" not in fewer
    assert few == many
