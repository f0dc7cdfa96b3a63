"""Two records are one person: joined with everything, and taken apart again."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM, NotAllowed
from frontdesk.audit.models import Entry
from frontdesk.booking import actions
from frontdesk.booking.models import Merge, Reservation
from frontdesk.intake import patients
from frontdesk.people import queries as people
from frontdesk.people.models import Patient
from frontdesk.records.matching.overlap import OverlapsOwn
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.web_client import as_staff, at


def book(practice, who, time="09:00", provider="chen"):
    desk = f.actor(practice, "front_desk")
    return actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time, provider))


@pytest.fixture
def two(cedar):
    kept = f.patient(cedar, first_name="Rosa", last_name="Diaz", established=True, phone="")
    gone = f.patient(cedar, first_name="Rosa", last_name="Dias", established=True, phone="+13125550177", no_shows=1)
    return cedar, kept, gone


def merge(practice, kept, gone):
    return merging.merge(f.actor(practice, "front_desk"), kept, gone=gone, reason="the same card", use_contact=True)


def test_everything_goes_to_the_record_that_is_kept(two):
    cedar, kept, gone = two
    one = book(cedar, gone)
    merge(cedar, kept, gone)
    one.refresh_from_db()
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (one.patient_id, gone.same_as_id, kept.phone, kept.no_shows) == (kept.pk, kept.pk, "+13125550177", 1)
    assert Reservation.objects.filter(kind="patient", subject=kept.pk).count() == 1
    last = Entry.objects.order_by("number").last()
    assert (last.action, last.reason) == ("patient.merge", "the same card")


def test_it_can_be_taken_apart_again_as_it_was(two):
    cedar, kept, gone = two
    one, own = book(cedar, gone), book(cedar, kept, "11:00")
    merge(cedar, kept, gone)
    later = book(cedar, Patient.objects.get(pk=kept.pk), "10:00")
    merging.unmerge(f.actor(cedar, "front_desk"), kept, merge=Merge.objects.get(), reason="two sisters")
    for appointment, owner in ((one, gone), (own, kept), (later, kept)):
        appointment.refresh_from_db()
        assert appointment.patient_id == owner.pk
        assert appointment.reservations.get(kind="patient").subject == owner.pk
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.phone, kept.no_shows, gone.same_as_id) == ("", 0, None)
    assert Merge.objects.get().state == "undone"


def test_what_was_changed_since_stays_when_it_is_undone(two):
    cedar, kept, gone = two
    merge(cedar, kept, gone)
    Patient.objects.filter(pk=kept.pk).update(phone="+13125550199")
    merging.unmerge(f.actor(cedar, "front_desk"), kept, merge=Merge.objects.get(), reason="x")
    kept.refresh_from_db()
    assert kept.phone == "+13125550199"


def test_nobody_is_in_two_places_by_a_merge(two):
    cedar, kept, gone = two
    book(cedar, kept)
    book(cedar, gone, provider="lee")
    with pytest.raises(OverlapsOwn):
        merge(cedar, kept, gone)


def test_a_record_is_merged_once_and_not_with_itself(two):
    cedar, kept, gone = two
    with pytest.raises(merging.CannotMerge):
        merge(cedar, kept, kept)
    merge(cedar, kept, gone)
    with pytest.raises(merging.CannotMerge):
        merge(cedar, kept, gone)
    with pytest.raises(NotAllowed):
        merging.merge(f.actor(cedar, "billing"), kept, gone=gone, reason="x")


def test_the_pages_lead_from_the_one_record_to_the_other_and_back(two):
    cedar, kept, gone = two
    desk = as_staff(cedar, "front_desk")
    page = desk.get(at(cedar, f"console/patients/{kept.pk}/merge/?q=Dias")).content.decode()
    assert f'value="{gone.pk}"' in page
    url = at(cedar, f"console/patients/{kept.pk}/merge/")
    assert desk.post(url, {"other": str(gone.pk)}).status_code == 409  # say how you know
    right = {"right-last": "kept", "right-email": "kept"}
    assert "Which one is right?" in desk.post(url, {"other": str(gone.pk), "reason": "the card"}).content.decode()
    assert desk.post(url, {"other": str(gone.pk), "reason": "the card", **right}).status_code == 302
    page = desk.get(at(cedar, f"console/patients/{kept.pk}/")).content.decode()
    assert "Merged into this record" in page and "Rosa Dias" in page
    desk.post(at(cedar, f"console/patients/{kept.pk}/merge/{Merge.objects.get().pk}/undo/"), {"reason": "sisters"})
    assert Merge.objects.get().state == "undone"


def test_two_who_are_alike_and_are_not_one_are_not_asked_about_again(two):
    from frontdesk.day.exceptions.actions import open_exception_tasks
    from frontdesk.intake.models import Task

    cedar, kept, _gone = two
    Patient.objects.filter(pk=kept.pk).update(last_name="Dias")
    open_exception_tasks()
    assert Task.objects.filter(state="open", kind="duplicate").count() == 1
    desk = as_staff(cedar, "front_desk")
    desk.post(at(cedar, f"console/patients/{kept.pk}/merge/"), {"two": "1"})
    open_exception_tasks()
    assert not Task.objects.filter(state="open", kind="duplicate").exists()
    assert Entry.objects.filter(action="patient.two_people").count() == 1


# Looking up -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "rosa diaz",
        "Diaz Rosa",
        "diaz",
        "ros",
        "2/29/1980 diaz",
        "1980-02-29 rosa",
        "rosa diez",
        "dias rosa",
        "roza diaz",
        "555-0142 rosa",
    ],
)
def test_a_patient_is_found_by_words_in_any_order_with_typos_dates_and_digits(cedar, text):
    wanted = f.patient(cedar, first_name="Rosa", last_name="Diaz", phone="+13125550142")
    f.patient(cedar, first_name="Walter", last_name="Kowalski")
    found = people.look_up(f.actor(cedar, "front_desk"), text)
    assert found and found[0].pk == wanted.pk
    assert "Walter" not in [one.first_name for one in found]


@pytest.mark.parametrize("text", ["zzzz", "1/1/1901 rosa", "rosa kowalski", "999-9999"])
def test_what_is_like_nobody_finds_nobody(cedar, text):
    f.patient(cedar, first_name="Rosa", last_name="Diaz", birth_date=dt.date(1980, 2, 29))
    f.patient(cedar, first_name="Walter", last_name="Kowalski")
    assert people.look_up(f.actor(cedar, "front_desk"), text) == []


def test_a_merged_record_is_found_as_the_one_that_was_kept(two):
    cedar, kept, gone = two
    merge(cedar, kept, gone)
    assert [one.pk for one in people.look_up(f.actor(cedar, "front_desk"), "rosa")] == [kept.pk]


def test_a_record_that_nobody_has_matched_is_never_the_one_that_is_kept(cedar):
    """Else whoever typed it, with a name and a birth date that are known, would see all of the other's."""
    hers = f.patient(cedar, first_name="Rosa", last_name="Diaz")
    typed = f.patient(
        cedar, first_name="Rosa", last_name="Diaz", email="somebody@attacker.example", self_registered=True
    )
    with pytest.raises(merging.NotMatched, match="Nobody has checked yet"):
        merging.merge(f.actor(cedar, "front_desk"), typed, gone=hers, reason="same name and birth date")
    hers.refresh_from_db()
    assert hers.same_as_id is None
    assert merging.merge(f.actor(cedar, "front_desk"), hers, gone=typed, reason="called the number on record") == hers


