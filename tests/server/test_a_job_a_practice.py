"""One practice for which a job fails keeps nobody after it waiting."""

import ast
import datetime as dt
import inspect

import pytest
from django.db import transaction
from django.utils.timezone import now

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.server import jobs
from frontdesk.tenancy.context import inside_practice
from frontdesk.tenancy.models import Practice
from tests import factory as f


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
    first = next(iter(jobs.served())).pk
    rest = jobs.expire_holds

    def raises() -> int:
        if Appointment.objects.filter(practice=first).exists():
            raise ZeroDivisionError("Ada Sample, born 1980")
        return rest()

    monkeypatch.setattr(jobs, "expire_holds", raises)


def test_those_after_one_that_raises_are_served_and_the_job_counts_as_failed(fresh_db, monkeypatch, caplog):
    practices = two_with_expired_holds()
    raising_in_the_first(monkeypatch)
    with pytest.raises(jobs.SomeFailed):
        jobs.free_expired_holds(0)
    assert sorted(states(practices)) == ["cancelled", "held"]


def test_without_the_isolation_those_after_it_starve(fresh_db, monkeypatch):
    """The control: one loop over all, and nobody is served."""
    practices = two_with_expired_holds()
    raising_in_the_first(monkeypatch)

    def one_loop(name, work):
        for practice in jobs.served():
            work(practice)

    monkeypatch.setattr(jobs, "in_each", one_loop)
    with pytest.raises(ZeroDivisionError):
        jobs.free_expired_holds(0)
    assert states(practices) == ["held", "held"]


def test_no_job_goes_through_the_practices_in_a_loop_of_its_own():
    tree = ast.parse(inspect.getsource(jobs))
    loops = [
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.For) and "served" in ast.dump(node.iter) for node in ast.walk(function))
    ]
    assert loops == ["in_each"]
