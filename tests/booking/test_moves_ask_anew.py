"""A visit that is moved was settled where it is: what the rules ask for with somebody else, elsewhere or on another date is asked anew."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.errors import BreaksRules
from frontdesk.core.refusals import Refusal
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.proposals.ranking import nearest
from frontdesk.outreach.waitlist.fill import who_wait_for
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

ASKS = [
    "Follow-up visits with Dr. Lee need approval.",
    "Follow-up visits with Dr. Lee need approval from a clinician.",
    "Follow-up visits with Dr. Lee need a referral before booking.",
]


@pytest.fixture(params=ASKS)
def rule(request):
    return request.param


@pytest.fixture
def moving(db, rule):
    practice = f.load_cedar(f.at_any_hour(f.CEDAR + f"  {rule}\n"))
    who = f.patient(practice, established=True)
    mine = booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    return practice, mine


def with_lee(time="10:00"):
    return f.place(time, provider="lee")


def test_nobody_moves_it_to_where_somebody_must_say_yes_first(moving, rule):
    practice, mine = moving
    for actor, channel in ((f.themselves(mine.patient), "online"), (f.actor(practice, "front_desk"), "staff")):
        with pytest.raises(BreaksRules, match="Follow-up visits with Dr"):
            booking.reschedule(actor, mine, place=with_lee(), channel=channel)
    with pytest.raises(BreaksRules):
        booking.hold(
            f.themselves(mine.patient),
            mine.patient,
            visit_type=mine.visit_type,
            place=with_lee(),
            channel="online",
            replaces=mine,
        )
    moved = booking.reschedule(
        f.actor(practice, "scheduler"), mine, place=with_lee(), override=True, reason="Dr. Lee said yes by telephone"
    )
    assert moved.provider.code == "lee"


def test_with_whom_it_is_it_moves_as_before(moving):
    _, mine = moving
    assert booking.reschedule(f.themselves(mine.patient), mine, place=f.place("10:00"), channel="online")


def test_what_was_asked_for_where_it_is_is_not_asked_for_again(db):
    practice = f.load_cedar(f.CEDAR + "  Follow-up visits need approval.\n")
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    mine = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(), override=True, reason="Said yes")
    assert booking.reschedule(f.actor(practice, "front_desk"), mine, place=with_lee())


def test_of_a_provider_who_left_it_was_settled_by_the_rules_of_then(db):
    general = "  Follow-up visits need approval.\n"
    practice = f.load_cedar(f.CEDAR + general)
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    mine = booking.book(
        desk, who, visit_type=f.visit("follow-up"), place=with_lee("09:00"), override=True, reason="Said yes"
    )
    lines = f.CEDAR.splitlines(keepends=True)
    f.load_cedar("".join(line for line in lines if "id: lee" not in line and "Dr. Lee" not in line) + general)
    assert booking.reschedule(f.actor(practice, "front_desk"), mine, place=f.place("11:00"))


def test_neither_the_pages_nor_a_proposal_nor_the_waitlist_offers_it(moving, rule):
    practice, mine = moving
    desk = as_staff(practice, "front_desk").get(at(practice, f"console/appointments/{mine.pk}/move/"))
    assert not any(offer.provider == "lee" for offer in desk.context["times"])
    assert rule in desk.content.decode()
    page = as_patient(practice, mine.patient).get(at(practice, f"appointments/{mine.pk}/move/")).content.decode()
    assert 'value="chen|' in page and 'value="lee|' not in page
    assert {place.provider for place in nearest(mine)} == {"chen"}
    assert mine.patient_id not in [entry.patient_id for entry in who_wait_for(with_lee("08:00"))]
    with pytest.raises(Refusal):
        proposals.propose(f.actor(practice, "scheduler"), mine, reason="Away", shown=(with_lee(),))


def test_control_without_the_rule_it_is_offered_with_both(db):
    practice = f.load_cedar(f.at_any_hour(f.CEDAR))
    who = f.patient(practice, established=True)
    mine = booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    page = as_patient(practice, who).get(at(practice, f"appointments/{mine.pk}/move/")).content.decode()
    assert 'value="chen|' in page and 'value="lee|' in page
    assert {place.provider for place in nearest(mine)} == {"chen", "lee"}
