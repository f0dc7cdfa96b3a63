"""What was made while two records were one is nobody's to guess: whoever undoes the merge is led to each, and says whose it is."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Merge, WaitlistEntry
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Document, Task
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people.models import Patient, Proxy, Staff
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def one(cedar):
    """Merged: (practice, who undoes it, kept, gone)."""
    made = f.actor(cedar, "front_desk")
    kept = f.patient(cedar, first_name="Ana", last_name="Diaz", established=True)
    gone = f.patient(cedar, first_name="Bea", last_name="Dias", established=True)
    merging.merge(made, kept, gone=gone, reason="the card", choices={})
    return cedar, made, Patient.objects.get(pk=kept.pk), gone


def book(desk, who, time="09:00", visit="follow-up", **more):
    return booking.book(desk, who, visit_type=f.visit(visit), place=f.place(time), **more)


def undo(desk, kept):
    merging.unmerge(desk, Patient.objects.get(pk=kept.pk), merge=Merge.objects.get(), reason="two people")


def asked(thing):
    return Task.objects.get(kind="apart", thing_id=thing.pk)


def made(practice, desk, kept):
    """One of each kind."""
    request = intake.create_for_caller(desk, kept, visit_type=f.visit("procedure"), answers={})
    document = Document.objects.create(practice=practice, patient=kept, field="other", content_type="image/png", size=1, name="x", scan="clean")  # fmt: skip
    recall = recalls.order(desk, kept, visit_type=f.visit("procedure"), due_on=f.day(60))
    entry = waitlist.join(desk, kept, visit_type=f.visit("follow-up"), first_on=f.day(1))
    proxy = patients.name_proxy(desk, kept, contact="pat@example.org", who="carer", name="Pat")
    visit = book(f.actor(practice, "scheduler"), kept, visit="new-patient", override=True, reason="x")
    return [request, document, recall, entry, proxy, visit]


def test_each_thing_is_an_exception_of_whoever_undid_it(one):
    practice, desk, kept, _gone = one
    things = made(practice, desk, kept)
    undo(desk, kept)
    tasks = Task.objects.filter(kind="apart")
    assert {task.thing_id for task in tasks} == {thing.pk for thing in things}
    assert {(task.state, task.patient_id, task.owner_id) for task in tasks} == {("open", kept.pk, desk.id)}
    assert all(task.what for task in tasks)


def test_what_belongs_to_one_of_these_or_to_something_from_before_is_no_other_thing(cedar):
    desk = f.actor(cedar, "scheduler")
    kept, gone = f.patient(cedar, established=True), f.patient(cedar, established=True)
    had = book(desk, kept)
    theirs = intake.create_for_caller(desk, gone, visit_type=f.visit("procedure"), answers={})
    merging.merge(desk, kept, gone=gone, reason="the card", choices={})
    kept.refresh_from_db()
    booking.reschedule(desk, had, place=f.place("10:00"))
    theirs.refresh_from_db()
    booking.approve_and_book(desk, theirs, place=f.place("11:00"))
    new = intake.create_for_caller(desk, kept, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    booking.approve_and_book(desk, new, place=f.place("08:00"))
    given_up = book(desk, kept, "09:30", visit="new-patient", override=True, reason="x")
    booking.cancel(desk, given_up, reason="The patient asked")
    undo(desk, kept)
    assert {task.thing_id for task in Task.objects.filter(kind="apart")} == {new.pk}


@pytest.mark.parametrize("outcome", ["stays_with_record", "by_hand"])
def test_whatever_came_of_it_nothing_moves(one, outcome):
    practice, desk, kept, _gone = one
    visit = book(desk, kept)
    undo(desk, kept)
    client = as_staff(practice, "front_desk")
    page = client.get(at(practice, "console/exceptions/?kind=apart")).content.decode()
    assert "Left over from a merge" in page and "Follow-up visit" in page
    task = asked(visit)
    client.post(at(practice, f"console/exceptions/{task.pk}/done/"), {"outcome": outcome, "note": "canceled it, and booked it for the other", "version": task.version})  # fmt: skip
    task.refresh_from_db()
    visit.refresh_from_db()
    assert (task.state, visit.patient_id) == ("done", kept.pk)


def test_one_of_before_that_names_no_merge_is_shown_and_done_and_another_merge_leaves_it(one):
    practice, desk, kept, gone = one
    visit = book(desk, kept)
    undo(desk, kept)
    Task.objects.filter(kind="apart").update(of_merge=None)
    client = as_staff(practice, "front_desk")
    page = client.get(at(practice, "console/exceptions/?kind=apart")).content.decode()
    assert "Left over from a merge" in page and "It was one record then with" not in page
    merging.merge(desk, Patient.objects.get(pk=kept.pk), gone=Patient.objects.get(pk=gone.pk), reason="the card", choices={})  # fmt: skip
    task = asked(visit)
    said = client.post(at(practice, f"console/exceptions/{task.pk}/done/"), {"outcome": "stays_with_record", "version": task.version})  # fmt: skip
    task.refresh_from_db()
    assert (said.status_code, task.state) == (302, "done")
    assert client.get(at(practice, f"console/patients/{kept.pk}/")).status_code == 200


def test_who_was_seen_while_the_two_were_one_is_who_is_known(cedar):
    desk = f.actor(cedar, "scheduler")
    kept, gone = f.patient(cedar), f.patient(cedar)
    theirs = book(desk, gone, visit="new-patient", override=True, reason="x")
    merging.merge(desk, kept, gone=gone, reason="the card", choices={})
    booking.complete(desk, booking.arrive(desk, f.its_time(Appointment.objects.get(pk=theirs.pk))))
    undo(desk, kept)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.established, gone.established) == (False, True)
    assert kept.last_visit_on is None and gone.last_visit_on is not None


def test_the_page_of_the_undoing_leads_there(one):
    practice, desk, kept, _gone = one
    book(desk, kept)
    client = as_staff(practice, "front_desk")
    undone = client.post(at(practice, f"console/patients/{kept.pk}/merge/{Merge.objects.get().pk}/undo/"), {"reason": "sisters"}, follow=True)  # fmt: skip
    assert "1 thing was entered while they were one record: say whose it is under Exceptions" in undone.content.decode()
    assert Task.objects.get(kind="apart").owner_id in set(Staff.objects.values_list("pk", flat=True))
    assert not WaitlistEntry.objects.exists() and not Proxy.objects.exists()


def apart(desk, kept, gone, thing=lambda who: None):
    """The two are one, somebody enters this, and they are two again."""
    merging.merge(desk, Patient.objects.get(pk=kept.pk), gone=Patient.objects.get(pk=gone.pk), reason="the card", choices={})  # fmt: skip
    entered = thing(Patient.objects.get(pk=kept.pk))
    merging.unmerge(desk, Patient.objects.get(pk=kept.pk), merge=Merge.objects.get(state="merged"), reason="two people")
    return entered


def test_put_right_by_hand_says_how(one):
    practice, desk, kept, _gone = one
    visit = book(desk, kept)
    undo(desk, kept)
    page = f"console/exceptions/{asked(visit).pk}/done/"
    said = as_staff(practice, "front_desk").post(at(practice, page), {"outcome": "by_hand"}, follow=True)
    assert "Write into the note what was done." in said.content.decode() and asked(visit).state == "open"


@pytest.mark.parametrize("merged_on", ["neither", "the kept one", "the other"])
def test_the_row_names_the_other_record_of_that_merge_as_it_is_now(cedar, merged_on):
    """Whatever else either was merged with, before or since."""
    desk = f.actor(cedar, "front_desk")
    kay, gil, tom, gilbert, xena = (
        f.patient(cedar, first_name=name, last_name="Q", established=True)
        for name in ("Kay", "Gil", "Tom", "Gilbert", "Xena")
    )
    apart(desk, kay, xena)
    apart(desk, tom, xena)
    apart(desk, kay, gil, lambda who: book(desk, who))
    if merged_on == "the kept one":
        merging.merge(desk, tom, gone=Patient.objects.get(pk=kay.pk), reason="the card", choices={})
    elif merged_on == "the other":
        merging.merge(desk, gilbert, gone=Patient.objects.get(pk=gil.pk), reason="the card", choices={})
    other = gilbert if merged_on == "the other" else gil
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/?kind=apart")).content.decode()
    assert f'{at(cedar, f"console/patients/{other.pk}/")}">{other.name}</a>' in page
    assert xena.name not in page


def test_merged_again_nobody_is_asked_and_apart_again_they_are_as_before(one):
    _practice, desk, kept, gone = one
    visit = book(desk, kept)
    undo(desk, kept)
    third = f.patient(_practice, first_name="Cleo", established=True)
    merging.merge(desk, third, gone=Patient.objects.get(pk=gone.pk), reason="the card", choices={})
    assert asked(visit).state == "open"
    merging.merge(desk, third, gone=Patient.objects.get(pk=kept.pk), reason="the card", choices={})
    assert (asked(visit).state, asked(visit).outcome) == ("done", "they are one record again")
    last = Merge.objects.get(gone=kept, state="merged")
    merging.unmerge(desk, Patient.objects.get(pk=third.pk), merge=last, reason="two people")
    assert (asked(visit).state, asked(visit).patient_id) == ("open", kept.pk)


def test_what_may_be_of_either_of_two_others_is_asked_about_with_each(cedar):
    desk = f.actor(cedar, "front_desk")
    ana, bea, cleo = (f.patient(cedar, first_name=name, established=True) for name in ("Ana", "Bea", "Cleo"))
    for gone in (bea, cleo):
        merging.merge(desk, Patient.objects.get(pk=ana.pk), gone=gone, reason="the card", choices={})
    visit = book(desk, Patient.objects.get(pk=ana.pk))
    for gone in (cleo, bea):
        merge = Merge.objects.get(gone=gone)
        merging.unmerge(desk, Patient.objects.get(pk=ana.pk), merge=merge, reason="two people")
    tasks = Task.objects.filter(kind="apart", thing_id=visit.pk, state="open")
    assert {one.of_merge for one in tasks} == {merge.pk for merge in Merge.objects.all()}
    merging.merge(desk, Patient.objects.get(pk=ana.pk), gone=Patient.objects.get(pk=cleo.pk), reason="x", choices={})
    assert [one.of_merge for one in tasks.all()] == [Merge.objects.get(gone=bea).pk], (
        "whether it is Bea's is asked still"
    )
