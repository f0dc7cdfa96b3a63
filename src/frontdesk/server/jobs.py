"""What the worker does by itself, and the list of all its tasks."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now
from procrastinate import App, Blueprint, JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from ..access.may import SYSTEM
from ..booking import jobs as booking
from ..booking.actions import expire_holds
from ..booking.exceptions.actions import gather
from ..booking.proposals.actions import pass_on
from ..booking.recalls.inviting import invite_due
from ..booking.reminders import remind
from ..booking.requests import put_back_to_work
from ..booking.waitlist.fill import fill
from ..intake import jobs as intake
from ..intake import vault
from ..intake.actions import expire
from ..intake.models import Document, Request
from ..intake.queue.actions import retime
from ..intake.wakeups import left_to_draw
from ..messaging import jobs as messaging
from ..messaging.delivery import deliver, overdue
from ..messaging.staff import tell_held_back
from ..practice.drafts.actions import publish_due
from ..practice.policies import NoPolicy
from ..reports.access.actions import HOUR, keep
from ..reports.failures import actions as failures
from ..reports.models import Access
from ..reports.trials import jobs as trials
from ..tenancy.context import inside_practice
from ..tenancy.models import Practice
from . import downtime
from .retention import forget

log = logging.getLogger("frontdesk.jobs")
tasks = Blueprint()
PATIENCE_DAYS = 30  # how long we wait for an answer before a request expires


def served() -> QuerySet[Practice]:
    """Every practice, and none of the made-up ones that are there to be looked at."""
    return Practice.objects.filter(sample_of=None)


class SomeFailed(Exception):
    """What a job does was done for every practice but these; the job counts as failed, so that `frontdesk status` shows it."""


def in_each(name: str, work: Callable[[Practice], object]) -> None:
    """`work` for every practice, one after the other: one for which it fails keeps nobody after it waiting.  Raises SomeFailed."""
    failed = []
    for practice in served():
        try:
            with contextlib.suppress(NoPolicy):
                work(practice)
        except Exception as error:  # whatever it is, it is that practice's alone
            log.exception("%s failed for %s", name, practice.slug)
            failed.append(practice.slug)
            failures.note(practice, f"chores:{name}", {}, error)
        else:
            failures.settle(practice, f"chores:{name}", {})
    if failed:
        raise SomeFailed(", ".join(failed)) from None


def noting(call_next: Callable[[], Any], context: JobContext, _worker: object) -> Any:
    """Middleware of the worker's: what fails for one practice is noted for it (`reports/failures`), and settled when it is done."""
    arguments = context.job.task_kwargs
    practice = Practice.objects.filter(pk=UUID(str(arguments["practice"]))).first() if "practice" in arguments else None
    if practice is None:
        return call_next()
    try:
        done = call_next()
    except Exception as error:
        failures.note(practice, context.job.task_name, arguments, error)
        raise
    failures.settle(practice, context.job.task_name, arguments)
    return done


@contextlib.contextmanager
def inside(practice: Practice) -> Iterator[None]:
    """As `inside_practice`; one that has published nothing yet has nothing to do, and keeps nobody waiting."""
    with contextlib.suppress(NoPolicy), inside_practice(practice):
        yield


@tasks.periodic(cron="* * * * *")
@tasks.task(name="free-expired-holds", queue="chores", queueing_lock="free-expired-holds")
def free_expired_holds(timestamp: int) -> None:
    def work(practice: Practice) -> None:
        for ended in (pass_on, expire_holds):  # each waits for its patients at once, and holds nobody's line meanwhile
            with inside(practice):
                ended()

    in_each("free-expired-holds", work)


@tasks.periodic(cron="* * * * *")
@tasks.task(name="publish-due", queue="chores", queueing_lock="publish-due")
def publish_due_policies(timestamp: int) -> None:
    """What was scheduled to come into force by now; where it cannot, those who decide are told."""

    def work(practice: Practice) -> None:
        with inside(practice):
            row = publish_due()
            if row is not None and row.held_back:
                tell_held_back(row)

    in_each("publish-due", work)


@tasks.periodic(cron="* * * * *")
@tasks.task(name="look-for-exceptions", queue="chores", queueing_lock="look-for-exceptions")
def look_for_exceptions(timestamp: int) -> None:
    """What nobody has been given yet; and how long requests may wait, where the rules have changed."""

    def work(practice: Practice) -> None:
        with inside(practice):
            retime()
            gather()

    in_each("look-for-exceptions", work)


@tasks.periodic(cron="* * * * * */10")
@tasks.task(name="deliver-due", queue="messages", queueing_lock="deliver-due")
def deliver_due(timestamp: int) -> None:
    """What no wake-up came for: due now, left by a worker that was killed, or written while no server was set."""

    def work(practice: Practice) -> None:
        with inside(practice):
            waiting = overdue(practice)
        for key in waiting:
            deliver(practice.pk, key)

    in_each("deliver-due", work)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="remind", queue="chores", queueing_lock="remind")
def remind_of_appointments(timestamp: int) -> None:
    def work(practice: Practice) -> None:
        with inside(practice):
            remind(practice)

    in_each("remind", work)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="look-at-waitlist", queue="chores", queueing_lock="look-at-waitlist")
def look_at_waitlist(timestamp: int) -> None:
    in_each("look-at-waitlist", fill)


