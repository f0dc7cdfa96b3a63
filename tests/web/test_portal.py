"""The patient's pages: forms by visit type, resumed requests, nothing asked twice, who pays, calendar files."""

import datetime as dt
import io
import re

import pytest
from django.test import Client
from icalendar import Calendar

from frontdesk.booking import actions as booking
from frontdesk.booking.queries import for_billing
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Document, Draft, Request
from frontdesk.messaging.models import Message
from frontdesk.people.models import Patient
from frontdesk.practice.file import FileFaults, read
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_patient, as_staff, at

FORMS = f.CEDAR.replace(
    "timezone: America/Chicago,", "timezone: America/Chicago, ask about paying oneself: yes,"
).replace(
    "rules: |",
    """  - {id: smoker, ask: Do you smoke?, kind: yes/no, for: [new-patient], es: {ask: ¿Fuma?}}
  - {id: packs, ask: How many packs a day?, kind: number, for: [new-patient], show when: 'smoker is "yes"'}
  - {id: school, ask: Which school?, for: [new-patient], show when: the patient is under 18}
  - {id: allergies, ask: Any of these?, kind: several choices, options: [Pollen, Penicillin], for: [new-patient], required: no, es: {options: [Polen, Penicilina]}}
  - {id: call, ask: A number to call, kind: phone, for: [procedure]}
  - {id: consent, ask: I agree, kind: signature, for: [procedure]}
rules: |""",
)


@pytest.fixture
def practice(db):
    return f.load_cedar(FORMS)


class Asking:
    """A newcomer at the questions, by HTTP."""

    def __init__(self, practice, visit: str = "new-patient", client: Client | None = None) -> None:
        self.practice, self.client = practice, client or Client()
        self.at = self.client.post(at(practice, ""), {"visit": visit}).headers["Location"]

    def answer(self, **values) -> str:
        """To the next question; its name."""
        response = self.client.post(self.at, values)
        assert response.status_code == 302, re.findall(r'class="error"[^>]*>([^<]*)', response.content.decode())
        self.at = response.headers["Location"]
        return self.at.partition("?")[0].rstrip("/").rpartition("/")[2]

    def newcomer(self, *, birth=("3", "27", "1946"), contact="newcomer@example.org", **insurance) -> str:
        self.answer(first="Nora", last="Comer", birth_month=birth[0], birth_day=birth[1], birth_year=birth[2])
        self.answer(contact=contact)
        return self.answer(payer="aetna", **insurance)

    def page(self) -> str:
        return self.client.get(self.at).content.decode()

    def finish(self, contact="newcomer@example.org") -> Request:
        self.at = self.client.post(at(self.practice, "ask/check/")).headers["Location"]
        code = re.search(r"\d{6}", Message.objects.filter(to=contact, template="code").latest("created_at").body)[0]
        response = self.client.post(self.at, {"code": code})
        assert response.status_code == 302, response.content.decode()
        return Request.objects.latest("created_at")


def test_each_visit_type_has_its_own_form_and_conditions_show_what_follows(practice):
    asking = Asking(practice)
    assert asking.newcomer() == "reason"
    assert asking.answer(answer="a cough") == "smoker"
    assert asking.answer(answer="yes") == "packs"
    assert asking.answer(answer="2") == "allergies"
    assert asking.answer() == "check"  # not required
    asked = asking.finish()
    assert {a.field: a.value for a in asked.answers.all()} == {"reason": "a cough", "smoker": "yes", "packs": "2"}


def test_what_is_not_to_be_asked_is_not_asked_nor_kept(practice):
    asking = Asking(practice)
    asking.newcomer(birth=("1", "2", str(f.day(0).year - 10)))
    asking.answer(answer="a cough")
    asking.answer(answer="yes")
    asking.answer(answer="2")
    assert asking.answer(answer="Sample School") == "allergies"
    asking.client.post(at(practice, "ask/smoker/?change=1"), {"answer": "no"})
    asking.at = at(practice, "ask/allergies/")
    asking.answer(answer=["Pollen"])
    asked = asking.finish()
    kept = {a.field: a.value for a in asked.answers.all()}
    assert "packs" not in kept  # the question went away with the answer that it hung on
    assert (kept["school"], kept["allergies"]) == ("Sample School", "Pollen")


