"""What the worker does by itself, and the list of all its tasks."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.timezone import now
from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from ..booking.actions import expire_holds
from ..booking.queries import holds_over
from ..booking.requests import put_back_to_work
from ..booking.summing import sum_up
from ..day import jobs as day
from ..day.exceptions.actions import gather_in_portions
from ..day.exceptions.promised.actions import look_at_promises
from ..intake import jobs as intake
from ..intake.queue.actions import retime
from ..intake.unanswered import expire_unanswered
from ..intake.wakeups import left_to_draw
from ..messaging import jobs as messaging
from ..messaging.delivery import deliver, overdue
from ..messaging.staff import tell_held_back
from ..outreach.proposals import actions as proposals
from ..outreach.recalls.inviting import invite_due
from ..outreach.recalls.planned.actions import plan_due
from ..outreach.reminders import remind
from ..outreach.waitlist import jobs as waitlist
from ..outreach.waitlist.fill import fill
from ..practice.drafts.actions import publish_due
from ..reports.failures import actions as failures
from ..reports.models import Access
from ..reports.next_available.actions import HOUR, keep
from ..reports.trials import jobs as trials
from ..tenancy.context import inside_practice
from ..tenancy.each import each_by_itself
from ..tenancy.models import Practice
from . import downtime
from .chores import NAMESPACE, everybody, for_each_practice, tasks
from .retention import forget_of, forget_sessions
from .sweeping import sweep

log = logging.getLogger("frontdesk.jobs")
PATIENCE_DAYS = 30  # how long we wait for an answer before a request expires


def noting(call_next: Callable[[], Any], context: JobContext, _worker: object) -> Any:
    """Middleware of the worker's: what fails for one practice is noted for it (`reports/failures`), and settled when it is done."""
    arguments = context.job.task_kwargs
    practice = Practice.objects.filter(pk=UUID(str(arguments["practice"]))).first() if "practice" in arguments else None
    if practice is None:
        return call_next()
    try:
        done = call_next()
    except Exception as error:
        failures.note(practice, context.job.task_name, arguments, error, lock=context.job.lock or "")
        raise
    failures.settle(practice, context.job.task_name, arguments)
    return done


@for_each_practice("free-expired-holds", "* * * * *")
def free_expired_holds(practice: Practice) -> None:
    """Proposals that nobody answered, then holds that nobody confirmed; what fails of the first keeps none of the others."""
    with inside_practice(practice):
        unanswered = proposals.unanswered_in_time()
    try:
        each_by_itself(practice, unanswered, proposals.pass_on)
    finally:
        with inside_practice(practice):
            over = holds_over()
        each_by_itself(practice, over, expire_holds)


@for_each_practice("publish-due", "* * * * *")
def publish_due_policies(practice: Practice) -> None:
    """What was scheduled to come into force by now; where it cannot, those who decide are told."""
    with inside_practice(practice):
        row = publish_due()
        if row is not None and row.held_back:
            tell_held_back(row)


@for_each_practice("look-for-exceptions", "* * * * *")
def look_for_exceptions(practice: Practice) -> None:
    """What nobody has been given yet; and how long requests may wait, where the rules have changed."""
    try:
        gather_in_portions(practice)
    finally:
        retime(practice)


@for_each_practice("deliver-due", "* * * * * */10", queue="messages")
def deliver_due(practice: Practice) -> None:
    """What no wake-up came for: due now, left by a worker that was killed, or written while no server was set."""
    with inside_practice(practice):
        waiting = overdue(practice)
    for key in waiting:
        deliver(practice.pk, key)


@for_each_practice("sum-up", "* * * * * */10")
def sum_up_days(practice: Practice) -> None:
    """The days of which something was taken or given back, for searches to come."""
    with inside_practice(practice):
        sum_up()


@for_each_practice("remind", "*/5 * * * *")
def remind_of_appointments(practice: Practice) -> None:
    remind(practice)


@for_each_practice("look-at-waitlist", "*/5 * * * *")
def look_at_waitlist(practice: Practice) -> None:
    fill(practice)


@for_each_practice("invite-due", "41 * * * *")
def invite_those_due(practice: Practice) -> None:
    invite_due(practice)


@for_each_practice("look-at-promises", "51 9 * * *")
def look_at_what_was_promised(practice: Practice) -> None:
    """Requests and referrals, early in the morning of the practices' day: what can be kept no more, or hardly, is an exception."""
    look_at_promises(practice)


@for_each_practice("plan-due", "37 2 * * *")
def plan_what_is_due(practice: Practice) -> None:
    """Visits that the rules make due, for everybody whom they are about."""
    plan_due(practice)


@for_each_practice("sweep-documents", "23 4 * * *")
def sweep_documents(practice: Practice) -> None:
    """What was never sent goes, and files that no row points to (their transaction was rolled back)."""
    sweep(practice)


@for_each_practice("draw-what-waits", "* * * * *")
def draw_what_waits(practice: Practice) -> None:
    """Documents that no wake-up came for: from before there was drawing, or of a worker that was killed."""
    with inside_practice(practice):
        left_to_draw(now() - dt.timedelta(minutes=1))


@for_each_practice("write-downtime-copy", "*/5 * * * *")
def write_downtime_copy(practice: Practice) -> None:
    """Every five minutes, so that it is never older than fifteen; one practice whose folder fails does not stop the others."""
    try:
        with inside_practice(practice):
            downtime.write(practice)
    except OSError as error:
        log.error("the downtime copy of %s could not be written: %s", practice.slug, error.strerror)


@for_each_practice("keep-access", "7 * * * *")
def keep_access(practice: Practice) -> None:
    """Once a day, early on the practice's own clock (and on its very first day at once): what was on offer cannot be worked out later."""
    with inside_practice(practice):
        if now().astimezone(practice.zone).hour >= HOUR or not Access.objects.exists():
            keep(practice)


@for_each_practice("expire-requests", "17 3 * * *")
def expire_requests(practice: Practice) -> None:
    """Nobody has answered for so long; each is looked at again behind its patient's line."""
    expire_unanswered(practice, now() - dt.timedelta(days=PATIENCE_DAYS))


@for_each_practice("put-back-to-work", "29 * * * *")
def put_requests_back_to_work(practice: Practice) -> None:
    """Requests that say that they have their time, from before the end of an appointment was their own."""
    put_back_to_work(practice)


@for_each_practice("forget", "11 * * * *", of=everybody)
def forget_what_is_over(practice: Practice) -> None:
    """Drafts, codes, keys and texts whose time is over."""
    forget_of(practice)


@tasks.periodic(cron="11 * * * *")
@tasks.task(name="forget-sessions", queue="chores", queueing_lock="forget-sessions")
def forget_sessions_that_are_over(timestamp: int) -> None:
    """They are of no practice until they are opened."""
    forget_sessions()


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
    # Their names are those of jobs that wait in databases from before they had rooms of their own.
    app.add_tasks_from(waitlist.tasks, namespace="booking")
    app.add_tasks_from(day.tasks, namespace="booking")
    app.add_tasks_from(trials.tasks, namespace="reports")
    app.add_tasks_from(tasks, namespace=NAMESPACE)
