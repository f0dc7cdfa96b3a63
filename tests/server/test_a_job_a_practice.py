"""One practice for which a job fails keeps nobody after it waiting."""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from frontdesk import server
from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.server import jobs
from frontdesk.server.chores import served
from frontdesk.tenancy.context import inside_practice
from frontdesk.tenancy.models import Practice
from tests import factory as f
from tests.worker import due, taken

LOOP = re.compile(r"\bpractices\.|Practice\.objects|\bserved\(|\beverybody\(")
COMMANDS = ("cli_feeds._bounce",)  # it looks for the one whose message came back


def two_with_expired_holds() -> list[Practice]:
    made = []
    for slug in ("cedar", "birch"):
        with transaction.atomic():
            practice = f.load_cedar(slug=slug)
            how = {"visit_type": f.visit("procedure"), "place": f.place(), "channel": "staff"}
            held = actions.hold(f.actor(practice, "front_desk"), f.patient(practice), **how)
            Appointment.objects.filter(pk=held.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
        made.append(practice)
    return made


def states(practices: list[Practice]) -> list[str]:
    found = []
    for practice in practices:
        with inside_practice(practice):
            found.append(Appointment.objects.get().state)
    return found


def raising_in_the_first(monkeypatch) -> None:
    first = next(iter(served())).pk
    rest = jobs.expire_holds

    def raises(*keys) -> int:
        if Appointment.objects.filter(practice=first).exists():
            raise ZeroDivisionError("Ada Sample, born 1980")
        return rest(*keys)

    monkeypatch.setattr(jobs, "expire_holds", raises)


def queue() -> list[tuple[str, str, str]]:
    """What waits: the practice, its lock, and the lock that lets only one of them wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'practice', lock, queueing_lock FROM procrastinate_jobs WHERE status = 'todo'")
        return sorted(cursor.fetchall())


def test_each_practice_has_a_job_and_a_lock_of_its_own_and_one_job_of_a_kind_waits(fresh_db):
    practices = two_with_expired_holds()
    for _ in range(2):
        jobs.free_expired_holds(0)
    own = [f"free-expired-holds {one.pk}" for one in practices]
    assert queue() == sorted(zip([str(one.pk) for one in practices], own, own, strict=True))


def test_those_after_one_that_raises_are_served_and_its_job_alone_counts_as_failed(fresh_db, monkeypatch):
    practices = two_with_expired_holds()
    raising_in_the_first(monkeypatch)
    assert [type(error) for error in due(jobs.free_expired_holds)] == [ZeroDivisionError]
    assert sorted(states(practices)) == ["cancelled", "held"]


def test_without_the_isolation_those_after_it_starve(fresh_db, monkeypatch):
    """The control: one loop over all, and nobody is served."""
    practices = two_with_expired_holds()
    raising_in_the_first(monkeypatch)
    jobs.free_expired_holds(0)
    with pytest.raises(ZeroDivisionError):
        for _, arguments in taken(jobs.free_expired_holds):
            jobs.free_expired_holds(**arguments)
    assert states(practices) == ["held", "held"]


def test_nothing_the_worker_does_goes_through_the_practices_in_a_loop_of_its_own():
    """Whoever does holds up all practices by one."""
    loops = {
        f"{path.stem}.{function.name}"
        for path in Path(server.__file__).parent.glob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.For) and LOOP.search(ast.unparse(node.iter)) for node in ast.walk(function))
    }
    assert loops == {"chores.begin", *COMMANDS}