def test_the_number_of_questions_does_not_change_on_the_way_whatever_is_answered(practice):
    asking, told = Asking(practice), []

    def look(_name=""):
        number, most = re.search(r"<title>[^<]*Question (\d+) of (?:at most )?(\d+)", asking.page()).groups()
        told.append((int(number), int(most)))

    look()
    asking.answer(first="Nora", last="Comer", birth_month="1", birth_day="2", birth_year=str(f.day(0).year - 10))
    look()
    for given in ({"contact": "n@example.org"}, {"payer": "aetna"}, {"answer": "a cough"}, {"answer": "yes"}):
        look(asking.answer(**given))
    look(asking.answer(answer="2"))
    assert [number for number, _ in told] == list(range(1, 8))
    assert len({most for _, most in told}) == 1, told


@pytest.mark.parametrize(
    ("field", "wrong", "says", "right"),
    [
        ("call", "555", "Enter a phone number with area code", "(312) 555-0199"),
        ("consent", "x", "Type your first and last name. That is your signature.", "Nora Comer"),
    ],
)
def test_an_answer_that_fails_says_what_to_do_and_keeps_what_was_typed(practice, field, wrong, says, right):
    asking = Asking(practice, "procedure")
    asking.newcomer()
    at_field = asking.answer(answer="a mole")
    while at_field != field:
        at_field = asking.answer(answer="(312) 555-0199")
    response = asking.client.post(asking.at, {"answer": wrong})
    assert response.status_code == 422
    assert says in response.content.decode() and f'value="{wrong}"' in response.content.decode()
    asking.answer(answer=right)


def test_a_request_that_was_left_is_gone_on_with_by_a_code_and_the_birth_date(practice):
    asking = Asking(practice)
    asking.newcomer(contact="left@example.org")
    asking.answer(answer="a cough that came last week")
    elsewhere = Client()  # another browser, another day
    elsewhere.post(at(practice, "sign-in/"), {"contact": "left@example.org"})
    code = re.search(r"\d{6}", Message.objects.get(to="left@example.org").body)[0]
    response = elsewhere.post(at(practice, "sign-in/code/"), {"code": code}, follow=True)
    asked = response.redirect_chain[-1][0]
    assert asked == at(practice, "ask/on-this-device/")  # who has the address need not be who typed it
    born = {"birth_month": "3", "birth_day": "27", "birth_year": "1946"}
    response = elsewhere.post(asked, born, follow=True)
    there, _, which = response.redirect_chain[-1][0].partition("?")
    assert there == at(practice, "ask/smoker/")
    assert "a cough that came last week" in elsewhere.get(f"{at(practice, 'ask/reason/')}?{which}").content.decode()
    assert Client().get(at(practice, "ask/smoker/")).status_code == 302  # nobody else finds it


def test_half_of_an_answer_is_kept_when_the_session_is_about_to_end(practice):
    asking = Asking(practice)
    asking.newcomer()
    assert asking.client.post(asking.at, {"answer": "it began wh"}, headers={"X-Keep": "1"}).status_code == 204
    assert "it began wh" in asking.page()


def test_who_left_a_request_for_too_long_is_warned_and_told_what_happened(practice):
    asking = Asking(practice)
    asking.newcomer()
    assert "data-session" in asking.page()  # the warning is there without a sign-in too
    told = Client().get(asking.at, follow=True).content.decode()
    assert "Your request is not open here any more" in told
    assert "data-session" not in told


