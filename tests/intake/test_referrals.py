"""Referrals: never clean; no time is offered before the minimum is there; the clinic hears how it stands and nothing else."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frontdesk.access.may import NotAllowed
from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import queries as requests
from frontdesk.intake.insurance import ELSEWHERE
from frontdesk.intake.models import Document, Referral, Task
from frontdesk.intake.referrals import actions, importing, queries
from frontdesk.intake.referrals.minimum import missing
from frontdesk.intake.referrals.outcome import token_of
from frontdesk.intake.referrals.possible import sentences_against
from frontdesk.intake.states import IllegalTransition
from frontdesk.intake.tasks import actions as tasks
from frontdesk.messaging import dates
from frontdesk.messaging.models import Message
from frontdesk.people.models import Tally
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_staff, at

COMPLETE = {
    "first_name": "Walter",
    "last_name": "Brandt",
    "birth_date": dt.date(1951, 3, 8),
    "phone": "+13125553101",
    "why": "Please see.",
    "clinic_name": "Lakeview",
    "clinic_email": "desk@lakeview.example",
}


def receive(practice, visit="new-patient", **values) -> Referral:
    known = {
        **COMPLETE,
        "payer": Payer.objects.get(code="aetna"),
        **values,
        "visit_type": f.visit(visit) if visit else None,
    }
    return actions.receive(f.actor(practice, "scheduler"), practice, values=known)


def told(referral):
    found = Message.objects.filter(thing_kind="referral", thing_id=referral.pk).order_by("created_at")
    return [(one.to, one.body.split("\n")[0]) for one in found]


def test_almost_everything_may_be_missing_and_each_gap_is_named(cedar):
    bare = actions.receive(f.actor(cedar, "scheduler"), cedar, values={"last_name": "Okonkwo"})
    gaps = missing(bare)
    assert gaps.who == ("which visit", "first name", "date of birth", "a phone number or email address of the patient")
    with pytest.raises(actions.NotReady):
        actions.accept(f.actor(cedar, "scheduler"), bare)
    assert bare.documents.count() == 0 and not Task.objects.exists()


def test_the_visit_types_own_minimum_counts_too(cedar):
    one = receive(cedar, why="")
    assert missing(one).fields == (("reason", "New patient visits need reason before booking."),)
    one = actions.edit(f.actor(cedar, "scheduler"), one, values={}, answers={"reason": "a cough"})
    assert not missing(one)


def test_once_the_minimum_is_there_it_becomes_a_request_by_referral(cedar):
    one = actions.accept(f.actor(cedar, "scheduler"), receive(cedar))
    request = one.request
    assert (one.state, request.channel, request.state) == ("accepted", "referral", "approved")
    assert request.patient.name == "Walter Brandt"
    assert {a.field: a.value for a in request.answers.all()}["reason"] == "Please see."


def test_it_is_the_request_of_a_record_that_staff_chose(cedar):
    known = f.patient(cedar, first_name="Walter", last_name="Brandt", birth_date=dt.date(1951, 3, 8))
    one = actions.accept(f.actor(cedar, "scheduler"), receive(cedar), patient=known)
    assert one.request.patient_id == known.pk


def of_a_known_record(practice):
    """Zoë Nowak, known with Aetna, and her new referral: Medicaid, another phone."""
    zoe = {"first_name": "Zoë", "last_name": "Nowak", "birth_date": dt.date(1980, 5, 6)}
    known = f.patient(
        practice, **zoe, payer=Payer.objects.get(code="aetna"), member_id="W1", phone="+13125553102", email=""
    )
    one = receive(
        practice, **zoe, phone="+13125553109", payer=Payer.objects.get(code="medicaid"), member_id="IL-998877"
    )
    return known, one


def test_the_insurance_of_a_referral_is_what_the_rules_judge_a_known_record_by(cedar):
    known, one = of_a_known_record(cedar)
    request = actions.accept(f.actor(cedar, "scheduler"), one, patient=known).request
    known.refresh_from_db()
    assert (request.state, known.payer.code, known.member_id) == ("awaiting_approval", "medicaid", "IL-998877")
    assert known.phone == "+13125553102"  # nobody has proved the other one


def test_staff_may_keep_the_insurance_of_the_record(cedar):
    known, one = of_a_known_record(cedar)
    request = actions.accept(f.actor(cedar, "scheduler"), one, patient=known, keep_insurance=True).request
    known.refresh_from_db()
    assert (request.state, known.payer.code, known.member_id) == ("approved", "aetna", "W1")


def test_the_page_shows_both_and_the_main_button_is_that_of_the_record(cedar):
    known, one = of_a_known_record(cedar)
    maria = as_staff(cedar, "scheduler")
    page = at(cedar, f"console/referrals/{one.pk}/")
    shown = maria.get(page).content.decode()
    for value in ("Aetna W1", "Medicaid IL-998877", "(312) 555-3102", "(312) 555-3109"):
        assert value in shown
    main = re.search(r'<button class="btn btn-primary" data-key="a">([^<]*)', shown)
    assert main is not None and main[1].startswith("Accept for Zoë Nowak")
    led_to = maria.post(
        f"{page}accept/", {"patient": str(known.pk), "keep_insurance": "1", "version": one.version}, follow=True
    )
    shown = led_to.content.decode()
    for value in ("Aetna W1", "Medicaid IL-998877", "(312) 555-3102", "(312) 555-3109"):
        assert value in shown


def test_the_clinic_hears_of_each_step_once_and_never_who_or_why(cedar):
    one = receive(cedar)
    actions.accept(f.actor(cedar, "scheduler"), one)
    one.refresh_from_db()
    booking.approve_and_book(f.actor(cedar, "scheduler"), one.request, place=f.place())
    done = f.its_time(one.request.appointments.get())
    desk = f.actor(cedar, "front_desk")
    booking.complete(desk, booking.arrive(desk, done))
    sentences = [body for _to, body in told(one)]
    assert [s.partition(", ")[2].partition(", ")[2] or s for s in sentences] == [
        "has arrived; we are looking at it.",
        "has an appointment.",
        "is done: the patient was seen.",
    ]
    assert all(
        "Brandt" not in m.body + m.subject and "Please see" not in m.body
        for m in Message.objects.filter(to="desk@lakeview.example")
    )


def test_declining_needs_a_reason_tells_the_clinic_and_can_be_reopened(cedar):
    one, maria = receive(cedar), f.actor(cedar, "scheduler")
    with pytest.raises(Exception, match="Say why"):
        actions.decline(maria, one, reason="")
    actions.decline(maria, one, reason="We do not offer this visit")
    assert told(one)[-1][1].endswith("cannot be taken here.")
    assert actions.reopen(maria, one).state == "open"


def test_a_request_that_is_withdrawn_is_told_to_the_clinic(cedar):
    one = actions.accept(f.actor(cedar, "scheduler"), receive(cedar))
    intake.decline(f.actor(cedar, "scheduler"), one.request, reason="no")
    assert told(one)[-1][1].endswith("cannot be taken here.")


def test_urgent_ones_stand_first(cedar):
    routine, urgent, soon = receive(cedar), receive(cedar, urgency="urgent"), receive(cedar, urgency="soon")
    found = queries.worklist(f.actor(cedar, "scheduler"), "open")
    assert [one.pk for one in found] == [urgent.pk, soon.pk, routine.pk]
    assert queries.counts(f.actor(cedar, "scheduler"))["urgent"] == 1


def test_each_call_keeps_its_outcome_and_when_it_is_tried_again(cedar):
    one, maria = receive(cedar), f.actor(cedar, "scheduler")
    due = dt.datetime(2026, 1, 5, 15, tzinfo=dt.UTC)
    actions.follow_up(maria, one, what="Call the clinic", within=due - dt.datetime.now(dt.UTC))
    task = one.tasks.get()
    assert queries.counts(maria)["calls"] == 1
    later = dt.datetime(2036, 1, 5, 15, tzinfo=dt.UTC)
    task = tasks.later(maria, task, due_at=later, outcome="no_answer")
    assert (task.outcome, task.state, queries.counts(maria)["calls"]) == ("no_answer", "open", 0)
    task = tasks.done(maria, task, outcome="reached", note="They fax it")
    assert (task.state, task.done_by) == ("done", "Some scheduler")


def test_referrals_are_a_schedulers(cedar):
    with pytest.raises(NotAllowed):
        queries.worklist(f.actor(cedar, "front_desk"), "open")
    assert as_staff(cedar, "front_desk").get(at(cedar, "console/referrals/")).status_code == 403


# From a file ------------------------------------------------------------------------------------------------

FILE = """key,first name,last name,birth date,phone,visit,insurance,clinic,clinic email,urgency,reason
A-1,Walter,Brandt,03/08/1951,(312) 555-3101,new-patient,Medicare,Lakeview,desk@lakeview.example,urgent,"Growing, please see"
A-2,,Okonkwo,,,,,Sample Street,,,
"""


def test_a_file_makes_each_referral_once_however_often_it_comes(cedar):
    maria = f.actor(cedar, "scheduler")
    assert importing.load(maria, cedar, FILE.encode()) == importing.Loaded(2, 0)
    assert importing.load(maria, cedar, FILE.encode()) == importing.Loaded(0, 2)
    one = Referral.objects.get(outside_key="A-1")
    assert (one.birth_date, one.phone, one.payer, one.urgency) == (
        dt.date(1951, 3, 8),
        "+13125553101",
        Payer.objects.get(code="medicare"),
        "urgent",
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            "B-1,A,B,1951-02-30,,,,,,,",
            "line 2: 'birth date' must be a date that exists, such as 1946-03-27, not '1951-02-30'",
        ),
        ("B-1,A,B,,12,,,,,,", "line 2: phone '12': Enter a phone number with area code"),
        ("B-1,A,B,,,surgery,,,,,", "line 2: no visit 'surgery'; there are follow-up, new-patient, procedure"),
        (",A,B,,,,,,,,", "line 2: no key"),
        ("B-1,A,B,,,,,,,now,", "line 2: urgency 'now' is not routine, soon or urgent"),
    ],
)
def test_what_cannot_be_read_refuses_the_file_whole_and_says_where(cedar, line, fault):
    heading = FILE.splitlines()[0]
    with pytest.raises(importing.Faults) as faults:
        importing.load(f.actor(cedar, "scheduler"), cedar, f"{heading}\n{line}\n".encode())
    assert faults.value.lines[0].startswith(fault)
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("heading", "line", "fault"),
    [
        ("key,first name", f"{'K' * 81},A", "line 2: 'key' has 81 characters; at most 80"),
        ("key,member id", f"B-1,{'9' * 61}", "line 2: 'member id' has 61 characters; at most 60"),
        ("key,dob", "B-1,2027-03-27", "line 2: 'birth date' must be between 1900 and today, not '2027-03-27'"),
        ("key,dob", "B-1,3/27/0046", "line 2: 'birth date' must be between 1900 and today, not '3/27/0046'"),
        ("key,frist name", "B-1,A", "line 1: no column is called 'frist name' (did you mean 'first name'?)"),
        ("key,first name", "B-1,A\0B", "line 2: there is a character in it that cannot be seen"),
        ("key,first name", "B-1,\u200b", "line 2: first name '\u200b': Enter a name."),
    ],
)
def test_what_does_not_fit_is_refused_and_never_cut_or_skipped(cedar, heading, line, fault):
    with pytest.raises(importing.Faults) as faults:
        importing.load(f.actor(cedar, "scheduler"), cedar, f"{heading}\n{line}\n".encode())
    assert faults.value.lines[0].startswith(fault)
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("312/555-0119", "+13125550119"),
        ("(312) 555-0119 x22", "+13125550119x22"),
        ("+52 55 5512 3456", "+525555123456"),
        ("+1 312.555.0119", "+13125550119"),
    ],
)
def test_telephone_numbers_are_read_as_people_write_them(cedar, written, kept):
    importing.load(f.actor(cedar, "scheduler"), cedar, f"Referral ID;Cell\nB-1;{written}\n".encode())
    assert Referral.objects.get().phone == kept


def test_a_key_of_somebody_else_is_refused_in_a_later_file_too(cedar):
    maria, head = f.actor(cedar, "scheduler"), "key,first name,last name,dob\n"
    importing.load(maria, cedar, f"{head}A-1,Walter,Brandt,3/8/1951\n".encode())
    with pytest.raises(importing.Faults) as faults:
        importing.load(maria, cedar, f"{head}A-2,Amara,Okonkwo,\nA-1,Rosa,Lopez,3/27/1946\n".encode())
    number = Referral.objects.get().number
    assert faults.value.lines == [f"line 3: the key 'A-1' arrived before, as referral {number}, for another person"]
    # The same person, as staff or the other system have mended them since, is left alone.
    assert importing.load(maria, cedar, f"{head}A-1,Walter,Brandt,8/3/1951\n".encode()) == importing.Loaded(0, 1)


def test_a_file_is_looked_at_before_anything_is_kept(cedar):
    maria = as_staff(cedar, "scheduler")
    file = SimpleUploadedFile("list.txt", "Referral ID;fname;DOB;Shoe\nB-1;Walter;27/3/1946;9\n".encode("cp1252"))
    wrong = maria.post(at(cedar, "console/referrals/"), {"do": "look", "file": file})
    assert wrong.status_code == 422
    assert "no column is called &#x27;Shoe&#x27;" in wrong.content.decode()
    file.seek(0)
    page = maria.post(
        at(cedar, "console/referrals/"), {"do": "look", "leave_out": "yes", "file": file}
    ).content.decode()
    for words in ("fname → first name", "day first, as 27/3/1946", "semicolon", "Shoe", "1946-03-27"):
        assert words in page
    assert not Referral.objects.exists()
    file.seek(0)
    maria.post(at(cedar, "console/referrals/"), {"do": "load", "leave_out": "yes", "file": file})
    assert Referral.objects.get().birth_date == dt.date(1946, 3, 27)


def test_the_good_lines_are_taken_over_and_the_others_are_downloaded(cedar):
    maria, where = as_staff(cedar, "scheduler"), at(cedar, "console/referrals/")
    text = b"key,last name,Suffix,dob\nB-1,Brandt,Jr,3/8/1951\nB-2,Okonkwo,,never\nB-3,Lopez,,3/8/1951\n"

    def sent(do):
        file = SimpleUploadedFile("list.csv", text)
        return maria.post(where, {"do": do, "leave_out": "yes", "file": file})

    page = sent("look").content.decode()
    for words in (
        "1 line cannot be taken over.",
        "line 3: ",
        "Suffix (1 filled cell)",
        "a part of the name",
        'value="skip"',
    ):
        assert words in page
    assert sent("load").status_code == 422 and not Referral.objects.exists()
    answer = sent("skip")
    assert answer["Content-Disposition"] == 'attachment; filename="referrals-not-taken-over.csv"'
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2 and rows[1].startswith('"line 3: ') and rows[1].endswith(",B-2,Okonkwo,,never")
    assert [one.outside_key for one in Referral.objects.order_by("number")] == ["B-1", "B-3"]
    page = maria.get(where).content.decode()
    for words in (
        "New referrals: 2. Here already: 0.",
        "1 line was not taken over.",
        "Left out: Suffix (1 filled cell)",
    ):
        assert words in page
    assert sent("skip").content == answer.content and Referral.objects.count() == 2


def test_a_line_with_nothing_but_a_key_is_no_referral(cedar):
    with pytest.raises(importing.Faults, match="line 2: there is nothing but a key in this line"):
        importing.load(f.actor(cedar, "scheduler"), cedar, b"key,last name\nPrinted by Dana,\n")


def test_faults_of_a_file_are_said_in_spanish_to_who_reads_spanish(cedar):
    file = SimpleUploadedFile("list.csv", b"key,dob\nB-1,never\n")
    page = as_staff(cedar, "scheduler").post(
        at(cedar, "console/referrals/"), {"file": file}, headers={"Accept-Language": "es"}
    )
    assert "renglón 2: " in page.content.decode()


# Its pages --------------------------------------------------------------------------------------------------


def upload(name="referral.pdf", content=None):
    return SimpleUploadedFile(name, content if content is not None else pdf())


def pdf() -> bytes:
    import pypdfium2

    made = pypdfium2.PdfDocument.new()
    made.new_page(300, 400)
    import io

    out = io.BytesIO()
    write = made.save
    write(out)
    return out.getvalue()


def test_a_document_alone_is_enough_and_is_shown_beside_the_form(cedar):
    maria = as_staff(cedar, "scheduler")
    answer = maria.post(
        at(cedar, "console/referrals/new/"), {"urgency": "routine", "document": upload(), "field": "referral"}
    )
    assert answer.status_code == 302
    one = Referral.objects.get()
    assert one.source == "upload"
    assert "The pages are being prepared" in maria.get(answer["Location"]).content.decode()
    document = f.drawn(Document.objects.get())
    page = maria.get(answer["Location"]).content.decode()
    picture = at(cedar, f"console/documents/{document.pk}/pages/1/")
    assert picture in page
    shown = maria.get(picture)
    assert (shown["Content-Type"], shown.content[:4], shown["X-Content-Type-Options"]) == (
        "image/png",
        b"\x89PNG",
        "nosniff",
    )
    assert maria.get(at(cedar, f"console/documents/{document.pk}/pages/2/")).status_code == 404


def test_a_file_that_is_no_document_is_refused_and_what_was_typed_stays(cedar):
    maria = as_staff(cedar, "scheduler")
    answer = maria.post(
        at(cedar, "console/referrals/new/"),
        {"urgency": "routine", "last_name": "Okonkwo", "document": upload("x.pdf", b"<script>")},
    )
    assert answer.status_code == 422
    assert "Okonkwo" in answer.content.decode()
    assert not Referral.objects.exists()


def test_a_broken_pdf_is_kept_as_a_download_and_shown_as_nothing(cedar):
    maria = as_staff(cedar, "scheduler")
    maria.post(
        at(cedar, "console/referrals/new/"),
        {"urgency": "routine", "document": upload("x.pdf", b"%PDF-1.7\nrubbish\n%%EOF")},
    )
    one = Referral.objects.get()
    f.drawn(Document.objects.get())
    assert "This file cannot be shown." in maria.get(at(cedar, f"console/referrals/{one.pk}/")).content.decode()
    assert maria.get(at(cedar, f"console/documents/{Document.objects.get().pk}/pages/1/")).status_code == 404


def test_the_clinic_sees_the_status_with_a_code_that_goes_to_its_own_address(cedar, client):
    one = receive(cedar)
    url = at(cedar, f"referrals/{token_of(one)}/")
    first = client.get(url).content.decode()
    assert "d…@lakeview.example" in first and "looking at it" not in first
    client.post(url)
    code = Message.objects.get(template="code")
    assert code.to == "desk@lakeview.example"
    digits = "".join(c for c in code.body if c.isdigit())[:6]
    assert client.post(url, {"code": "000000" if digits != "000000" else "111111"}).status_code == 422
    assert client.post(url, {"code": digits}).status_code == 302
    page = client.get(url).content.decode()
    assert "looking at it" in page
    assert "Brandt" not in page and "Please see" not in page


def asked_for_a_code(client, url):
    """The code that went to the clinic."""
    client.post(url)
    return re.search(r"\d{6}", Message.objects.filter(template="code").latest("created_at").body)[0]


def test_a_clinic_gives_one_code_for_all_its_links_and_none_of_another_opens(cedar, client):
    first, second = receive(cedar), receive(cedar)
    other = receive(cedar, clinic_email="front@north.example")
    url = at(cedar, f"referrals/{token_of(first)}/")
    assert client.post(url, {"code": asked_for_a_code(client, url)}).status_code == 302
    pages = [client.get(at(cedar, f"referrals/{token_of(one)}/")).content.decode() for one in (first, second, other)]
    assert ["looking at it" in page for page in pages] == [True, True, False]


def test_a_right_code_counts_as_no_failure(cedar):
    """The control: as many wrong ones do, and the clinic has to wait."""
    url = at(cedar, f"referrals/{token_of(receive(cedar))}/")
    for right in (True, False):
        client = Client()
        for _ in range(12):
            code = asked_for_a_code(client, url) if right else "000000"
            answer = client.post(url, {"code": code})
            Tally.objects.filter(
                purpose__startswith="code"
            ).delete()  # how many codes may be asked for is another limit
        assert (answer.status_code == 302) is right
    assert "tried too often" in answer.content.decode()


def test_a_link_that_was_guessed_opens_nothing(cedar, client):
    receive(cedar)
    assert client.get(at(cedar, f"referrals/{'0' * 64}/")).status_code == 404


def test_the_other_systems_key_is_on_the_page_in_the_list_and_in_its_file(cedar):
    maria = f.actor(cedar, "scheduler")
    importing.load(maria, cedar, b"key,last name,clinic\nR-007,Abara,Lakeview\n")
    one, client = Referral.objects.get(outside_key="R-007"), as_staff(cedar, "scheduler")
    for path in (f"console/referrals/{one.pk}/", "console/referrals/", "console/referrals/?which=open&format=csv"):
        assert "R-007" in client.get(at(cedar, path)).content.decode(), path


def test_after_a_look_the_button_that_the_text_names_is_not_in_a_closed_section(cedar):
    file = SimpleUploadedFile("in.csv", b"key,last name,clinic\nR-1,Abara,Lakeview\n")
    client, page = as_staff(cedar, "scheduler"), at(cedar, "console/referrals/")
    assert '<details class="noprint">' in client.get(page).content.decode()
    shown = client.post(page, {"do": "look", "file": file}).content.decode()
    assert '<details open class="noprint">' in shown and "Nothing has been taken over yet" not in shown


@pytest.mark.parametrize("word", ["STAT", "stat", "ASAP", "Emergent"])
def test_what_other_systems_call_urgent_is_urgent(cedar, word):
    importing.load(f.actor(cedar, "scheduler"), cedar, f"key,first name,urgency\nB-1,Ann,{word}\n".encode())
    assert Referral.objects.get().urgency == "urgent"


# Two for one person -------------------------------------------------------------------------------------------------


def twice(practice):
    """Two referrals of one person for one visit, the first of which is accepted."""
    maria = f.actor(practice, "scheduler")
    first = actions.accept(maria, receive(practice))
    return maria, first, receive(practice)


@pytest.mark.parametrize("booked", [False, True])
def test_before_the_second_is_accepted_what_they_have_is_shown(cedar, booked):
    maria, first, second = twice(cedar)
    if booked:
        who = first.request.patient
        booking.book(maria, who, visit_type=f.visit("new-patient"), place=f.place(), request=first.request)
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/referrals/{second.pk}/")).content.decode()
    assert "They have this visit already" in page
    assert ("Booked" if booked else f"request {first.request.number}") in page


def test_one_that_was_accepted_and_came_twice_is_closed_and_only_the_clinic_hears_of_it(cedar):
    maria, first, second = twice(cedar)
    who = first.request.patient
    second = actions.accept(maria, second, patient=who)
    before = Message.objects.filter(patient=who).exclude(state="withdrawn").count()
    desk, page = as_staff(cedar, "scheduler"), at(cedar, f"console/referrals/{second.pk}/")
    assert "They have this visit already" in desk.get(page).content.decode()
    said = desk.post(f"{page}end/", {"how": "close", "reason": "Duplicate", "version": second.version})
    assert said.status_code == 302
    second.refresh_from_db()
    assert (second.state, second.request.state) == ("closed", "withdrawn")
    assert (
        f", is a duplicate; we go on with the one that arrived on {arrived(first)}, number {first.number}."
        in told(second)[-1][1]
    )
    assert not Message.objects.filter(patient=who, template="request-declined").exists()
    assert Message.objects.filter(patient=who).exclude(state="withdrawn").count() <= before
    first.request.refresh_from_db()
    assert first.request.state == "approved"


def arrived(one) -> str:
    return dates.day(one.received_at.astimezone(f.CHICAGO).date(), "en")


def as_its_clinic(practice, client, one):
    """The page of its status, opened by the code that goes to the clinic."""
    url = at(practice, f"referrals/{token_of(one)}/")
    client.post(url)
    said = Message.objects.filter(template="code").latest("created_at").body
    client.post(url, {"code": re.search(r"\d{6}", said)[0]})
    return client.get(url).content.decode()


@pytest.mark.parametrize("accepted", [True, False])
def test_the_clinic_of_one_that_came_twice_reads_how_the_other_stands(cedar, client, accepted):
    maria, first, second = twice(cedar)
    if accepted:
        second = actions.accept(maria, second, patient=first.request.patient)
    actions.close(maria, second, reason="Duplicate")
    page = as_its_clinic(cedar, client, second)
    assert f"It is a duplicate; we go on with the one that arrived on {arrived(first)}, number {first.number}." in page
    assert "The other one is accepted; we are looking for a time." in page
    booking.book(
        maria, first.request.patient, visit_type=f.visit("new-patient"), place=f.place(), request=first.request
    )
    page = client.get(at(cedar, f"referrals/{token_of(second)}/")).content.decode()
    assert "The other one has an appointment." in page and "9:00 AM" in page


def test_another_clinic_reads_that_there_is_a_referral_and_nothing_of_it(cedar, client):
    maria, first, _second = twice(cedar)
    theirs = receive(cedar, clinic_email="desk@north.example")
    actions.close(maria, theirs, reason="Duplicate")
    assert told(theirs)[-1][1].endswith("is closed: we have a referral of the same patient for the same visit already.")
    booking.book(
        maria, first.request.patient, visit_type=f.visit("new-patient"), place=f.place(), request=first.request
    )
    page = as_its_clinic(cedar, client, theirs)
    assert "the same visit already" in page
    assert "9:00" not in page and str(first.number) not in page and "The other one" not in page


@pytest.mark.parametrize("clinic", ["desk@north.example", COMPLETE["clinic_email"]])
def test_what_arrives_after_one_was_closed_says_nothing_of_it(cedar, client, clinic):
    theirs = receive(cedar, clinic_email="desk@north.example")
    actions.close(f.actor(cedar, "scheduler"), theirs, reason="The clinic asked us to")
    receive(cedar, clinic_email=clinic)
    page = as_its_clinic(cedar, client, theirs)
    assert "It is closed." in page and "twice" not in page and "already" not in page


def test_one_that_was_closed_as_come_twice_and_is_open_again_came_once(cedar):
    maria, _first, second = twice(cedar)
    assert actions.close(maria, second, reason="Duplicate").goes_on_as is not None
    assert actions.reopen(maria, second).goes_on_as is None


@pytest.mark.parametrize("other", ["visit", "birth date", "name", "over before"])
def test_what_is_of_another_person_visit_or_time_is_no_second_one(cedar, other):
    maria, first, _second = twice(cedar)
    actions.close(maria, _second, reason="by mistake")
    changed = {"birth date": {"birth_date": dt.date(1951, 3, 9)}, "name": {"first_name": "Werner"}}.get(other, {})
    one = receive(cedar, "follow-up" if other == "visit" else "new-patient", **changed)
    if other == "over before":
        intake.decline(maria, first.request, reason="no")
    actions.close(maria, one, reason="by mistake")
    assert told(one)[-1][1].endswith("is closed.")


def test_before_one_with_an_appointment_is_closed_staff_are_told_to_cancel_that_first(cedar):
    maria, first, _second = twice(cedar)
    made = booking.book(
        maria, first.request.patient, visit_type=f.visit("new-patient"), place=f.place(), request=first.request
    )
    desk, url = as_staff(cedar, "scheduler"), at(cedar, f"console/referrals/{first.pk}/")
    page = desk.get(url).content.decode()
    assert "If this referral is a duplicate: first cancel" in page
    assert f'/console/appointments/{made.pk}/">its appointment on' in page
    booking.cancel(maria, made, reason="Duplicate")
    assert "first cancel" not in desk.get(url).content.decode()


def test_the_verdict_on_a_request_says_what_of_that_visit_is_booked_already(cedar):
    maria, first, second = twice(cedar)
    who = first.request.patient
    second = actions.accept(maria, second, patient=who)
    url = at(cedar, f"console/requests/{second.request.pk}/")
    assert "Booked already:" not in as_staff(cedar, "scheduler").get(url).content.decode()
    made = booking.book(maria, who, visit_type=f.visit("new-patient"), place=f.place(), request=first.request)
    page = as_staff(cedar, "scheduler").get(url).content.decode()
    assert "Booked already:" in page and str(made.pk) in page


def test_closing_one_whose_request_keeps_a_time_gives_that_back_in_the_order_of_all_locks(cedar):
    maria, first, second = twice(cedar)
    who = first.request.patient
    second = actions.accept(maria, second, patient=who)
    kept = booking.hold(
        maria, who, visit_type=f.visit("new-patient"), place=f.place(), channel="staff", request=second.request
    )
    actions.close(maria, second, reason="Duplicate")
    kept.refresh_from_db()
    assert kept.state == "cancelled"


def test_one_whose_visit_is_booked_is_not_closed(cedar):
    maria, first, _second = twice(cedar)
    booking.book(
        maria, first.request.patient, visit_type=f.visit("new-patient"), place=f.place(), request=first.request
    )
    with pytest.raises(IllegalTransition):
        actions.close(maria, first, reason="Duplicate")


def test_accepted_for_the_wrong_record_its_papers_go_to_the_right_one_and_the_wrong_one_sees_them_no_more(cedar):
    maria, first = f.actor(cedar, "scheduler"), receive(cedar)
    letter = Document.objects.create(
        practice=cedar, field="referral-letter", content_type="image/png", size=1, name="x1", referral=first
    )
    wrong, right = f.patient(cedar, email="wrong@example.org"), f.patient(cedar, email="right@example.org")
    first = actions.accept(maria, first, patient=wrong)
    assert [one.pk for one in requests.documents(f.themselves(wrong))] == [letter.pk]
    actions.close(maria, first, reason="Another record")
    again = actions.accept(maria, actions.reopen(maria, first), patient=right)
    assert not list(requests.documents(f.themselves(wrong)))
    assert [one.pk for one in requests.documents(f.themselves(right))] == [letter.pk]
    assert [one.pk for one in again.request.documents.all()] == [letter.pk]


def test_closed_by_mistake_it_is_open_again_and_is_accepted_anew(cedar):
    maria, first, _second = twice(cedar)
    who = first.request.patient
    actions.close(maria, first, reason="Duplicate")
    again = actions.accept(maria, actions.reopen(maria, first), patient=who)
    assert again.state == "accepted" and again.request.state == "approved"


REFUSED = "  Dr. Chen and Dr. Lee do not take Medicaid.\n"


@pytest.mark.parametrize(
    ("record", "referral", "no_times"), [("aetna", "medicaid", True), ("medicaid", "aetna", False)]
)
def test_whether_a_time_can_be_offered_is_judged_by_the_insurance_that_the_record_will_have(
    db, record, referral, no_times
):
    cedar = f.load_cedar(f.CEDAR + REFUSED)
    known = f.patient(cedar, established=True, payer=Payer.objects.get(code=record))
    one = receive(
        cedar,
        first_name=known.first_name,
        last_name=known.last_name,
        birth_date=known.birth_date,
        payer=Payer.objects.get(code=referral),
    )
    assert bool(sentences_against(one, known)) is no_times


def test_a_referral_that_says_less_than_the_record_leaves_it_its_insurance(cedar):
    known = f.patient(cedar, established=True, payer=Payer.objects.get(code="aetna"), member_id="W1")
    one = receive(
        cedar,
        first_name=known.first_name,
        last_name=known.last_name,
        birth_date=known.birth_date,
        payer=ELSEWHERE,
    )
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/referrals/{one.pk}/")).content.decode()
    assert re.search(r'name="keep_insurance" value="1" checked', page)
    known_payer, one = of_a_known_record(cedar)
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/referrals/{one.pk}/")).content.decode()
    assert known_payer and re.search(r'name="keep_insurance" value="1">', page)  # what says more is taken
