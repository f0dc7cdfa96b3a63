"""Every page of a patient's that shows an appointment which the practice must move says so, and promises nothing of it."""

import re

import pytest
from django.test import Client

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls.queries import link_actor
from frontdesk.web.templatetags.frontdesk import when_at
from tests import factory as f
from tests.web.test_permissions import TABLE
from tests.web_client import as_patient, at

PROMISES = (
    "You have an appointment", "Scheduled", "Keep my appointment", "You can cancel it here until",
    "keep what I have", "Keep what I have", "You keep", "you keep", "stays yours", "Add to my calendar", "something earlier opens",
    "until you have confirmed", "You have a time for this already", "STATUS:CONFIRMED",
)  # fmt: skip
SAYS_SO = ("cannot take place", "Cannot take place", "have to move this appointment")


def away():
    return "".join(f"  Dr. Chen is away on {f.day(number)}.\n" for number in (7, 8, 9))


LAST = "  Patients may cancel visits up to 24 hours ahead.\n"


class Theirs:
    """Somebody with three visits at Dr. Chen's: one that was asked for, one on the next day, one instead of which an earlier is offered."""

    def __init__(self) -> None:
        self.practice = f.load_cedar(f.CEDAR + LAST)
        self.desk, self.visit = f.actor(self.practice, "scheduler"), f.visit("follow-up")
        self.who = f.patient(self.practice, established=True)
        self.old = booking.approve_and_book(self.desk, self.asks(), place=f.place("09:00"))
        self.other = self._booked("11:30", 8)
        self.offer = f.offered(self.who, f.place("08:30", "lee"), instead_of=self._booked("10:00", 9))
        due = recalls.invite(
            self.desk, recalls.order(self.desk, self.who, visit_type=f.visit("follow-up"), due_on=f.day(40))
        )
        self.token = re.search(r"/due/([\w-]+)/", Message.objects.get(thing_id=due.pk).body)[1]
        self.due = due

    def asks(self) -> Request:
        return intake.submit(f.themselves(self.who), self.who, visit_type=self.visit, answers={"reason": "a cough"})

    def _booked(self, time: str, day: int) -> Appointment:
        return booking.book(self.desk, self.who, visit_type=self.visit, place=f.place(time, date=f.day(day)))

    def addresses(self):
        """Each of the patient's pages, with each thing of theirs that it is about."""
        theirs = Appointment.objects.filter(patient=self.who)
        keys = {
            "requests/": Request.objects.filter(patient=self.who),
            "appointments/": theirs,
            "holds/": theirs.filter(hold_expires_at__isnull=False),
            "waitlist/offers/": [self.offer],
        }
        for route, (allowed, methods) in TABLE.items():
            if (
                "patient" not in allowed
                or "GET" not in methods
                or route.startswith(("console/", "setup/", "outbox/", "gallery/", "documents/<", "referrals/"))
            ):
                continue
            route = route.replace("<str:token>", self.token).replace("<slug:step>", "who")
            things = next((rows for start, rows in keys.items() if route.startswith(start)), [None])
            yield from (route.replace("<uuid:key>", str(thing.pk)) if thing else route for thing in things)

    def pages(self):
        me = as_patient(self.practice, self.who)
        for path in self.addresses():
            answer = me.get(at(self.practice, path), follow=True)
            if answer.status_code == 404 and path == "home/first-time/":
                continue  # nobody wants them to manage anything
            assert answer.status_code == 200, path
            yield path, answer.content.decode().replace("\r\n ", "")


def moves(theirs):
    return f.chosen(theirs.old, f.place("08:00", "lee", date=f.day(8)))


def asks_for_another(theirs):
    wanted = {"visit_type": theirs.visit, "place": f.place("08:00", "lee", date=f.day(8)), "channel": "online"}
    return booking.hold(f.themselves(theirs.who), theirs.who, **wanted, request=theirs.asks())


def follows_a_link(theirs):
    wanted = {"visit_type": theirs.visit, "place": f.place("08:00", "lee", date=f.day(40)), "channel": "staff"}
    return booking.hold(link_actor(theirs.due), theirs.who, **wanted, recall=theirs.due)


def chose_and_let_go(theirs):
    hold = moves(theirs)
    booking.cancel(f.themselves(theirs.who), hold, reason="keeps what they have")


KEPT = (moves, asks_for_another, follows_a_link, chose_and_let_go)


def promised(text):
    return [words for words in PROMISES if words in text]


@pytest.fixture
def theirs(db):
    return Theirs()


@pytest.mark.parametrize("keeps", KEPT)
def test_no_page_promises_what_must_move_and_each_that_shows_it_says_so(theirs, keeps):
    keeps(theirs)
    f.load_cedar(f.CEDAR + LAST + away())
    moving = {when_at(one.start, one.location) for one in Appointment.objects.filter(state="booked")}
    showed = set()
    for path, text in theirs.pages():
        assert promised(text) == [], path
        if any(words in text for words in moving):
            showed.add(path)
            assert any(words in text for words in SAYS_SO), path
    asked = theirs.old.request_id
    assert {"home/", f"requests/{asked}/", f"appointments/{theirs.old.pk}/cancel/"} <= showed


def test_control_the_same_pages_promise_what_stands(theirs):
    found = set()
    for keeps in KEPT:
        keeps(theirs)
        found |= {words for _, text in theirs.pages() for words in promised(text)}
    assert found == set(PROMISES)


def test_who_lets_another_time_go_is_not_told_that_they_keep_what_must_move(theirs):
    hold = moves(theirs)
    f.load_cedar(f.CEDAR + LAST + away())
    me = as_patient(theirs.practice, theirs.who)
    text = me.post(at(theirs.practice, f"holds/{hold.pk}/let-go/"), follow=True).content.decode()
    assert "Your appointment cannot take place at its time" in text and promised(text) == []


@pytest.mark.parametrize("must_move", [False, True])
def test_who_follows_the_link_of_a_due_visit_and_has_it_already_can_keep_what_they_have(theirs, must_move):
    hold = follows_a_link(theirs)
    if must_move:
        f.load_cedar(f.CEDAR + LAST + away())
    who = Client()
    page = who.get(at(theirs.practice, f"due/{theirs.token}/confirm/")).content.decode()
    assert ("No, not this time" if must_move else "No, keep what I have") in page
    assert f'action="{at(theirs.practice, f"due/{theirs.token}/let-go/")}"' in page
    assert "/appointments/" not in page  # the link shows nothing else of theirs
    text = who.post(at(theirs.practice, f"due/{theirs.token}/let-go/"), {"hold": hold.pk}).content.decode()
    assert ("cannot take place" if must_move else "You keep what you have.") in text
    hold.refresh_from_db()
    theirs.due.refresh_from_db()
    assert hold.state == "cancelled" and not hold.reservations.exists() and theirs.due.state == "invited"
    assert who.get(at(theirs.practice, f"due/{theirs.token}/")).status_code == 200  # it books one still
    gone = who.post(at(theirs.practice, f"due/{theirs.token}/let-go/"), {"hold": hold.pk})
    assert gone.status_code == 302


def test_the_link_lets_nothing_go_but_a_time_that_is_kept_by_it(theirs):
    who = Client()
    who.post(at(theirs.practice, f"due/{theirs.token}/let-go/"), {"hold": theirs.old.pk})
    theirs.old.refresh_from_db()
    assert theirs.old.state == "booked"
