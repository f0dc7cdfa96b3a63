"""Merging: the stricter of the two wins, differences are asked, and undoing it restores all."""

import datetime as dt

import pytest
from django.db import transaction

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions
from frontdesk.booking.models import Appointment, Merge, Reservation, WaitlistEntry
from frontdesk.day.correcting.actions import correct
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.messaging.actions import consent
from frontdesk.messaging.consent import agreed, agreed_for
from frontdesk.messaging.models import Message
from frontdesk.messaging.ways import ways
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import fill
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.models import Payer
from frontdesk.records.merging import actions as merging
from frontdesk.records.merging.differences import Differ, differences
from tests import factory as f
from tests.web_client import as_staff, at

SAFE, OTHER_SAFE = "safe@example.org", "quiet@example.org"


def pair(practice, kept=None, gone=None):
    return f.patient(practice, established=True, **(kept or {})), f.patient(practice, established=True, **(gone or {}))


def merge(desk, kept, gone, **choices):
    return merging.merge(desk, kept, gone=gone, reason="the same card", choices=choices)


def undo(desk, kept):
    made = Merge.objects.filter(kept=kept, state="merged").latest("created_at")
    return merging.unmerge(desk, kept, merge=made, reason="two people")


def state(patient):
    row = Patient.objects.filter(pk=patient.pk).values().get()
    return row


def book(desk, who, time="09:00", visit="follow-up"):
    return actions.book(desk, who, visit_type=f.visit(visit), place=f.place(time))


# The stricter wins ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_a_confidential_address_stays_the_only_one(cedar, desk, side):
    kept, gone = pair(cedar, **{side: {"confidential_contact": SAFE}})
    one = merge(desk, kept, gone)
    assert (one.confidential_contact, ways(one, "follow-up")) == (SAFE, [SAFE])
    book(desk, one)
    assert set(Message.objects.values_list("to", flat=True)) == {SAFE}


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_who_has_died_in_one_record_has_died(cedar, desk, side):
    kept, gone = pair(cedar)
    dead, alive = (kept, gone) if side == "kept" else (gone, kept)
    Patient.objects.filter(pk=dead.pk).update(deceased_on=f.day(-3))
    one = book(desk, alive)
    merge(desk, kept, gone)
    one.refresh_from_db()
    kept.refresh_from_db()
    assert (kept.deceased_on, one.state) == (f.day(-3), "cancelled")


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_undoing_it_takes_the_death_back_for_the_one_who_lives(cedar, desk, side):
    kept, gone = pair(cedar)
    dead, alive = (kept, gone) if side == "kept" else (gone, kept)
    Patient.objects.filter(pk=dead.pk).update(deceased_on=f.day(-3))
    book(desk, alive)
    merge(desk, kept, gone)
    undo(desk, kept)
    assert (state(dead)["deceased_on"], state(alive)["deceased_on"]) == (f.day(-3), None)
    assert Appointment.objects.get(state="booked").patient_id == alive.pk


def test_who_pays_alone_in_one_record_gets_no_payer_without_a_word(cedar, desk):
    aetna = Payer.objects.get(code="aetna")
    for mine, theirs in (({"uninsured": True}, {"payer": aetna}), ({"payer": aetna}, {"uninsured": True})):
        kept, gone = pair(cedar, mine, theirs)
        with pytest.raises(Differ, match="insurance"), transaction.atomic():
            merge(desk, kept, gone)
        one = merge(desk, kept, gone, insurance="kept")
        assert (one.uninsured, one.payer_id) == (mine.get("uninsured", False), mine.get("payer") and aetna.pk)


def test_a_visit_that_the_patient_pays_stays_one(cedar, desk):
    kept, gone = pair(cedar, {"payer": Payer.objects.get(code="aetna")}, {"payer": Payer.objects.get(code="aetna")})
    asked = intake.create_for_caller(desk, gone, visit_type=f.visit("procedure"), answers={}, self_pay=True)
    one = actions.approve_and_book(desk, asked, place=f.place())
    merge(desk, kept, gone)
    one.refresh_from_db()
    asked.refresh_from_db()
    assert (one.self_pay, one.payer_id, asked.self_pay) == (True, None, True)


@pytest.mark.parametrize("channel", ["email", "phone"])
def test_a_no_in_either_record_is_a_no(cedar, desk, channel):
    kept, gone = pair(cedar, {"phone": "+13125550161"}, {"phone": "+13125550162"})
    consent(SYSTEM, cedar, contact=getattr(gone, channel), given=False, how="asked at the desk")
    shares = f.patient(cedar, **{"email": "", "phone": "", channel: getattr(kept, channel)})
    one = merge(desk, kept, gone)
    assert not agreed_for(one, getattr(kept, channel))
    assert agreed_for(Patient.objects.get(pk=shares.pk), getattr(kept, channel)), "it is nobody else's no"
    undo(desk, kept)
    assert agreed_for(Patient.objects.get(pk=kept.pk), getattr(kept, channel))
    assert not agreed(getattr(gone, channel))


