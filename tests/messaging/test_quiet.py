"""When reminders go out: whole days on the wall clock, never at night, never too late."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.booking import actions as booking
from frontdesk.booking.messages import about
from frontdesk.booking.models import Proposal
from frontdesk.messaging.actions import tell
from frontdesk.messaging.delivery import deliver
from frontdesk.messaging.models import Message
from frontdesk.messaging.quiet import is_quiet, next_allowed, reminder_time
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.reminders import remind
from frontdesk.practice.file import QuietHours
from tests import factory as f

CHICAGO = ZoneInfo("America/Chicago")
NIGHT = QuietHours(21 * 60, 8 * 60)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("start", "lead", "expected"),
    [
        ("2026-12-08T09:00", dt.timedelta(days=7), "2026-12-01T09:00"),
        ("2026-12-08T09:00", dt.timedelta(hours=24), "2026-12-07T09:00"),
        ("2026-03-09T09:00", dt.timedelta(days=7), "2026-03-02T09:00"),  # the clock goes forward in between
        ("2026-11-02T09:00", dt.timedelta(days=7), "2026-10-26T09:00"),  # and back
        ("2028-03-01T09:00", dt.timedelta(days=1), "2028-02-29T09:00"),
        ("2026-12-08T07:00", dt.timedelta(hours=24), "2026-12-07T08:00"),  # at night: when quiet hours end
        (
            "2026-12-08T08:30",
            dt.timedelta(hours=2),
            "2026-12-07T20:59",
        ),  # waiting would be too late: the evening before
        ("2026-12-08T10:00", dt.timedelta(hours=3), "2026-12-08T08:00"),
    ],
)
def test_a_reminder_goes_out_at(start, lead, expected):
    assert reminder_time(local(start), lead, NIGHT, CHICAGO) == local(expected)


@given(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 31)),
    st.sampled_from([1, 2, 3, 12, 24, 48, 168]),
    st.sampled_from(["America/Chicago", "America/New_York", "Pacific/Honolulu", "America/Phoenix"]),
    st.sampled_from([NIGHT, QuietHours(22 * 60, 7 * 60), QuietHours(0, 6 * 60)]),
)
def test_no_reminder_is_at_night_or_after_the_visit_began(naive, hours, zone, quiet):
    place = ZoneInfo(zone)
    start = naive.replace(second=0, microsecond=0, tzinfo=place).astimezone(dt.UTC)
    moment = reminder_time(start, dt.timedelta(hours=hours), quiet, place)
    assert not is_quiet(moment, quiet, place)
    assert moment < start


@given(st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 31)))
def test_what_can_wait_waits_for_the_end_of_quiet_hours_and_no_longer(naive):
    moment = naive.replace(tzinfo=CHICAGO)
    allowed = next_allowed(moment, NIGHT, CHICAGO)
    assert not is_quiet(allowed, NIGHT, CHICAGO)
    assert dt.timedelta(0) <= allowed - moment <= dt.timedelta(hours=12)
    if not is_quiet(moment, NIGHT, CHICAGO):
        assert allowed == moment


# From writing to handing over -----------------------------------------------------------------------------------

EARLY = "\nmessages: {reminders: [2 hours], quiet hours: {from: '21:00', to: '08:00'}}\n"


@pytest.fixture
def at_eight(db, monkeypatch):
    """A visit at 8:00, a reminder two hours ahead, quiet until 8:00; and a clock to set."""
    practice = f.load_cedar(f.CEDAR + EARLY)
    who = f.patient(practice, established=True)
    one = booking.book(
        f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place("08:00", date=f.day(3))
    )
    Message.objects.all().delete()

    def clock(days_before: int, time: str):
        moment = f.place(time, date=f.day(3 - days_before)).start
        for room in ("outreach.reminders", "messaging.actions", "messaging.delivery", "booking.messages"):
            monkeypatch.setattr(f"frontdesk.{room}.now", lambda: moment)
        return moment

    return practice, one, clock


@pytest.mark.parametrize("worker_at", ["20:45", "20:50", "20:55"])
def test_a_reminder_that_would_fall_into_the_night_goes_out_before_it_whenever_the_worker_looks(at_eight, worker_at):
    practice, _one, clock = at_eight
    clock(1, worker_at)
    assert remind(practice) == 1
    assert Message.objects.get().not_before is None


def test_a_reminder_is_never_sent_once_the_visit_has_begun(at_eight, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    practice, one, clock = at_eight
    clock(1, "20:50")
    remind(practice)
    message = Message.objects.get()
    assert message.not_after == one.start
    clock(0, "08:00")
    assert deliver(practice.pk, message.pk) == "failed"
    message.refresh_from_db()
    assert (message.attempts, message.error) == (0, "there was no time left to say it: call")


def test_a_reminder_written_too_late_for_the_quiet_hours_is_put_before_staff(at_eight):
    practice, _one, clock = at_eight
    clock(1, "22:00")
    remind(practice)
    message = Message.objects.get()
    assert (message.state, message.error) == (
        "failed",
        "in quiet hours nothing is sent, and after them it would be too late: call",
    )


def test_quiet_hours_hold_for_every_try(at_eight, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    practice, one, clock = at_eight
    clock(2, "12:00")
    tell(one.patient, "reminder", one, not_after=one.start, **about(one))
    message = Message.objects.get()
    Message.objects.filter(pk=message.pk).update(handed_at=one.start - dt.timedelta(days=2), attempts=3)
    clock(1, "23:30")
    assert deliver(practice.pk, message.pk) == "queued"
    message.refresh_from_db()
    assert (message.attempts, message.not_before) == (3, one.start)  # 8:00, when the night is over


def test_what_is_not_put_off_by_the_night_is_tried_at_night(at_eight, settings):
    """The control: a code, or what is booked, is not kept until the morning."""
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    practice, one, clock = at_eight
    clock(1, "23:30")
    tell(one.patient, "booked", one, not_after=one.start, **about(one))
    message = Message.objects.get()
    deliver(practice.pk, message.pk)
    message.refresh_from_db()
    assert message.attempts == 1


def test_who_is_to_be_moved_is_asked_again_and_not_told_that_they_are_expected(at_eight):
    practice, one, clock = at_eight
    clock(3, "10:00")
    proposals.propose(f.actor(practice, "scheduler"), one, reason="the doctor is ill")
    Proposal.objects.update(expires_at=one.start)
    Message.objects.all().delete()
    clock(1, "20:50")
    assert remind(practice) == 1
    assert Message.objects.get().template == "time-proposed"


def test_when_nobody_has_answered_the_patient_is_told_that_the_time_is_no_longer_kept(at_eight):
    practice, one, _clock = at_eight
    proposals.propose(f.actor(practice, "scheduler"), one, reason="the doctor is ill")
    Message.objects.all().delete()
    Proposal.objects.update(expires_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))
    assert proposals.pass_on() == 1
    assert Message.objects.get().template == "time-withdrawn"


def test_who_has_confirmed_is_not_asked_to_reply_c(at_eight):
    practice, one, clock = at_eight
    booking.will_come(f.themselves(one.patient), one)
    clock(1, "20:50")
    remind(practice)
    message = Message.objects.get()
    assert message.template == "reminder-confirmed" and "Reply C" not in message.body
