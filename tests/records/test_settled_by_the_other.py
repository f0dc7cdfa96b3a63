"""Two records taken apart again: a visit is of whom it is known to be, and settles nothing of the other; a file is not shown to the other."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Recall
from frontdesk.intake import actions as intake
from frontdesk.intake import drafts
from frontdesk.intake import queries as intake_queries
from frontdesk.intake.models import Document, Request, Task
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls import queries
from frontdesk.people.models import Patient
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.outreach.test_invited_by_mistake import link_of


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "scheduler")


@pytest.fixture
def kay(cedar):
    return f.patient(cedar, first_name="Kay", email="kay@example.org", established=True)


@pytest.fixture
def gina(cedar):
    return f.patient(cedar, first_name="Gina", email="gina@example.org", established=True)


def due(who) -> Recall:
    return recalls.order(SYSTEM, who, visit_type=f.visit("follow-up"), due_on=f.day(10), give_days=30)


def one(desk, kay, gina, **more) -> Patient:
    return merging.merge(desk, kay, gone=gina, reason="the card", **more)


def two(desk, kay):
    kay = Patient.objects.get(pk=kay.pk)
    merging.unmerge(desk, kay, merge=merging.merges_of(kay)[0], reason="two people")


def book(desk, who, time="09:00"):
    return booking.book(desk, Patient.objects.get(pk=who.pk), visit_type=f.visit("follow-up"), place=f.place(time))


def asks(desk, who) -> Request:
    return intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})


def now_(row):
    return type(row).objects.get(pk=row.pk)


def asked_about() -> set:
    return set(Task.objects.filter(kind="apart", state="open").values_list("thing_id", flat=True))


# Whose visit it is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("online", [True, False])
def test_a_visit_booked_between_is_not_hers_because_one_of_hers_was_due(desk, kay, gina, online):
    hers = due(gina)
    kay = one(desk, kay, gina)
    if online:
        me = f.themselves(kay)
        asked = intake.submit(me, kay, visit_type=f.visit("follow-up"), answers={"reason": "Kay's own"})
        hold = booking.hold(me, kay, visit_type=f.visit("follow-up"), place=f.place("09:00"), channel="online", request=asked)  # fmt: skip
        visit = booking.confirm(me, hold)
    else:
        visit = book(desk, kay)
    assert now_(hers).appointment == visit
    two(desk, kay)
    assert now_(visit).patient_id == kay.pk
    assert asked_about() == {visit.request_id or visit.pk}
    assert (now_(hers).patient_id, now_(hers).state, now_(hers).appointment) == (gina.pk, "planned", None)


def invited(desk, recall) -> str:
    Message.objects.all().update(state="sent")
    recall = recalls.invite(desk, now_(recall))
    Message.objects.all().update(state="sent")
    return link_of(recall)


def follows(token) -> Appointment:
    recall = queries.by_token(token)
    actor = queries.link_actor(recall)
    hold = booking.hold(
        actor, recall.patient, visit_type=recall.visit_type, place=f.place("09:00"), channel="online", recall=recall
    )
    return booking.confirm(actor, hold)


@pytest.mark.parametrize(("invited_before", "whose"), [(True, "Gina"), (False, "Kay")])
def test_by_the_link_that_was_sent_to_her_it_is_hers_and_by_one_that_was_not_it_is_not(desk, kay, gina, invited_before, whose):  # fmt: skip
    hers = due(gina)
    if invited_before:
        token = invited(desk, hers)
        kay = one(desk, kay, gina, use_contact=True, choices={"email": "gone"})
    else:
        kay = one(desk, kay, gina)
        token = invited(desk, hers)
    visit = follows(token)
    two(desk, kay)
    assert now_(visit).patient.first_name == whose
    assert asked_about() == (set() if whose == "Gina" else {visit.pk})
    assert (now_(hers).state, now_(hers).told) == (("booked", 1) if whose == "Gina" else ("planned", 0))


def test_nor_because_a_request_of_hers_waited_for_a_time(desk, kay, gina):
    hers = asks(desk, gina)
    assert now_(hers).state == "approved"
    kay = one(desk, kay, gina)
    visit = book(desk, kay)
    assert (now_(visit).request, now_(hers).state) == (hers, "scheduled")
    moved = booking.reschedule(desk, now_(visit), place=f.place("10:00"))
    two(desk, kay)
    for each in (visit, moved):
        assert (now_(each).patient_id, now_(each).request) == (kay.pk, None)
    assert (now_(hers).patient_id, now_(hers).state) == (gina.pk, "approved")


def test_one_that_was_booked_for_her_request_is_hers(desk, kay, gina):
    hers = asks(desk, gina)
    kay = one(desk, kay, gina)
    visit = booking.approve_and_book(desk, now_(hers), place=f.place("09:00"))
    moved = booking.reschedule(desk, now_(visit), place=f.place("10:00"))
    two(desk, kay)
    assert {now_(each).patient_id for each in (visit, moved)} == {gina.pk}


# What it settled --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["ordered between", "visit between"])
def test_what_is_due_is_not_settled_by_the_visit_of_the_other(desk, kay, gina, when):
    if when == "ordered between":
        visit = book(desk, gina)
        kay = one(desk, kay, gina)
        mine = due(kay)
    else:
        mine, asked = due(kay), asks(desk, gina)
        kay = one(desk, kay, gina)
        visit = booking.approve_and_book(desk, now_(asked), place=f.place("09:00"))
    assert now_(mine).appointment == visit
    two(desk, kay)
    assert now_(visit).patient_id == gina.pk
    assert (now_(mine).patient_id, now_(mine).state, now_(mine).appointment) == (kay.pk, "planned", None)


def test_a_visit_that_settled_what_the_other_was_due_settles_what_its_own_record_was(desk, kay, gina):
    hers = due(gina)
    mine = recalls.order(SYSTEM, kay, visit_type=f.visit("follow-up"), due_on=f.day(20), give_days=30)
    kay = one(desk, kay, gina)
    visit = book(desk, kay)
    assert (now_(hers).state, now_(mine).state) == ("closed", "booked")  # it is one visit, and one is due
    two(desk, kay)
    assert (now_(hers).state, now_(mine).state, now_(mine).appointment) == ("planned", "booked", visit)


def test_what_one_of_them_found_elsewhere_is_still_due_for_the_other(desk, kay, gina):
    hers = due(gina)
    kay = one(desk, kay, gina)
    booking.cancel(desk, book(desk, kay), reason="I found another clinic")
    assert now_(hers).state == "refused"
    two(desk, kay)
    assert (now_(hers).state, now_(hers).reason) == ("planned", "")


def test_who_has_their_invitation_has_it_still(desk, kay, gina):
    hers = due(gina)
    token = invited(desk, hers)
    kay = one(desk, kay, gina)
    book(desk, kay)
    two(desk, kay)
    assert (now_(hers).state, queries.by_token(token)) == ("invited", hers)


def test_who_was_invited_in_the_name_of_the_other_is_not(desk, kay, gina):
    """The invitation went to Kay: Gina has none, and is invited in time."""
    hers = due(gina)
    kay = one(desk, kay, gina)
    token = invited(desk, hers)
    two(desk, kay)
    assert (now_(hers).state, now_(hers).told, queries.by_token(token)) == ("planned", 0, None)


# Files ------------------------------------------------------------------------------------------------------------


def card(cedar) -> Document:
    return drafts.keep_document(cedar, "insurance-card", f.photo())


def sees(who) -> set:
    return {one.pk for one in intake_queries.documents(f.themselves(who))}


@pytest.mark.parametrize("signed_in", ["both could", "Gina alone could", "Kay alone could"])
@pytest.mark.parametrize("replaced", ["Gina's", "Kay's"])
def test_a_file_that_took_the_place_of_one_is_shown_to_one_of_them_and_nobody_loses_theirs(cedar, desk, kay, gina, signed_in, replaced):  # fmt: skip
    """Who could not sign in did not send it; where both could it stays where it was put.  Whose it is, is asked."""
    if signed_in == "both could":
        Patient.objects.filter(pk=kay.pk).update(email="", phone="+13125550181")
        kay.refresh_from_db()
    hers, mine = card(cedar), card(cedar)
    intake.add_document(f.themselves(gina), gina, document=hers)
    intake.add_document(f.themselves(kay), kay, document=mine)
    joined = one(
        desk, kay, gina, use_contact=True, choices={"email": "kept" if signed_in == "Kay alone could" else "gone"}
    )
    new = card(cedar)
    intake.replace_document(f.themselves(joined), now_(hers if replaced == "Gina's" else mine), new=new)
    two(desk, kay)
    to_gina = signed_in == "Gina alone could" or (signed_in == "both could" and replaced == "Gina's")
    took = to_gina == (replaced == "Gina's")
    assert sees(gina) == ({new.pk} if to_gina and took else {hers.pk, new.pk} if to_gina else {hers.pk})
    assert sees(kay) == ({mine.pk} if to_gina else {new.pk} if took else {mine.pk, new.pk})
    assert asked_about() == {new.pk}
    assert Task.objects.get(kind="apart").patient_id == now_(new).patient_id


# What each was ----------------------------------------------------------------------------------------------------


def test_who_was_not_seen_here_before_the_merge_was_not_seen_here_after_it(cedar, desk):
    new, known = f.patient(cedar, first_name="Kay"), f.patient(cedar, first_name="Gina", established=True)
    kay = one(desk, new, known)
    assert kay.established
    two(desk, kay)
    assert (now_(new).established, now_(known).established) == (False, True)
