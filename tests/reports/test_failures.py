"""What the worker could not do stands on a page until it was done, in words and without anything of a patient."""

import re
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import translation
from django.utils.timezone import now
from procrastinate.contrib.django import app

from frontdesk.practice.actions import create_practice
from frontdesk.reports.failures import actions
from frontdesk.reports.models import FailedJob
from frontdesk.server import health, jobs, retention
from frontdesk.tenancy.context import inside_practice
from frontdesk.web.setup.jobs import TASKS, why
from tests import factory as f
from tests.web_client import as_staff, at
from tests.worker import due, taken

CANARY = "Canary Patient 1946-03-27"


@pytest.fixture
def two(fresh_db):
    with transaction.atomic():
        birch = f.load_cedar(slug="birch")
        f.actor(birch, "admin")
    with transaction.atomic():
        return f.load_cedar(), birch


def fails(_practice):
    raise OperationalError(CANARY)


def context(task, **arguments):
    return SimpleNamespace(job=SimpleNamespace(task_name=task, task_kwargs=arguments, lock=None))


def page(practice):
    return as_staff(practice, "admin").get(at(practice, "setup/jobs/")).content.decode()


def test_one_practice_for_which_a_task_fails_sees_it_and_the_others_do_not(two, monkeypatch):
    cedar, birch = two
    monkeypatch.setattr(jobs, "remind", lambda practice: fails(practice) if practice.slug == "cedar" else None)
    assert len(due(jobs.remind_of_appointments)) == 1
    with inside_practice(cedar):
        text = page(cedar)
    assert "Send reminders" in text and "The database did not answer." in text and CANARY not in text
    with inside_practice(birch):
        assert "Nothing has failed." in page(birch)
    monkeypatch.setattr(jobs, "remind", lambda _: None)
    assert not due(jobs.remind_of_appointments)
    with inside_practice(cedar):
        assert "Nothing has failed." in page(cedar)


def test_a_job_that_fails_is_noted_once_with_its_tries_and_settled_when_it_was_done(two):
    cedar, _ = two
    job = context("messaging:deliver", practice=str(cedar.pk), message="7")
    for _ in range(3):
        with pytest.raises(OperationalError):
            jobs.noting(lambda: fails(None), job, None)
    with inside_practice(cedar):
        row = FailedJob.objects.get()
        assert (row.times, row.kind) == (3, "OperationalError") and CANARY not in str(row.__dict__)
    assert jobs.noting(lambda: "done", job, None) == "done"
    with inside_practice(cedar):
        assert not FailedJob.objects.exists()


@pytest.mark.parametrize("task", ["messaging:deliver", "chores:remind"])
def test_try_again_puts_it_in_the_queue_once(two, task):
    cedar, _ = two
    arguments = {"practice": str(cedar.pk), "message": "7"} if task.startswith("messaging") else {}
    actions.note(cedar, task, arguments, OperationalError(CANARY))
    with transaction.atomic(), inside_practice(cedar):
        client, job = as_staff(cedar, "admin"), FailedJob.objects.get()
    path = at(cedar, f"setup/jobs/{job.pk}/again/")
    assert client.post(path).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs")
        assert cursor.fetchall() == [(task, "todo")]
    if not arguments:
        assert client.post(path).status_code == 302
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            assert cursor.fetchone() == (1,)


def test_trying_again_waits_for_the_round_that_is_at_work(two, monkeypatch):
    """Each practice's round is done one at a time, whoever began it."""
    cedar, _ = two
    monkeypatch.setattr(jobs, "remind", lambda practice: fails(practice) if practice.slug == "cedar" else None)
    assert due(jobs.remind_of_appointments)
    with transaction.atomic(), inside_practice(cedar):
        actions.again(f.actor(cedar, "admin"), FailedJob.objects.get())
    jobs.remind_of_appointments(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT lock) FROM procrastinate_jobs WHERE args ->> 'practice' = %s", [str(cedar.pk)])  # fmt: skip
        assert cursor.fetchone() == (2, 1)


def test_a_practice_that_has_published_nothing_has_no_failures(fresh_db):
    with transaction.atomic():
        new = create_practice("New", "America/Chicago")
    for task in vars(jobs).values():
        if getattr(task, "queue", None) in ("chores", "messages") and task is not jobs.requeue_stalled:
            task(0)
            for _, arguments in taken(task):
                task(**arguments)
    with inside_practice(new):
        assert not FailedJob.objects.exists()


def test_a_stalled_job_of_the_practice_is_shown_and_counted(two):
    cedar, birch = two
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, args) "
            "VALUES ('messages', 'messaging:deliver', 'doing', %s, jsonb_build_object('practice', %s::text))",
            [worker, str(cedar.pk)],
        )
    with inside_practice(cedar):
        assert "Interrupted" in page(cedar)
    with inside_practice(birch):
        assert "Interrupted" not in page(birch)
    assert 'frontdesk_jobs{state="stalled"} 1\n' in health.metrics()
    assert 'frontdesk_jobs{state="failed"} 0\n' in health.metrics()


def test_what_failed_a_month_ago_goes(two):
    cedar, _ = two
    for days in (1, 31):
        actions.note(cedar, "chores:remind", {"n": days}, OperationalError())
        with inside_practice(cedar):
            FailedJob.objects.filter(arguments={"n": days}).update(last_at=now() - f.dt.timedelta(days=days))
    with inside_practice(cedar):
        retention.forget_of(cedar)
        assert [row.arguments["n"] for row in FailedJob.objects.all()] == [1]


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "10.1.2.3", 200),
        ({}, "8.8.8.8", 404),
        ({"x-forwarded-for": "203.0.113.9"}, "127.0.0.1", 404),
    ],
)
def test_metrics_are_for_those_inside(db, headers, address, status):
    answer = Client(headers=headers, REMOTE_ADDR=address).get("/metrics")
    assert answer.status_code == status
    if answer.status_code == 200:
        assert all(
            re.fullmatch(r'(# TYPE \w+ gauge|\w+(\{state="\w+"\})? [\d.e+-]+)', line)
            for line in answer.content.decode().splitlines()
        )


def test_every_task_and_every_reason_has_words():
    own = {name for name in app.tasks if not name.startswith(("builtin:", "procrastinate."))}
    assert own == set(TASKS)
    with translation.override("es"):
        assert all(str(words) for words in TASKS.values()) and why("X") != why("OperationalError")