@pytest.mark.parametrize("side", ["kept", "gone"])
@pytest.mark.parametrize("right", ["kept", "gone"])
def test_a_no_stays_whichever_number_is_right(cedar, desk, side, right):
    kept, gone = pair(cedar, {"phone": "+13125550161"}, {"phone": "+13125550162"})
    consent(SYSTEM, cedar, contact={"kept": kept, "gone": gone}[side].phone, given=False, how="asked at the desk")
    one = merge(desk, kept, gone, phone=right)
    assert one.phone == {"kept": "+13125550161", "gone": "+13125550162"}[right] and not agreed_for(one, one.phone)
    undo(desk, kept)
    both = {"kept": Patient.objects.get(pk=kept.pk), "gone": Patient.objects.get(pk=gone.pk)}
    assert {name: agreed_for(who, who.phone) for name, who in both.items()} == {
        "kept": side != "kept",
        "gone": side != "gone",
    }


def test_whose_access_was_taken_back_in_one_record_gets_it_by_none(cedar, desk):
    kept, gone = pair(cedar)
    for who, end in ((kept, False), (gone, True)):
        proxy = patients.confirm_proxy(
            SYSTEM, patients.name_proxy(SYSTEM, who, contact="ex@example.org", who="carer", name="")
        )
        if end:
            patients.end_proxy(SYSTEM, proxy)
    merge(desk, kept, gone)
    assert Proxy.objects.get(patient=kept).state == "ended"
    undo(desk, kept)
    assert Proxy.objects.get(patient=kept).state == "confirmed"


def test_an_address_is_taken_only_with_the_tick_and_with_whose_it_is(cedar, desk):
    for ticked in (False, True):
        kept, gone = pair(cedar, {"email": ""}, {"email_of": "parent"})
        one = merging.merge(desk, kept, gone=gone, reason="x", use_contact=ticked)
        assert (one.email, one.email_of) == ((gone.email, "parent") if ticked else ("", "patient"))


# Differences are asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "mine", "theirs", "name"),
    [
        ("language", "en", "es", "language"),
        ("confidential_contact", SAFE, OTHER_SAFE, "confidential"),
        ("time_zone", "America/Chicago", "America/Denver", "zone"),
        ("deceased_on", dt.date(2026, 1, 2), dt.date(2026, 1, 3), "died"),
    ],
)
@pytest.mark.parametrize("right", ["kept", "gone"])
def test_what_differs_is_asked_and_nothing_is_merged_before(cedar, desk, field, mine, theirs, name, right):
    kept, gone = pair(cedar, {field: mine}, {field: theirs})
    with pytest.raises(Differ) as asked, transaction.atomic():
        merge(desk, kept, gone)
    assert [one.name for one in asked.value.differences] == [name]
    assert not Merge.objects.exists()
    one = merge(desk, kept, gone, **{name: right})
    assert getattr(one, field) == (mine if right == "kept" else theirs)


def test_the_page_asks_and_keeps_what_was_typed(cedar):
    kept, gone = pair(cedar, {"language": "en"}, {"language": "es"})
    desk, url = as_staff(cedar, "front_desk"), at(cedar, f"console/patients/{kept.pk}/merge/")
    page = desk.post(url, {"other": str(gone.pk), "reason": "the same card"}).content.decode()
    assert "Which one is right?" in page and 'value="the same card"' in page and not Merge.objects.exists()
    said = {f"right-{one.name}": "kept" for one in differences(kept, gone)} | {"right-language": "gone"}
    assert desk.post(url, {"other": str(gone.pk), "reason": "the same card", **said}).status_code == 302
    assert state(kept)["language"] == "es"


# Undoing restores all -------------------------------------------------------------------------------------------

EVERYTHING = {
    "phone": "+13125550164",
    "confidential_contact": SAFE,
    "member_id": "M-1",
    "time_zone": "America/Denver",
    "no_shows": 2,
    "last_visit_on": dt.date(2026, 3, 4),
}


def test_both_records_are_as_they_were(cedar, desk):
    kept, gone = pair(cedar, {}, {**EVERYTHING, "payer": Payer.objects.get(code="aetna")})
    before = state(kept), state(gone)
    merge(desk, kept, gone)
    assert state(kept) != before[0]
    undo(desk, kept)
    assert (state(kept), state(gone)) == before


