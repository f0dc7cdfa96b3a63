"""What the worker does by itself, and the list of all its tasks."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.utils.timezone import now
from procrastinate import App, Blueprint, JobContext

from ..booking.actions import expire_holds
from ..intake.actions import expire
from ..intake.models import Draft, Request
from ..messaging import jobs as messaging
from ..people.may import SYSTEM
from ..people.models import Attempt, SignInCode
from ..tenancy.context import inside_practice
from ..tenancy.models import Practice

log = logging.getLogger("frontdesk.jobs")
tasks = Blueprint()
PATIENCE_DAYS = 30  # how long we wait for an answer before a request expires


@tasks.periodic(cron="* * * * *")
@tasks.task(name="free-expired-holds", queue="chores", queueing_lock="free-expired-holds")
def free_expired_holds(timestamp: int) -> None:
    for practice in Practice.objects.all():
        with inside_practice(practice):
            expire_holds()


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="deliver-forgotten", queue="chores", queueing_lock="deliver-forgotten")
def deliver_forgotten(timestamp: int) -> None:
    """What was written while no mail server was set goes out once there is one, if it is of the last day."""
    if not settings.EMAIL_URL:
        return
    for practice in Practice.objects.all():
        with inside_practice(practice):
            for message in messaging.forgotten(practice):
                messaging.defer_delivery(message)


@tasks.periodic(cron="17 3 * * *")
@tasks.task(name="expire-requests", queue="chores", queueing_lock="expire-requests")
def expire_requests(timestamp: int) -> None:
    for practice in Practice.objects.all():
        with inside_practice(practice):
            Draft.objects.filter(expires_at__lt=now()).delete()
            Attempt.objects.filter(at__lt=now() - dt.timedelta(days=1)).delete()
            SignInCode.objects.filter(expires_at__lt=now() - dt.timedelta(days=1)).delete()
            waited = now() - dt.timedelta(days=PATIENCE_DAYS)
            for request in Request.objects.filter(state="awaiting_info", state_since__lt=waited):
                expire(SYSTEM, request)


@tasks.periodic(cron="*/2 * * * *")
@tasks.task(name="requeue-stalled", queue="chores", queueing_lock="requeue-stalled", pass_context=True)
async def requeue_stalled(context: JobContext, timestamp: int) -> None:
    """A worker that was killed leaves its job 'doing'; somebody else must take it up."""
    for job in await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=60):
        await context.app.job_manager.retry_job(job)
        log.info("job %s was stalled and is queued again", job.id)


def register(app: App) -> None:
    """Called when Django has started (PROCRASTINATE_ON_APP_READY)."""
    app.add_tasks_from(messaging.tasks, namespace="messaging")
    app.add_tasks_from(tasks, namespace="chores")