def test_who_pressed_nothing_for_an_hour_is_signed_out_and_the_draft_is_found_again(practice, settings):
    """What a page sends by itself (X-Keep) is kept, and is no press: it does not keep a session alive."""
    import time

    who = f.patient(practice, established=True)
    client = as_patient(practice, who)
    client.post(at(practice, ""), {"visit": "procedure", "for": str(who.pk)})
    session = client.session
    session["pressed_at"] = int(time.time()) - 3500
    session.save()
    assert client.post(at(practice, "ask/reason/"), {"answer": "it began"}, headers={"X-Keep": "1"}).status_code == 204
    session = client.session
    assert time.time() - session["pressed_at"] > 3400
    session["pressed_at"] -= 200
    session.save()
    assert "sign-in" in client.get(at(practice, "home/")).headers["Location"]
    client.post(at(practice, "sign-in/"), {"contact": who.email})
    code = re.search(r"\d{6}", Message.objects.filter(template="code").latest("created_at").body)[0]
    client.post(at(practice, "sign-in/code/"), {"code": code})
    assert "You started a request and have not sent it." in client.get(at(practice, "home/")).content.decode()
    assert "it began" in client.get(at(practice, "ask/reason/")).content.decode()


def test_nobody_is_asked_twice_what_the_practice_knows(practice):
    who = f.patient(practice, payer=Payer.objects.get(code="aetna"), established=True)
    first = intake.submit(
        f.themselves(who), who, visit_type=f.visit("procedure"), answers={"reason": "x", "call": "+13125550111"}
    )
    assert first
    client = as_patient(practice, who)
    client.post(at(practice, ""), {"visit": "procedure", "for": str(who.pk)})
    page = client.get(at(practice, "ask/call/")).content.decode()
    assert "(312) 555-0111" in page
    assert "ask/who/" not in client.get(at(practice, "ask/check/")).headers["Location"]


def test_a_document_that_we_have_is_offered_for_use(db):
    practice = f.load_cedar(
        f.CEDAR.replace(
            "New patient visits need reason",
            "Follow-up visits need insurance card before booking.\n  New patient visits need reason",
        )
    )
    who = f.patient(practice, established=True, payer=Payer.objects.get(code="aetna"))
    client = as_patient(practice, who)
    photo = io.BytesIO(f.photo())
    photo.name = "c.png"
    client.post(at(practice, "documents/"), {"kind": "insurance-card", "file": photo})
    client.post(at(practice, ""), {"visit": "follow-up", "for": str(who.pk)})
    client.post(at(practice, "ask/reason/"), {"answer": "a test"})
    assert "We have one from" in client.get(at(practice, "ask/insurance-card/")).content.decode()
    assert client.post(at(practice, "ask/insurance-card/")).status_code == 302
    client.post(at(practice, "ask/check/"))
    assert Request.objects.get().state == "approved"
    assert Document.objects.count() == 1


def test_i_pay_for_this_myself_hides_the_visit_from_payer_checks(practice):
    asking = Asking(practice)
    asking.newcomer(member_id="M-4471")
    asking.answer(answer="a cough", self_pay="on")
    asking.answer(answer="no")
    asking.answer()
    asked = asking.finish()
    assert asked.self_pay
    from frontdesk.intake.evaluation import facts_of

    assert facts_of(asked).payer == "none"
    made = booking.approve_and_book(f.actor(practice, "scheduler"), asked, place=f.place("10:00"))
    assert (made.payer, made.self_pay) == (None, True)
    row = for_billing(f.actor(practice, "billing"), practice, f.day(0), 14).get()
    page = as_staff(practice, "billing").get(at(practice, f"console/billing/?date={f.day(7)}")).content.decode()
    assert row.self_pay and "M-4471" not in page and "no payer is told" in page


def test_a_parent_asks_for_a_new_child_and_messages_go_to_the_parent(db):
    practice = f.load_cedar(f.CEDAR + "proxies:\n  - {who: parent, under age: 18, may: [see, book, cancel]}\n")
    asking = Asking(practice)
    asking.answer(
        acts="parent", first="Timmy", last="Comer", birth_month="1", birth_day="2", birth_year=str(f.day(0).year - 5)
    )
    asking.answer(contact="parent@example.org")
    asking.answer(payer="aetna")
    asking.answer(answer="a cough")
    asked = asking.finish("parent@example.org")
    child = asked.patient
    assert (child.name, child.email, child.self_registered) == ("Timmy Comer", "", True)
    assert Message.objects.filter(patient=child, to="parent@example.org", template="request-received").exists()
    assert "Timmy" in asking.client.get(at(practice, "home/")).content.decode()