@tasks.periodic(cron="41 * * * *")
@tasks.task(name="invite-due", queue="chores", queueing_lock="invite-due")
def invite_those_due(timestamp: int) -> None:
    def work(practice: Practice) -> None:
        with contextlib.suppress(NoPolicy):
            invite_due(practice)

    in_each("invite-due", work)


def _may_sweep() -> bool:
    """Not while a backup is being made: what its rows name must be there until it was copied (`operations/backup.py`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('frontdesk.documents'))")
        return bool(cursor.fetchone()[0])


@tasks.periodic(cron="23 4 * * *")
@tasks.task(name="sweep-documents", queue="chores", queueing_lock="sweep-documents")
def sweep_documents(timestamp: int) -> None:
    """What was never sent goes, and files that no row points to (their transaction was rolled back)."""
    yesterday = now() - dt.timedelta(days=1)

    def work(practice: Practice) -> None:
        with inside(practice):
            if not _may_sweep():
                return
            abandoned = Document.objects.filter(patient=None, request=None, draft=None, created_at__lt=yesterday)
            for document in abandoned:
                document.delete()
            known = {name for own, pages in Document.objects.values_list("name", "pages") for name in (own, *pages)}
            for name in vault.names(practice.pk, yesterday.timestamp()):
                if name not in known:
                    vault.remove(practice.pk, name)

    in_each("sweep-documents", work)


@tasks.periodic(cron="* * * * *")
@tasks.task(name="draw-what-waits", queue="chores", queueing_lock="draw-what-waits")
def draw_what_waits(timestamp: int) -> None:
    """Documents that no wake-up came for: from before there was drawing, or of a worker that was killed."""

    def work(practice: Practice) -> None:
        with inside(practice):
            left_to_draw(now() - dt.timedelta(minutes=1))

    in_each("draw-what-waits", work)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="write-downtime-copy", queue="chores", queueing_lock="write-downtime-copy")
def write_downtime_copy(timestamp: int) -> None:
    """Every five minutes, so that it is never older than fifteen; one practice whose folder fails does not stop the others."""

    def work(practice: Practice) -> None:
        try:
            with inside(practice):
                downtime.write(practice)
        except OSError as error:
            log.error("the downtime copy of %s could not be written: %s", practice.slug, error.strerror)

    in_each("write-downtime-copy", work)


@tasks.periodic(cron="7 * * * *")
@tasks.task(name="keep-access", queue="chores", queueing_lock="keep-access")
def keep_access(timestamp: int) -> None:
    """Once a day, early on the practice's own clock (and on its very first day at once): what was on offer cannot be worked out later."""

    def work(practice: Practice) -> None:
        with inside(practice):
            if now().astimezone(practice.zone).hour >= HOUR or not Access.objects.exists():
                keep(practice)

    in_each("keep-access", work)


@tasks.periodic(cron="17 3 * * *")
@tasks.task(name="expire-requests", queue="chores", queueing_lock="expire-requests")
def expire_requests(timestamp: int) -> None:
    def work(practice: Practice) -> None:
        with inside(practice):
            waited = now() - dt.timedelta(days=PATIENCE_DAYS)
            for request in Request.objects.filter(state="awaiting_info", state_since__lt=waited):
                expire(SYSTEM, request)

    in_each("expire-requests", work)


@tasks.periodic(cron="29 * * * *")
@tasks.task(name="put-back-to-work", queue="chores", queueing_lock="put-back-to-work")
def put_requests_back_to_work(timestamp: int) -> None:
    """Requests that say that they have their time, from before the end of an appointment was their own."""

    def work(practice: Practice) -> None:
        with inside(practice):
            put_back_to_work()

    in_each("put-back-to-work", work)


@tasks.periodic(cron="11 * * * *")
@tasks.task(name="forget", queue="chores", queueing_lock="forget")
def forget_what_is_over(timestamp: int) -> None:
    """Drafts, codes, keys, texts and sessions whose time is over."""
    forget()


@tasks.periodic(cron="*/2 * * * *")
@tasks.task(name="requeue-stalled", queue="chores", queueing_lock="requeue-stalled", pass_context=True)
async def requeue_stalled(context: JobContext, timestamp: int) -> None:
    """A worker that was killed leaves its job 'doing'; somebody else must take it up."""
    for job in await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=60):
        try:
            await context.app.job_manager.retry_job(job)
            log.info("job %s was stalled and is queued again", job.id)
        except ConnectorException:
            # One of the same kind waits already and does its work (a queueing lock holds one): this one ends.
            await context.app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
            log.info("job %s was stalled; another one does its work", job.id)


@tasks.periodic(cron="33 3 * * *")
@tasks.task(name="sweep-failed-jobs", queue="chores", queueing_lock="sweep-failed-jobs")
def sweep_failed_jobs(timestamp: int) -> None:
    """`frontdesk status` counts them for a month; then they go."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs j WHERE status = 'failed' AND NOT EXISTS "
            "(SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > now() - interval '30 days')"
        )


def register(app: App) -> None:
    """Called when Django has started (PROCRASTINATE_ON_APP_READY)."""
    app.add_tasks_from(messaging.tasks, namespace="messaging")
    app.add_tasks_from(intake.tasks, namespace="intake")
    app.add_tasks_from(booking.tasks, namespace="booking")
    app.add_tasks_from(trials.tasks, namespace="reports")
    app.add_tasks_from(tasks, namespace="chores")
