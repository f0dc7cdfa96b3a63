"""Reading recalls: worklists, and who a link stands for."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ...access.may import Actor, may_any, require_open
from ...messaging.taking_back import written_to
from ...messaging.ways import usable
from ...people.queries import mine
from ...practice import policies
from ...tenancy.models import Practice
from ...tenancy.today import today_at
from ..models import Recall
from ..states import DUE
from .actions import INVITATIONS, MOST_TOLD, hashed

LINK_ACTIONS = frozenset({"appointment.hold:own", "appointment.book:own", "appointment.view:own", "recall.refuse:own"})


def visible(actor: Actor) -> QuerySet[Recall]:
    require_open(actor, "recall.view")
    found = Recall.objects.select_related(
        "patient__practice", "patient__payer", "visit_type", "provider", "location", "appointment"
    )
    if may_any(actor, "recall.view"):
        return found
    if actor.kind == "patient":
        return found.filter(mine(actor, "request.submit"))
    return found.filter(provider_id=actor.provider) if actor.provider else found.none()


def worklist(actor: Actor, practice: Practice, which: str) -> QuerySet[Recall]:
    """'overdue': past their window and not booked; 'due': their window is open or they were invited; 'planned': later."""
    today = today_at(practice)
    found = visible(actor).filter(state__in=DUE).order_by("due_on")
    overdue = Q(closes_on__lt=today)
    opened = Q(opens_on__lte=today) | Q(state="invited")
    if which == "overdue":
        return found.filter(overdue)
    if which == "due":
        return found.exclude(overdue).filter(opened)
    return found.exclude(overdue).exclude(opened)


def by_token(token: str) -> Recall | None:
    """The recall that a link is for, while it can still be booked, and while who got it may still be told of that visit."""
    if not token:
        return None
    rows = Recall.objects.select_related("patient", "patient__practice", "visit_type", "provider", "location")
    found = rows.filter(token_hash=hashed(token), state="invited").first()
    return found if found is not None and may_still_be_told(found) else None


def may_still_be_told(recall: Recall) -> bool:
    """Whether everybody who has the link is reached about such a visit today, as any message of it would ask before it leaves.

    Whose access has ended, or whose address is not the one to be used any more, has the link still.
    """
    has_it = written_to(recall, recall.told_at, *INVITATIONS)
    return bool(has_it) and has_it <= {one.to for one in usable(recall.patient, recall.visit_type.code)}


def link_actor(recall: Recall) -> Actor:
    """Who follows the link: may book this one visit, see it, and refuse it.  Nothing else of the patient's is theirs to see."""
    patient = recall.patient
    return Actor("patient", patient.pk, patient.name, "patient", LINK_ACTIONS, frozenset({patient.pk}))


def to_tell(practice: Practice) -> list[Recall]:
    """Those to invite or remind now, as the practice's file says: in time, and not too often."""
    plan = policies.current().recalls
    moment = now()
    today = moment.astimezone(practice.zone).date()
    found = Recall.objects.filter(
        state__in=DUE, told__lt=MOST_TOLD, patient__deceased_on=None, patient__same_as=None
    ).select_related("patient", "patient__practice")
    return [
        recall
        for recall in found
        if recall.due_on - plan.invite <= today <= recall.closes_on
        and (recall.told_at is None or recall.told_at + plan.remind <= moment)
    ]
