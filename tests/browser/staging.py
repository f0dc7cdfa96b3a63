"""What happened at the demo practice before a journey begins: done by the actions, in the database of the running site."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import os
import subprocess
import sys
import traceback

from tests.conftest import server

_numbers = itertools.count(1)


class Stage:
    """Each method prepares one thing and answers with what the patient needs: an address, or the path of a link."""

    def __init__(self) -> None:
        self._player: subprocess.Popen | None = None

    def waiting_with_an_offer(self) -> str:
        """An e-mail address: its patient has an appointment, waits for an earlier one, and has just been offered one."""
        return self._play("waiting", f"waits{next(_numbers)}@patients.example")

    def visit_today(self) -> str:
        """The path of an appointment of today, for staff: one can check in only on its day."""
        return self._play("today", f"today{next(_numbers)}@patients.example")

    def invitation(self) -> str:
        """The path of a link that books a visit that is due."""
        return self._play("invitation", f"due{next(_numbers)}@patients.example")

    def asked_for_more(self) -> str:
        """An e-mail address: its patient has asked for a visit, and staff want to know more."""
        return self._play("asked", f"asked{next(_numbers)}@patients.example")

    def parent(self) -> str:
        """An e-mail address: its patient looks after a child named Lucy."""
        return self._play("parent", f"parent{next(_numbers)}@patients.example")

    def texted(self) -> str:
        """An e-mail address: its patient cannot come, and has written so; somebody unknown cannot breathe."""
        return self._play("texted", f"texts{next(_numbers)}@patients.example")

    def _play(self, scene: str, email: str) -> str:
        if self._player is None:  # one process for all scenes: to begin it takes longer than to play one
            command = [sys.executable, "-m", "tests.browser.staging"]
            self._player = subprocess.Popen(
                command, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
            )
        self._player.stdin.write(json.dumps([scene, email]) + "\n")
        done = json.loads(self._player.stdout.readline() or '{"failed": "the process has ended"}')
        assert "failed" not in done, done["failed"][-2000:]
        return str(done["answer"])

    def close(self) -> None:
        """Nobody has anything to play any more."""
        if self._player is not None:
            self._player.stdin.close()
            self._player.wait(20)


def work_off(queue: str = "chores") -> None:
    """What the worker has to do now, done once."""
    command = [sys.executable, "-W", "ignore", "-m", "django", "procrastinate", "worker", "--one-shot", "-q", queue]
    subprocess.run(command, env=_environment() | {"FRONTDESK_POOL": "0"}, check=True, timeout=120, capture_output=True)


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": server().url("owner", "frontdesk_browser"),
        "FRONTDESK_APP_DATABASE_URL": server().url("app", "frontdesk_browser"),
        "DJANGO_SETTINGS_MODULE": "frontdesk.server.settings",
    }


def _scenes():
    from django.utils.timezone import now

    from frontdesk.access.may import SYSTEM
    from frontdesk.availability.model import Wanted
    from frontdesk.booking import actions, offers
    from frontdesk.booking.errors import JustTaken
    from frontdesk.booking.take import Place, take
    from frontdesk.intake import actions as intake
    from frontdesk.intake.evaluation import facts
    from frontdesk.intake.patients import confirm_proxy, name_proxy
    from frontdesk.messaging.incoming import receive
    from frontdesk.messaging.models import Consent, Message
    from frontdesk.outreach.recalls.actions import invite, order
    from frontdesk.outreach.texting import answer_by_text
    from frontdesk.outreach.waitlist.actions import join, offer
    from frontdesk.outreach.waitlist.fill import wish_of
    from frontdesk.people.models import Patient
    from frontdesk.practice.models import VisitType
    from frontdesk.tenancy.models import Practice

    practice = Practice.objects.get(slug="cedar")

    def patient(email: str, **more) -> Patient:
        values = {"first_name": "Grace", "last_name": "Waiting", "birth_date": dt.date(1960, 4, 5), "established": True}
        made = Patient.objects.create(practice=practice, email=email, uninsured=True, **{**values, **more})
        if email:
            Consent.objects.create(practice=practice, contact=email, channel="email", given=True, how="told the tests")
        return made

    def time_of(who, after: int, visit) -> Place:
        today = now().astimezone(practice.zone).date()
        wanted = Wanted(visit.code, now(), facts(who, {}, "staff"), (), (), str(who.pk))
        found = offers.times(wanted, today + dt.timedelta(days=after), 20, limit=40)[7]
        return Place(found.provider, found.location, found.start)

    def waiting(email: str) -> str:
        who, visit = patient(email), VisitType.objects.get(code="follow-up")
        later = actions.book(SYSTEM, who, visit_type=visit, place=time_of(who, 20, visit))
        today = now().astimezone(practice.zone).date()
        entry = join(SYSTEM, who, visit_type=visit, appointment=later, first_on=today, last_on=today)
        held = take(wish_of(entry, time_of(who, 6, visit)), "held", 120)
        offer(SYSTEM, entry, hold=held, keep=dt.timedelta(minutes=120))
        return email

    def today(email: str) -> str:
        who, visit = patient(email, first_name="Toda"), VisitType.objects.get(code="follow-up")
        midnight = dt.datetime.combine(now().astimezone(practice.zone).date(), dt.time(), practice.zone)
        for hours in range(7, 20):  # whatever day it is, and whatever the demo has booked on it
            place = Place("chen", "downtown", midnight + dt.timedelta(hours=hours))
            with contextlib.suppress(JustTaken):
                booked = actions.book(
                    SYSTEM, who, visit_type=visit, place=place, reason="A visit of today", override=True
                )
                return f"console/appointments/{booked.pk}/"
        raise AssertionError("Dr. Chen has no time today")

    def invitation(email: str) -> str:
        who, visit = patient(email, first_name="Ruth"), VisitType.objects.get(code="follow-up")
        today = now().astimezone(practice.zone).date()
        recall = order(SYSTEM, who, visit_type=visit, due_on=today + dt.timedelta(days=20))
        invite(SYSTEM, recall)
        body = Message.objects.get(thing_id=recall.pk).body
        return body.split("/cedar/")[1].split()[0]

    def parent(email: str) -> str:
        patient(email, first_name="Pat", last_name="Parent")
        child = patient("", first_name="Lucy", last_name="Parent", birth_date=dt.date(now().year - 7, 1, 2))
        confirm_proxy(SYSTEM, name_proxy(SYSTEM, child, contact=email, who="parent", name="Pat Parent"))
        return email

    def texted(email: str) -> str:
        who, visit = patient(email, phone="+13125550191"), VisitType.objects.get(code="follow-up")
        Consent.objects.create(practice=practice, contact=who.phone, channel="text", given=True, how="told the tests")
        actions.book(SYSTEM, who, visit_type=visit, place=time_of(who, 6, visit))
        for sender, body in ((who.phone, "I can't come"), ("+13125550192", "no puedo respirar")):
            got, _ = receive(practice, sender=sender, body=body, key=f"{sender} {email}")
            answer_by_text(got)
        return email

    def asked(email: str) -> str:
        who, visit = patient(email), VisitType.objects.get(code="follow-up")
        request = intake.submit(SYSTEM, who, visit_type=visit, answers={"reason": "chest pain, sometimes"})
        intake.ask(SYSTEM, request, fields=["pharmacy"])
        return email

    return practice, {
        "asked": asked,
        "texted": texted,
        "today": today,
        "waiting": waiting,
        "invitation": invitation,
        "parent": parent,
    }


if __name__ == "__main__":
    import django

    django.setup()
    from django.db import transaction

    from frontdesk.tenancy.context import enter
    from frontdesk.tenancy.models import Practice

    for line in sys.stdin:
        scene, email = json.loads(line)
        try:
            with contextlib.redirect_stdout(sys.stderr), transaction.atomic():
                enter(Practice.objects.get(slug="cedar"))
                _, scenes = _scenes()
                done = {"answer": scenes[scene](email)}
        except Exception:
            done = {"failed": traceback.format_exc()}
        print(json.dumps(done), flush=True)