def test_for_whom_it_is_can_be_changed_before_it_is_sent(practice):
    one = f.patient(practice, established=True)
    other = f.patient(practice, established=True, email=one.email, first_name="Bea")
    client = as_patient(practice, one)
    client.post(at(practice, ""), {"visit": "follow-up", "for": str(one.pk)})
    page = client.get(at(practice, "ask/for/"))
    assert page.status_code == 200 and "Bea" in page.content.decode()
    client.post(at(practice, "ask/for/"), {"person": str(other.pk)})
    client.post(at(practice, "ask/reason/"), {"answer": "a test"})
    assert Request.objects.get().patient == other


def test_where_the_table_does_not_let_a_parent_book_they_are_told_to_call(cedar):
    asking = Asking(cedar)
    child = {"first": "Timmy", "last": "Comer", "birth_month": "1", "birth_day": "2", "birth_year": "2020"}
    answer = asking.client.post(asking.at, {"acts": "parent", **child})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "We cannot take this request for somebody else here." in page and "(312) 555-0100" in page
    assert not Request.objects.exists()


def test_sent_twice_it_is_one_request_and_one_record(practice):
    asking = Asking(practice)
    asking.newcomer()
    for answer in ("a cough", "no"):
        asking.answer(answer=answer)
    asking.answer()
    draft = Draft.objects.get()
    asked = asking.finish()
    session = asking.client.session
    assert "draft" not in session
    assert Patient.objects.filter(last_name="Comer").count() == 1 and Request.objects.get() == asked
    draft.refresh_from_db()
    assert draft.expires_at <= dt.datetime.now(dt.UTC)


def test_a_patient_says_how_they_are_reached_and_it_is_written_down(practice):
    from frontdesk.messaging.consent import agreed

    who = f.patient(practice, phone="+13125550133")
    client = as_patient(practice, who)
    page = at(practice, "preferences/")
    form = next(one for one in forms_of(page, client.get(page).content.decode()) if "language" in one.fields)
    said = form.data(language="es", time_zone="Pacific/Honolulu", by_email="on", by_text=None)
    assert client.post(page, said).status_code == 302
    who.refresh_from_db()
    assert (who.language, who.time_zone) == ("es", "Pacific/Honolulu")
    assert agreed(who.email) and not agreed(who.phone)
    page = as_staff(practice, "front_desk").get(at(practice, f"console/patients/{who.pk}/")).content.decode()
    assert "Pacific" in page


def test_staff_write_down_what_a_patient_says_on_the_telephone(practice):
    who = f.patient(practice)
    desk = as_staff(practice, "front_desk")
    here = at(practice, f"console/patients/{who.pk}/")
    assert desk.post(f"{here}preferences/", {"language": "en"}).status_code == 302
    assert desk.post(f"{here}confidential/", {"contact": "nonsense"}).status_code == 422
    assert desk.post(f"{here}confidential/", {"contact": "safe@example.org"}).status_code == 302
    assert desk.post(f"{here}proxies/", {"contact": "p@example.org", "who": "parent", "name": "Pat"}).status_code == 302
    assert desk.post(f"{here}deceased/", {"on": str(f.day(2))}).status_code == 422
    assert desk.post(f"{here}deceased/", {"on": str(f.day(-1))}).status_code == 302
    page = desk.get(here).content.decode()
    assert "Confidential:" in page and "safe@example.org" in page and "Died" in page and "Pat, parent" in page


# Calendar file ----------------------------------------------------------------------------------------------


