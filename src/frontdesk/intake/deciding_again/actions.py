"""What is asked is decided again by the rules: called inside the actions by which what is known of its patient changes."""

from __future__ import annotations

from ...access.may import SYSTEM
from ...messaging.actions import withdraw_about
from ...people.models import Patient
from ...practice import policies
from ...rules.families.information import NeedsInformation
from ..actions import go_by, locked_row, move, save, take_up, tell_approved, tell_missing
from ..evaluation import evaluate, facts_of
from ..models import Request
from ..states import UNDECIDED


def decide_again(patient: Patient) -> None:
    """All that waits of a patient of whom something else is known now."""
    for request in Request.objects.filter(patient=patient, state__in=UNDECIDED).order_by("pk"):
        judged_anew(locked_row(request))


def judged_anew(request: Request) -> None:
    """Called inside another action, when what the rules decide by has turned out to be otherwise: they decide again.

    What staff asked for and is not there stays missing.  Where nothing changes nothing is said, and it waits since when it did.
    """
    before = request.state
    if before not in ("awaiting_info", "awaiting_approval"):
        return save(request)
    verdict, still, asked = evaluate(request), _asked_by_staff(request), set(request.missing)
    if before == "awaiting_info" and not still and verdict.state != "awaiting_info":
        move(request, "requested")
    go_by(request, verdict, still)
    if request.state == "approved":
        tell_approved(SYSTEM, request)
    elif request.state == before == "awaiting_info" and set(request.missing) - asked:
        tell_missing(SYSTEM, request)


def approved_no_more(request: Request) -> None:
    """Called inside another action: what the rules alone approved, by what has turned out not to be so, waits for a yes again."""
    verdict = evaluate(request)
    if request.state != "approved" or request.approved_by or verdict.state == "approved":
        return
    withdraw_about(request, "request-approved")
    if verdict.state == "awaiting_approval":
        take_up(SYSTEM, request, state="awaiting_approval")
        request.refresh_from_db()
    go_by(request, verdict, [])


def _asked_by_staff(request: Request) -> list[str]:
    """What staff asked for in their own words, or no rule ever asks for, and is still not there."""
    if request.state != "awaiting_info":
        return []
    entries = policies.current().setup.book.entries
    by_rules = {field for entry in entries if isinstance(entry.rule, NeedsInformation) for field in entry.rule.fields}
    known = facts_of(request)
    return [
        field for field in request.missing if known.answer(field) is None and (request.note or field not in by_rules)
    ]
