"""What the worker could not do: what, when, why, and another try.  Nothing of a patient is shown, nor kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...reports.failures import actions, queries
from ..page import get_or_404, page
from ..request import PageRequest

TASKS: dict[str, Promise] = {
    "messaging:deliver": _("Send a message"),
    "intake:scan": _("Scan a document"),
    "intake:draw": _("Prepare a document for viewing"),
    "booking:fill-waitlist": _("Offer open slots to the waitlist"),
    "booking:propose": _("Propose another time to a patient"),
    "reports:try": _("Try out rules"),
    "chores:free-expired-holds": _("Release holds that ran out"),
    "chores:publish-due": _("Put scheduled rules in effect"),
    "chores:look-for-exceptions": _("Look for exceptions"),
    "chores:deliver-due": _("Send messages that are due"),
    "chores:remind": _("Send reminders"),
    "chores:look-at-waitlist": _("Offer open slots to the waitlist"),
    "chores:look-at-promises": _("Look at what was promised to patients"),
    "chores:plan-due": _("Plan recalls that become due"),
    "chores:invite-due": _("Send invitations for recalls"),
    "chores:sweep-documents": _("Remove documents that were never sent"),
    "chores:draw-what-waits": _("Prepare a document for viewing"),
    "chores:write-downtime-copy": _("Write the downtime copy"),
    "chores:keep-access": _("Record the days to the next available appointment"),
    "chores:expire-requests": _("Close requests that nobody answered"),
    "chores:put-back-to-work": _("Find requests whose appointment was not kept"),
    "chores:forget": _("Remove what is no longer needed"),
    "chores:forget-sessions": _("Remove what is no longer needed"),
    "chores:sum-up": _("Add up the booked time of each day"),
    "chores:requeue-stalled": _("Queue stalled tasks again"),
    "chores:sweep-failed-jobs": _("Remove old failed tasks"),
}
WHY: tuple[tuple[frozenset[str], Promise], ...] = (
    (
        frozenset(("LockNotAvailable", "DeadlockDetected", "QueryCanceled", "Busy")),
        _("Something else was using the same records for too long."),
    ),
    (
        frozenset(("OperationalError", "InterfaceError", "PoolTimeout", "AdminShutdown")),
        _("The database did not answer."),
    ),
    (
        frozenset(
            (
                "NoAnswer",
                "TimeoutError",
                "ConnectionError",
                "ConnectionRefusedError",
                "ConnectionResetError",
                "URLError",
            )
        ),
        _("Another service did not answer."),
    ),
    (
        frozenset(("OSError", "PermissionError", "FileNotFoundError", "NotADirectoryError")),
        _("A file could not be read or written."),
    ),
)


def why(kind: str) -> str:
    """The kind of an error in words."""
    return str(next((words for kinds, words in WHY if kind in kinds), _("Something in Frontdesk failed.")))


@page("job.view")
def jobs(request: PageRequest) -> HttpResponse:
    failed = [(job, str(TASKS.get(job.task, job.task)), why(job.kind)) for job in queries.failed(request.actor)[:200]]
    stalled = [(str(TASKS.get(job.task, job.task)), job.since) for job in queries.stalled(request.actor)]
    waits = queries.waits_since(request.actor)
    minutes = int(waits.total_seconds() // 60) if waits else 0
    return render(request, "setup/jobs.html", {"failed": failed, "stalled": stalled, "minutes": minutes})


@page("job.again", ["POST"])
def again(request: PageRequest, key: UUID) -> HttpResponse:
    actions.again(request.actor, get_or_404(queries.failed(request.actor).filter(pk=key).first()))
    messages.success(request, gettext("It is in the queue again. It leaves this list when it is done."))
    return redirect("setup:jobs")
