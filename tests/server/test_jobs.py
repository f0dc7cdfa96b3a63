"""What the worker does by itself."""

import asyncio
import datetime as dt
from types import SimpleNamespace

from django.db import connection, transaction
from django.utils.timezone import now

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment, Reservation
from frontdesk.intake.models import Draft, Request
from frontdesk.server import jobs
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.worker import due


def test_expired_holds_are_freed_in_every_practice(fresh_db):
    practices = []
    for slug in ("cedar", "birch"):
        with transaction.atomic():
            practice = f.load_cedar(slug=slug)
            held = actions.hold(
                f.actor(practice, "front_desk"),
                f.patient(practice),
                visit_type=f.visit("procedure"),
                place=f.place(),
                channel="staff",
            )
            Appointment.objects.filter(pk=held.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
        practices.append(practice)
    assert not due(jobs.free_expired_holds)
    for practice in practices:
        with inside_practice(practice):
            assert Appointment.objects.get().state == "cancelled"
            assert not Reservation.objects.exists()


def test_a_hold_that_is_alive_is_left_alone(fresh_db):
    with transaction.atomic():
        practice = f.load_cedar()
        actions.hold(
            f.actor(practice, "front_desk"),
            f.patient(practice),
            visit_type=f.visit("procedure"),
            place=f.place(),
            channel="staff",
        )
    assert not due(jobs.free_expired_holds)
    with inside_practice(practice):
        assert Appointment.objects.get().state == "held"


def test_requests_that_nobody_answers_expire_and_old_drafts_go(fresh_db):
    from frontdesk.intake import actions as intake
    from frontdesk.intake import drafts

    with transaction.atomic():
        practice = f.load_cedar()
        asked = intake.create_for_caller(
            f.actor(practice, "front_desk"), f.patient(practice), visit_type=f.visit("new-patient"), answers={}
        )
        Request.objects.filter(pk=asked.pk).update(state_since=now() - dt.timedelta(days=31))
        draft, _ = drafts.begin(practice)
        Draft.objects.filter(pk=draft.pk).update(expires_at=now() - dt.timedelta(days=1))
    assert not due(jobs.expire_requests)
    assert not due(jobs.forget_what_is_over)
    with inside_practice(practice):
        assert Request.objects.get().state == "expired"
        assert not Draft.objects.exists()


def test_a_job_whose_worker_was_killed_is_queued_again(fresh_db):
    from procrastinate.contrib.django import app

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) VALUES ('messages', 'messaging:deliver', 'doing', %s) RETURNING id",
            [worker],
        )
        job = cursor.fetchone()[0]

    async def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as mine:
            async with mine.open_async():
                await jobs.requeue_stalled.func(SimpleNamespace(app=mine), timestamp=0)

    asyncio.run(run())
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        assert cursor.fetchone()[0] == "todo"


def test_two_stalled_jobs_that_share_a_queueing_lock_do_not_stop_the_others(fresh_db):
    from procrastinate.contrib.django import app

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        for lock in ("remind", "remind", "fill", None):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (task_name, queue_name, queueing_lock, status, worker_id) "
                "VALUES ('x', 'chores', %s, 'doing', %s)",
                [lock, worker],
            )

    async def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as mine:
            async with mine.open_async():
                await jobs.requeue_stalled.func(SimpleNamespace(app=mine), timestamp=0)

    asyncio.run(run())
    with connection.cursor() as cursor:
        cursor.execute("SELECT queueing_lock, status FROM procrastinate_jobs ORDER BY queueing_lock")
        assert cursor.fetchall() == [("fill", "todo"), ("remind", "todo"), (None, "todo")]


def test_failed_jobs_go_after_a_month_and_not_before(fresh_db):
    with connection.cursor() as cursor:
        for days in (1, 40):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (task_name, queue_name, status) VALUES ('x', 'x', 'failed') RETURNING id"
            )
            job = cursor.fetchone()[0]
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - make_interval(days => %s) WHERE job_id = %s", [days, job]
            )
            cursor.execute(
                "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'failed', now() - make_interval(days => %s))",
                [job, days],
            )
    jobs.sweep_failed_jobs(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (1,)
