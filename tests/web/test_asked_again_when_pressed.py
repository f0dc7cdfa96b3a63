"""What a page hides is refused by its address too: a cut-off and a `may not` are asked again when something is pressed."""

import datetime as dt

import pytest
import time_machine

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.errors import TooLate
from frontdesk.booking.models import Appointment, WaitlistEntry
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.outreach.waitlist import actions as waitlist
from tests import factory as f
from tests.web_client import as_patient, at

CUT_OFF = "  Patients may cancel visits up to 3 days ahead.\n"
MAY_NOT = "  Patients may not book visits themselves when the patient has 2 or more no-shows.\n"


def booked(practice, date):
    who = f.patient(practice, established=True)
    return booking.book(
        f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("11:30", date=date)
    )


@pytest.mark.parametrize(("days", "waits"), [(2, False), (20, True)])
def test_after_the_cut_off_nobody_waits_for_an_earlier_time_by_themselves(db, days, waits):
    practice = f.load_cedar(f.CEDAR + CUT_OFF)
    mine = booked(practice, f.day(days))
    client = as_patient(practice, mine.patient)
    here = at(practice, f"appointments/{mine.pk}/wait/")
    assert client.get(here).status_code == (200 if waits else 302)
    client.post(here, {"notice": "2"})
    assert WaitlistEntry.objects.exists() is waits
    if not waits:
        assert "too late" in client.get(at(practice, f"appointments/{mine.pk}/")).content.decode()
        with pytest.raises(TooLate):
            waitlist.join(
                f.themselves(mine.patient),
                mine.patient,
                visit_type=mine.visit_type,
                first_on=f.day(0),
                appointment=mine,
            )


def test_after_the_cut_off_staff_may_still_let_them_wait(db):
    practice = f.load_cedar(f.CEDAR + CUT_OFF)
    mine = booked(practice, f.day(2))
    desk = f.actor(practice, "front_desk")
    assert waitlist.join(desk, mine.patient, visit_type=mine.visit_type, first_on=f.day(0), appointment=mine)


@pytest.mark.parametrize(("missed", "waits"), [(2, False), (0, True)])
def test_who_may_not_book_by_themselves_does_not_by_an_offer_either(db, missed, waits):
    practice = f.load_cedar(f.CEDAR + MAY_NOT)
    who = f.patient(practice, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    assert Request.objects.get(pk=asked.pk).state == "approved"
    who.no_shows = missed
    who.save()
    client = as_patient(practice, who)
    here = at(practice, f"requests/{asked.pk}/wait/")
    assert client.get(here).status_code == (200 if waits else 302)
    client.post(here, {"notice": "2"})
    assert WaitlistEntry.objects.exists() is waits
    if not waits:
        assert "We look for a time" in client.get(at(practice, f"requests/{asked.pk}/")).content.decode()


def kept_instead(practice, mine):
    return booking.hold(
        f.themselves(mine.patient),
        mine.patient,
        visit_type=mine.visit_type,
        place=f.place("10:00", date=f.day(21)),
        channel="online",
        replaces=mine,
    )


@pytest.mark.parametrize("later", [dt.timedelta(minutes=2), dt.timedelta(days=2)])
def test_a_time_that_was_kept_in_time_is_not_confirmed_too_late(db, later):
    """The cut-off, and the visit itself, may pass while the page is open."""
    practice = f.load_cedar(f.CEDAR + "  Patients may cancel visits up to 24 hours ahead.\n")
    mine = booked(practice, f.day(20))
    with time_machine.travel(mine.start - dt.timedelta(hours=24, minutes=1), tick=False) as clock:
        held = kept_instead(practice, mine)
        clock.shift(later)
        Appointment.objects.filter(pk=held.pk).update(hold_expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5))
        with pytest.raises(TooLate):
            booking.confirm(f.themselves(mine.patient), held)
        mine.refresh_from_db()
        assert mine.state == "booked"
        assert booking.confirm(SYSTEM, held).state == "booked"


def test_control_in_time_it_is_confirmed(db):
    practice = f.load_cedar(f.CEDAR + CUT_OFF)
    mine = booked(practice, f.day(20))
    assert booking.confirm(f.themselves(mine.patient), kept_instead(practice, mine)).state == "booked"