@pytest.fixture
def stricter(cedar):
    """The merge of two records in which the same person acts for the one and was only asked to for the other: who merges, kept, theirs."""
    desk = f.actor(cedar, "scheduler")
    kept, gone = (f.patient(cedar, established=True) for _ in range(2))
    named = {"contact": "ex@example.org", "who": "carer", "name": ""}
    mine = patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, kept, **named))
    patients.name_proxy(SYSTEM, gone, **named)
    merging.merge(desk, kept, gone=gone, reason="the same card")
    mine.refresh_from_db()
    assert mine.state == "asked", "the stricter of the two"
    return desk, kept, mine


@pytest.mark.parametrize("ended", [True, False])
def test_what_the_merge_made_stricter_is_as_before_when_it_is_undone_unless_staff_ended_it_since(stricter, ended):
    desk, kept, mine = stricter
    if ended:
        patients.end_proxy(desk, mine, reason="court order")
    merging.unmerge(desk, kept, merge=Merge.objects.get(), reason="two people")
    mine.refresh_from_db()
    assert (mine.state, mine.ended_by_staff) == (("ended", True) if ended else ("confirmed", False))


def on_both(cedar):
    """Two records for which the same person acts, and the merge of them."""
    desk = f.actor(cedar, "scheduler")
    kept, gone = (f.patient(cedar, established=True) for _ in range(2))
    named = {"contact": "ex@example.org", "who": "carer", "name": ""}
    both = [patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, one, **named)) for one in (kept, gone)]
    return desk, kept, gone, both


def states(both):
    for one in both:
        one.refresh_from_db()
    return [(one.state, one.ended_by_staff) for one in both]


def test_whom_staff_ended_while_they_were_one_acts_for_neither(cedar):
    desk, kept, gone, both = on_both(cedar)
    merging.merge(desk, kept, gone=gone, reason="the same card")
    patients.end_proxy(desk, both[0], reason="court order")
    merging.unmerge(desk, kept, merge=Merge.objects.get(), reason="two people")
    assert states(both) == [("ended", True)] * 2
    assert patients.ended_words(both[1]).startswith(desk.name)


def test_neither_does_whom_one_record_had_kept_out_and_staff_ended_once_more(cedar):
    desk, kept, gone, both = on_both(cedar)
    patients.end_proxy(desk, both[0])
    merging.merge(desk, kept, gone=gone, reason="the same card")
    patients.end_proxy(desk, patients.confirm_proxy(desk, both[0]))
    merging.unmerge(desk, kept, merge=Merge.objects.get(), reason="two people")
    assert states(both) == [("ended", True)] * 2


def test_what_one_record_alone_had_so_before_is_as_before(cedar):
    desk, kept, gone, both = on_both(cedar)
    patients.end_proxy(desk, both[0])
    merging.merge(desk, kept, gone=gone, reason="the same card")
    merging.unmerge(desk, kept, merge=Merge.objects.get(), reason="two people")
    assert states(both) == [("ended", True), ("confirmed", False)]


def test_who_was_ended_and_named_again_since_is_not_confirmed_by_the_undoing(cedar):
    desk, kept, gone, (mine, theirs) = on_both(cedar)
    mine.delete()
    merging.merge(desk, kept, gone=gone, reason="the same card")
    patients.end_proxy(desk, theirs)
    patients.name_proxy(SYSTEM, kept, contact=theirs.contact, who="carer", name="")
    merging.unmerge(desk, kept, merge=Merge.objects.get(), reason="two people")
    assert states([theirs]) == [("asked", True)]