def test_a_into_b_into_c_and_back(cedar, desk):
    a, b = pair(cedar, {**EVERYTHING}, {})
    c = f.patient(cedar, established=True)
    before = [state(one) for one in (a, b, c)]
    mine = {one.pk: book(desk, one, time) for one, time in ((a, "09:00"), (b, "10:00"), (c, "11:00"))}
    merge(desk, b, a)
    merge(desk, c, b)
    c.refresh_from_db()
    assert (c.confidential_contact, Appointment.objects.filter(patient=c).count()) == (SAFE, 3)
    first = Merge.objects.get(kept=b)
    with pytest.raises(merging.NotNewest), transaction.atomic():
        merging.unmerge(desk, b, merge=first, reason="x")
    undo(desk, c)
    undo(desk, b)
    assert [state(one) for one in (a, b, c)] == before
    for key, one in mine.items():
        one.refresh_from_db()
        assert (one.patient_id, one.reservations.get(kind="patient").subject) == (key, key)


def test_an_appointment_that_was_moved_in_between_goes_back(cedar, desk):
    kept, gone = pair(cedar)
    one = book(desk, gone)
    merge(desk, kept, gone)
    one.refresh_from_db()
    new = actions.reschedule(desk, Appointment.objects.get(pk=one.pk), place=f.place("11:00"))
    newest = actions.reschedule(desk, new, place=f.place("10:00"))
    undo(desk, kept)
    for each in (one, new, newest):
        each.refresh_from_db()
        assert each.patient_id == gone.pk
    assert Reservation.objects.get(kind="patient").subject == gone.pk
    assert not Message.objects.filter(patient=kept).exists()


def test_what_came_of_their_request_in_between_goes_back_and_what_is_new_stays(cedar, desk):
    kept, gone = pair(cedar)
    asked = intake.create_for_caller(desk, gone, visit_type=f.visit("procedure"), answers={})
    merge(desk, kept, gone)
    asked.refresh_from_db()
    theirs = actions.approve_and_book(desk, asked, place=f.place("09:00"))
    new = book(desk, Patient.objects.get(pk=kept.pk), "11:00")
    entry = waitlist.join(desk, kept, visit_type=f.visit("procedure"), first_on=f.day(0), appointment=theirs)
    undo(desk, kept)
    for thing, owner in ((theirs, gone), (new, kept), (entry, gone)):
        thing.refresh_from_db()
        assert thing.patient_id == owner.pk


def test_a_visit_that_was_missed_in_between_counts_for_whose_it_was(cedar, desk):
    kept, gone = pair(cedar, {"no_shows": 1}, {"no_shows": 2})
    one = book(desk, gone)
    merge(desk, kept, gone)
    actions.no_show(desk, f.its_time(Appointment.objects.get(pk=one.pk)))
    assert state(kept)["no_shows"] == 4
    undo(desk, kept)
    assert (state(kept)["no_shows"], state(gone)["no_shows"]) == (1, 3)


def test_one_that_was_written_down_as_missed_and_took_place_after_all_counts_for_nobody(cedar, desk):
    kept, gone = pair(cedar, {"no_shows": 1}, {"no_shows": 0})
    one = actions.no_show(desk, f.its_time(book(desk, gone)))
    gone.refresh_from_db()
    merge(desk, kept, gone)
    correct(desk, Appointment.objects.get(pk=one.pk), reason="they came", state="arrived")
    assert state(kept)["no_shows"] == 1
    undo(desk, kept)
    assert (state(kept)["no_shows"], state(gone)["no_shows"]) == (1, 0)


def test_who_waits_in_both_waits_once_until_it_is_undone(db):
    cedar = f.load_cedar(f.CEDAR + 'messages: {quiet hours: {from: "03:00", to: "03:01"}}\n')
    desk = f.actor(cedar, "scheduler")
    kept, gone = pair(cedar)
    for who in (kept, gone):
        waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(1), notice_hours=1)
    merge(desk, kept, gone)
    fill(cedar)
    assert set(WaitlistEntry.objects.filter(state="offered").values_list("patient", flat=True)) == {kept.pk}
    undo(desk, kept)
    fill(cedar)
    assert WaitlistEntry.objects.filter(state="offered").count() == 2


def test_nobody_is_written_to_as_the_record_that_is_gone(cedar, desk):
    kept, gone = pair(cedar)
    merge(desk, kept, gone)
    gone.refresh_from_db()
    assert ways(gone, "follow-up") == []


def test_who_has_the_confidential_address_that_was_replaced_does_not_act_for_them_by_that(cedar, desk):
    """The other record has it as that of somebody who acts for them: it stays there, and the merge goes through."""
    kept = f.patient(cedar, confidential_contact="old@example.org")
    gone = f.patient(cedar, confidential_contact="new@example.org")
    carer = Proxy.objects.create(practice=cedar, patient=gone, contact="old@example.org", who="carer", state="named")
    before = (state(kept), state(gone))
    merge(desk, kept, gone, confidential="gone")
    kept.refresh_from_db()
    carer.refresh_from_db()
    assert (kept.confidential_contact, carer.patient_id) == ("new@example.org", gone.pk)
    undo(desk, kept)
    assert (state(kept), state(gone)) == before
