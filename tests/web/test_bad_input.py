"""Bad input gets a clear answer, and loses nothing that was typed."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Request
from frontdesk.messaging.models import Message
from frontdesk.people.models import Patient
from tests import factory as f
from tests.web_client import as_patient, as_staff, at, led_to

PNG = f.photo()


def start(client, cedar, visit="new-patient"):
    return client.post(at(cedar, ""), {"visit": visit})


def walk(client, cedar, contact="new@example.org", payer="aetna"):
    """A patient up to 'check your answers'."""
    start(client, cedar)
    client.post(
        at(cedar, "ask/who/"),
        {"first": "Ada", "last": "Sample", "birth_month": "3", "birth_day": "27", "birth_year": "1946"},
    )
    client.post(at(cedar, "ask/contact/"), {"contact": contact})
    client.post(at(cedar, "ask/insurance/"), {"payer": payer})
    return client.post(at(cedar, "ask/reason/"), {"answer": "A cough"})


def code_in_outbox() -> str:
    body = Message.objects.filter(template="code").latest("created_at").body
    return re.search(r"\d{6}", body).group()


def send(client, cedar):
    client.post(at(cedar, "ask/check/"))
    return client.post(at(cedar, "ask/code/"), {"code": code_in_outbox()})


def test_the_whole_way_of_a_new_patient(cedar):
    client = Client()
    assert led_to(walk(client, cedar)).endswith("/ask/check/")
    sent = send(client, cedar)
    assert "Choose a time" in client.get(sent.headers["Location"]).content.decode()
    assert Request.objects.get().patient.name == "Ada Sample"


@pytest.mark.parametrize(
    ("step", "data", "says", "kept"),
    [
        (
            "who",
            {"first": "Ada", "last": "", "birth_month": "2", "birth_day": "30", "birth_year": "1990"},
            "Enter a date that exists",
            'value="Ada"',
        ),
        (
            "who",
            {"first": "Ada", "last": "S", "birth_month": "x", "birth_day": "", "birth_year": ""},
            "Enter a date that exists",
            'value="x"',
        ),
        (
            "who",
            {"first": "", "last": "S", "birth_month": "1", "birth_day": "1", "birth_year": "1990"},
            "Enter your first name.",
            'value="1990"',
        ),
        ("contact", {"contact": "me@nowhere"}, "Enter an email address, such as", 'value="me@nowhere"'),
        ("contact", {"contact": "555-01"}, "or a phone number", 'value="555-01"'),
        ("insurance", {"payer": "made-up"}, "Select a valid choice", ""),
        ("reason", {"answer": "x" * 5000}, "at most 4000", "x" * 5000),
    ],
)
def test_a_malformed_answer_says_what_to_do_and_keeps_what_was_typed(cedar, step, data, says, kept):
    client = Client()
    start(client, cedar)
    response = client.post(at(cedar, f"ask/{step}/"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert kept in page


def test_what_was_typed_is_there_again_on_coming_back(cedar):
    client = Client()
    walk(client, cedar)
    assert 'value="Ada"' in client.get(at(cedar, "ask/who/")).content.decode()
    assert "A cough" in client.get(at(cedar, "ask/reason/")).content.decode()


def test_a_wrong_code_is_refused_and_the_right_one_still_works(cedar):
    client = Client()
    walk(client, cedar)
    client.post(at(cedar, "ask/check/"))
    right = code_in_outbox()
    wrong = client.post(at(cedar, "ask/code/"), {"code": "000000" if right != "000000" else "111111"})
    assert wrong.status_code == 422
    assert "That code is not right" in wrong.content.decode()
    assert client.post(at(cedar, "ask/code/"), {"code": right}).status_code == 302


def test_an_expired_code_is_refused(cedar):
    from datetime import timedelta

    from django.utils.timezone import now

    from frontdesk.people.models import SignInCode

    client = Client()
    walk(client, cedar)
    client.post(at(cedar, "ask/check/"))
    SignInCode.objects.update(expires_at=now() - timedelta(seconds=1))
    assert client.post(at(cedar, "ask/code/"), {"code": code_in_outbox()}).status_code == 422
    assert not Request.objects.exists()


def test_a_code_works_once_and_five_wrong_tries_end_it(cedar):
    client = Client()
    walk(client, cedar)
    client.post(at(cedar, "ask/check/"))
    right = code_in_outbox()
    for _ in range(5):
        client.post(at(cedar, "ask/code/"), {"code": "x"})
    assert client.post(at(cedar, "ask/code/"), {"code": right}).status_code == 422


def test_codes_are_stored_as_hashes_only(cedar):
    from frontdesk.people.models import SignInCode

    client = Client()
    walk(client, cedar, contact="hash@example.org")
    client.post(at(cedar, "ask/check/"))
    row = SignInCode.objects.get()
    assert code_in_outbox() not in row.code_hash
    assert "hash@example.org" not in row.contact_hash


def test_known_and_unknown_addresses_get_the_same_answer(cedar):
    known = f.patient(cedar, email="known@example.org")
    answers = []
    for contact in (known.email, "unknown@example.org"):
        client = Client()
        first = client.post(at(cedar, "sign-in/"), {"contact": contact})
        page = client.get(first.headers["Location"]).content.decode().replace(contact, "")
        answers.append((first.status_code, first.headers["Location"], re.sub(r'value="\w{64}"', "", page)))
    assert answers[0] == answers[1]
    assert Message.objects.filter(template="code").count() == 1


def test_a_request_that_is_sent_twice_is_one_request(cedar):
    client = Client()
    walk(client, cedar)
    client.post(at(cedar, "ask/check/"))
    code, tokens = code_in_outbox(), client.session["drafts"]
    client.post(at(cedar, "ask/code/"), {"code": code})
    session = client.session
    session["drafts"] = tokens
    session.save()
    client.post(at(cedar, "ask/check/"))
    assert Request.objects.count() == 1


def test_a_booking_that_is_sent_twice_is_one_appointment(cedar):
    desk, who = as_staff(cedar, "front_desk"), f.patient(cedar, established=True)
    form = {"time": _value(f.place()), "key": str(uuid4())}
    one = desk.post(at(cedar, f"console/book/{who.pk}/?visit=follow-up"), form)
    two = desk.post(at(cedar, f"console/book/{who.pk}/?visit=follow-up"), form)
    assert one.headers["Location"] == two.headers["Location"]
    assert Appointment.objects.count() == 1


def _value(place) -> str:
    return f"{place.provider}|{place.location}|{place.start.astimezone(f.dt.UTC):%Y-%m-%dT%H:%MZ}"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "chen|downtown|soon",
        "nobody|downtown|2030-01-01T10:00Z",
        "chen|nowhere|2030-01-01T10:00Z",
        "chen|downtown|2030-01-01T10:00Z|x",
    ],
)
def test_a_time_that_was_never_offered_is_refused_in_words(cedar, value):
    desk, who = as_staff(cedar, "front_desk"), f.patient(cedar, established=True)
    response = desk.post(at(cedar, f"console/book/{who.pk}/?visit=follow-up"), {"time": value})
    assert response.status_code == 409
    assert "Choose one of the times." in response.content.decode()


def test_unknown_and_foreign_things_are_the_same_404(cedar):
    mine, theirs = f.patient(cedar), f.patient(cedar)
    desk = f.actor(cedar, "front_desk")
    foreign = actions.book(desk, theirs, visit_type=f.visit("procedure"), place=f.place())
    client = as_patient(cedar, mine)
    pages = [client.get(at(cedar, f"appointments/{key}/")) for key in (foreign.pk, uuid4())]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content
    assert as_patient(cedar, theirs).get(at(cedar, f"appointments/{foreign.pk}/")).status_code == 200


@pytest.mark.parametrize("path", ["requests/not-an-id/", "nothing/here/", "console/requests/1/"])
def test_malformed_addresses_are_a_calm_404(cedar, path):
    response = Client().get(at(cedar, path))
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_a_stale_page_is_shown_what_changed_and_overwrites_nothing(cedar):
    desk = f.actor(cedar, "front_desk")
    one = actions.book(desk, f.patient(cedar), visit_type=f.visit("procedure"), place=f.place())
    actions.arrive(desk, f.its_time(one))
    response = as_staff(cedar, "front_desk").post(
        at(cedar, f"console/appointments/{one.pk}/cancel/"), {"reason": "x", "version": "1"}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody changed this since you opened the page" in page
    assert "Arrived" in page
    one.refresh_from_db()
    assert one.state == "arrived"


def test_fields_that_the_form_never_had_are_never_stored(cedar):
    client = Client()
    start(client, cedar)
    client.post(
        at(cedar, "ask/who/"),
        {
            "first": "Ada",
            "last": "S",
            "birth_month": "1",
            "birth_day": "1",
            "birth_year": "1990",
            "established": "true",
            "no_shows": "-9",
            "payer": "x",
        },
    )
    client.post(at(cedar, "ask/contact/"), {"contact": "mass@example.org", "state": "approved"})
    client.post(at(cedar, "ask/insurance/"), {"payer": "aetna"})
    client.post(at(cedar, "ask/reason/"), {"answer": "A cough", "approved_by": "me"})
    send(client, cedar)
    made = Patient.objects.get(email="mass@example.org")
    assert (made.established, made.no_shows, made.payer.code) == (False, 0, "aetna")
    assert Request.objects.get().approved_by == ""


def test_a_post_that_is_too_large_is_refused_calmly(cedar):
    client = Client()
    start(client, cedar)
    response = client.post(at(cedar, "ask/reason/"), {"answer": "x" * 400_000})
    assert response.status_code == 400
    assert "That was too much at once" in response.content.decode()


def test_a_post_of_too_many_fields_is_refused_with_what_to_do(cedar):
    response = Client().post(at(cedar, "ask/reason/"), {f"field-{n}": "x" for n in range(1100)})
    assert response.status_code == 400 and "select fewer" in response.content.decode()


def test_a_file_that_is_far_too_large_is_refused_before_it_is_read(cedar):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = Client()
    start(client, cedar)
    response = client.post(
        at(cedar, "ask/insurance-card/"), {"answer": SimpleUploadedFile("card.png", b"x" * 7 * 1024 * 1024)}
    )
    assert response.status_code == 413
    assert "at most 5 MB" in response.content.decode()


@pytest.mark.parametrize("data", [b"GIF89a....", b"<html>", b"\xff\xd8\xff" + b"0" * (5 * 1024 * 1024 + 1)])
def test_what_is_no_photo_or_pdf_or_too_large_is_refused(cedar, data):
    from frontdesk.intake import drafts

    with pytest.raises(drafts.NotADocument):
        drafts.keep_document(cedar, "insurance-card", data)


def test_a_document_is_a_download_for_those_who_may(cedar):
    from frontdesk.intake import drafts

    document = f.drawn(drafts.keep_document(cedar, "insurance-card", PNG))
    document.patient = f.patient(cedar)
    document.save()
    response = as_staff(cedar, "front_desk").get(at(cedar, f"console/documents/{document.pk}/"))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert as_staff(cedar, "manager").get(at(cedar, f"console/documents/{document.pk}/")).status_code == 403


def test_a_host_that_is_not_ours_is_refused_and_never_in_a_link(cedar):
    client = Client(headers={"host": "evil.example"})
    assert client.get(at(cedar, "")).status_code == 400
    client = Client()
    walk(client, cedar)
    send(client, cedar)
    assert all("127.0.0.1" in m.body or "http" not in m.body for m in Message.objects.all())


def test_a_form_without_its_token_changes_nothing(cedar):
    client = Client(enforce_csrf_checks=True)
    response = client.post(at(cedar, ""), {"visit": "new-patient"})
    assert response.status_code == 403
    assert "This page was open for too long" in response.content.decode()


def test_an_override_shows_each_rule_and_asks_a_scheduler_for_a_reason(cedar):
    who = f.patient(cedar, established=True)
    path, form = at(cedar, f"console/book/{who.pk}/?visit=follow-up"), {"time": _value(f.place("09:10"))}
    desk, scheduler = as_staff(cedar, "front_desk"), as_staff(cedar, "scheduler")
    refused = desk.post(path, form).content.decode()
    assert "Visits start every 30 minutes." in refused
    assert "Book against these rules" not in refused
    assert "Book against these rules" in scheduler.post(path, form).content.decode()
    assert scheduler.post(path, {**form, "override": "1", "reason": " "}).status_code == 409
    assert scheduler.post(path, {**form, "override": "1", "reason": "she comes by train"}).status_code == 302
    no = desk.post(path, {**form, "override": "1", "reason": "x"})
    assert no.status_code == 403 and "You don&#x27;t have access to do this." in no.content.decode()


def test_a_caller_whose_visit_needs_more_becomes_a_request_and_is_booked_from_there(cedar):
    from frontdesk.practice.models import Payer

    desk, who = as_staff(cedar, "front_desk"), f.patient(cedar, payer=Payer.objects.get(code="aetna"))
    path = at(cedar, f"console/book/{who.pk}/?visit=new-patient")
    assert "Save it as a request" in desk.post(path, {"time": _value(f.place())}).content.decode()
    form = at(cedar, f"console/book/{who.pk}/request/?visit=new-patient")
    assert desk.post(form, {"reason-answer": ""}).status_code == 422
    key = str(uuid4())
    one = desk.post(form, {"reason-answer": "A cough", "key": key})
    two = desk.post(form, {"reason-answer": "A cough", "key": key})
    assert one.headers["Location"] == two.headers["Location"]
    asked = Request.objects.get()
    assert (asked.state, asked.channel) == ("approved", "phone")
    booked = desk.post(
        at(cedar, f"console/requests/{asked.pk}/book/"), {"time": _value(f.place()), "version": asked.version}
    )
    assert booked.status_code == 302
    assert Appointment.objects.get().request == asked


def test_where_no_time_can_ever_fit_the_sentence_that_keeps_it_is_shown(cedar):
    who = f.patient(cedar)  # a new patient
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/book/{who.pk}/?visit=follow-up")).content.decode()
    assert "Follow-up visits are for established patients." in page


def test_what_staff_have_asked_for_is_waited_for_before_a_time_is_booked(cedar):
    from frontdesk.intake import actions as intake
    from frontdesk.practice.models import Payer

    who = f.patient(cedar, payer=Payer.objects.get(code="aetna"))
    boss = f.actor(cedar, "scheduler")
    asked = intake.create_for_caller(boss, who, visit_type=f.visit("new-patient"), answers={"reason": "A cough"})
    scheduler, path = as_staff(cedar, "scheduler"), at(cedar, f"console/requests/{asked.pk}/")
    assert "Times that fit" in scheduler.get(path).content.decode()
    intake.ask(boss, asked, fields=["insurance-card"])
    assert "Times that fit" not in scheduler.get(path).content.decode()


def test_staff_enter_what_a_patient_says_on_the_telephone(cedar):
    from frontdesk.intake import actions as intake

    who = f.patient(cedar)
    asked = intake.create_for_caller(
        f.actor(cedar, "front_desk"), who, visit_type=f.visit("new-patient"), answers={"reason": "A cough"}
    )
    assert asked.missing == ["insurance"]
    response = as_staff(cedar, "front_desk").post(
        at(cedar, f"requests/{asked.pk}/answer/"), {"insurance-answer": "Medicaid"}
    )
    asked.refresh_from_db()
    who.refresh_from_db()
    assert response.headers["Location"].endswith(f"console/requests/{asked.pk}/")
    assert (asked.state, who.payer.code) == ("awaiting_approval", "medicaid")


def test_nothing_is_kept_by_browsers_and_nothing_runs_inline(cedar):
    page = Client().get(at(cedar, ""))
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.content.decode()
    assert " style=" not in page.content.decode()


def test_too_many_sign_ins_are_stopped_for_a_while(cedar):
    client = Client()
    form = {"email": "nobody@example.org", "password": "wrong-password-1"}
    answers = [client.post(at(cedar, "console/sign-in/"), form).content.decode() for _ in range(6)]
    assert "Email or password is incorrect" in answers[4]
    assert "tried too often" in answers[5]