def test_what_a_patient_chose_before_does_not_stand_in_the_way_of_choosing_another(db):
    practice = f.load_cedar(f.CEDAR.replace("rules: |", "rules: |\n  At most 1 upcoming visit per patient."))
    who = f.patient(practice, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    client = as_patient(practice, who)
    page = at(practice, f"requests/{asked.pk}/times/?page=1")
    times = re.findall(r'name="time" value="([^"]+)"', client.get(page).content.decode())
    assert client.post(page, {"time": times[0]}).status_code == 302
    assert set(times) <= set(re.findall(r'name="time" value="([^"]+)"', client.get(page).content.decode()))


def test_answers_are_read_back_in_the_language_of_the_page(practice):
    who = f.patient(practice, established=True)
    asked = intake.submit(
        f.themselves(who),
        who,
        visit_type=f.visit("new-patient"),
        answers={"smoker": "yes", "allergies": "Pollen, Penicillin"},
    )
    client = as_patient(practice, who)
    client.cookies["frontdesk_language"] = "es"
    page = client.get(at(practice, f"requests/{asked.pk}/")).content.decode()
    assert "<dd>Sí</dd>" in page and "<dd>Polen, Penicilina</dd>" in page
    assert "<dd>yes</dd>" not in page


def test_a_calendar_file_has_the_places_time_zone_and_says_no_visit(practice):
    who = f.patient(practice)
    made = booking.book(f.actor(practice, "front_desk"), who, visit_type=f.visit("procedure"), place=f.place("09:00"))
    response = as_patient(practice, who).get(at(practice, f"appointments/{made.pk}/appointment.ics"))
    calendar = Calendar.from_ical(response.content)
    event = calendar.walk("VEVENT")[0]
    assert event["DTSTART"].dt == made.start and event["DTSTART"].params["TZID"] == "America/Chicago"
    assert calendar.walk("VTIMEZONE")
    assert "rocedure" not in response.content.decode()
    assert str(event["SUMMARY"]) == "Appointment: Cedar Family Medicine"


def test_a_moved_appointment_takes_the_old_ones_place_in_the_calendar(practice):
    who = f.patient(practice)
    made = booking.book(f.actor(practice, "front_desk"), who, visit_type=f.visit("procedure"), place=f.place("09:00"))
    moved = booking.reschedule(f.actor(practice, "front_desk"), made, place=f.place("10:00"))
    uids = {
        str(
            Calendar.from_ical(
                as_patient(practice, who).get(at(practice, f"appointments/{one.pk}/appointment.ics")).content
            ).walk("VEVENT")[0]["UID"]
        )
        for one in (made, moved)
    }
    assert len(uids) == 1


# The file ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "complaint"),
    [
        ("{id: x, ask: X, for: [nothing]}", "no visit type 'nothing'"),
        ("{id: x, ask: X, show when: the patient is under 18}", "'show when' needs 'for: [visit types]'"),
        ("{id: x, ask: X, for: [procedure], show when: the moon is full}", "cannot read"),
        ("{id: x, ask: X, kind: choice, options: [a, b], es: {options: [c]}}", "1 Spanish options for 2 English ones"),
        ("{id: x, ask: X, required: maybe}", "'required' of a question must be true or false"),
        ("{id: x, ask: X, kind: telephone}", "did you mean 'phone'?"),
    ],
)
def test_a_fault_in_a_form_says_what_would_be_right(question, complaint):
    with pytest.raises(FileFaults) as faults:
        read(f.CEDAR.replace("rules: |", f"  - {question}\nrules: |"))
    assert complaint in str(faults.value)


def test_what_is_asked_for_says_nothing_of_optional(practice):
    asking = Asking(practice)
    asking.newcomer()
    patient = f.patient(practice, established=True)
    asked = intake.submit(f.themselves(patient), patient, visit_type=f.visit("procedure"), answers={"reason": "a mole"})
    intake.ask(f.actor(practice, "scheduler"), asked, fields=["allergies", "insurance-card"])
    client = as_patient(practice, patient)
    page = at(practice, f"requests/{asked.pk}/answer/")
    assert "optional" not in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 422
