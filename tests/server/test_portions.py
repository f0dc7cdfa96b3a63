"""A round does its work in portions: what fails stops nothing else, what was done stays, and what was cut off goes on there."""

import os

import pytest
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from frontdesk.day.exceptions.alike import actions as alike
from frontdesk.intake import vault
from frontdesk.intake.models import Draft, Task
from frontdesk.messaging.models import Inbound
from frontdesk.server import jobs, retention
from frontdesk.tenancy import each
from frontdesk.tenancy.context import inside_practice
from frontdesk.tenancy.each import Part, in_portions
from tests import factory as f
from tests.worker import due

PDF = b"%PDF-1.4 a made-up referral"


@pytest.fixture
def practice(fresh_db, monkeypatch):
    """One whose work is committed, three rows at a time."""
    monkeypatch.setattr(each, "PORTION", 3)
    with transaction.atomic():
        return f.load_cedar()


def drafts(practice, many):
    with inside_practice(practice):
        for number in range(many):
            Draft.objects.create(practice=practice, token_hash=f"t{number}", expires_at=now() - f.dt.timedelta(days=1))


def go(keys):
    return Draft.objects.filter(pk__in=keys).delete()[0]


def part(work):
    return Part(lambda: list(Draft.objects.order_by("pk").values_list("pk", flat=True)), work)


def left(practice):
    with inside_practice(practice):
        return Draft.objects.count()


def test_what_was_done_before_a_round_is_cut_off_stays_done_and_the_next_goes_on(practice):
    drafts(practice, 7)
    portions = []

    def cut_off(keys):
        portions.append(len(keys))
        if len(portions) == 3:
            raise SystemExit  # the worker is asked to leave, or is killed
        return go(keys)

    with pytest.raises(SystemExit):
        in_portions(practice, [part(cut_off)])
    assert portions == [3, 3, 1] and left(practice) == 1
    assert in_portions(practice, [part(go)]) == 1 and left(practice) == 0


def test_one_that_cannot_be_done_is_reported_and_keeps_no_other(practice, caplog):
    drafts(practice, 7)
    with inside_practice(practice):
        bad = Draft.objects.order_by("pk")[1].pk

    def all_but(keys):
        done = go(keys)
        if bad in keys:
            raise ValueError
        return done

    other = []
    with pytest.raises(ValueError):
        in_portions(practice, [part(all_but), Part(lambda: ["x"], lambda keys: other.append(keys) or 0)])
    assert left(practice) == 1 and other == [["x"]]
    assert [str(bad) in line for line in caplog.messages] == [True]


def test_two_records_that_cannot_be_compared_keep_no_other_exception(practice, monkeypatch):
    who = {"first_name": "Rosa", "last_name": "Neumann", "birth_date": f.dt.date(1971, 5, 6)}
    with inside_practice(practice):
        good = [f.patient(practice, **who) for _ in range(2)]
        bad = f.patient(practice)
    real = alike._asked_with_others

    def one_fails(record):
        if record.pk == bad.pk:
            raise RuntimeError
        return real(record)

    monkeypatch.setattr(alike, "_asked_with_others", one_fails)
    assert [type(error) for error in due(jobs.look_for_exceptions)] == [RuntimeError]
    with inside_practice(practice):
        asked = Task.objects.filter(kind="duplicate").values_list("thing_id", flat=True)
        assert set(asked) & {one.pk for one in good} and bad.pk not in asked


def test_one_kind_of_row_that_cannot_go_keeps_no_other(practice, monkeypatch):
    drafts(practice, 4)
    with inside_practice(practice):
        Inbound.objects.create(practice=practice, sender="+13125550142", body="I have a cough", provider_key="p")
        Inbound.objects.update(at=now() - f.dt.timedelta(days=500))
    real = retention.Draft.objects.filter

    def fails(**given):
        raise RuntimeError

    monkeypatch.setattr(retention.Draft.objects, "filter", fails)
    assert [type(error) for error in due(jobs.forget_what_is_over)] == [RuntimeError]
    monkeypatch.setattr(retention.Draft.objects, "filter", real)
    with inside_practice(practice):
        assert Inbound.objects.get().body == retention.CLEARED
    assert not due(jobs.forget_what_is_over) and left(practice) == 0


def test_one_file_that_cannot_be_removed_keeps_no_other(practice, monkeypatch):
    names = [vault.put(practice.pk, PDF) for _ in range(5)]
    for path in (settings.DOCUMENTS / str(practice.pk)).rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))
    real = vault.remove

    def fails(key, name):
        if name == names[2]:
            raise PermissionError(13, "no", name)
        real(key, name)

    monkeypatch.setattr(vault, "remove", fails)
    assert [type(error) for error in due(jobs.sweep_documents)] == [PermissionError]
    assert vault.names(practice.pk, now().timestamp()) == [names[2]]
