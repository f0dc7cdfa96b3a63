"""Who a signed-in person is: for whom they may act, as the practice's own table of proxies says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from ..access.may import Actor, Grant, may_for_patient
from ..people.models import Patient, Proxy
from ..people.queries import by_contact, permissions_of_kind
from ..rules.facts import age_on
from ..tenancy.models import Practice
from ..tenancy.today import today_at
from .file import ProxyRule
from .policies import NoPolicy, current

GROWN_UP = 18


def patient_actor(contact: str) -> Actor:
    """The actor behind a verified address or number: for every patient who has it, and for those they look after."""
    own = list(by_contact(contact).select_related("practice"))
    lines = table()
    whole, grants = set(), []
    proxies = list(
        Proxy.objects.filter(contact=contact, state="confirmed", patient__same_as=None).select_related(
            "patient", "patient__practice"
        )
    )
    acting = {proxy.patient_id for proxy in proxies}
    for patient in own:
        if patient.pk in acting:
            continue  # an address that somebody acts with is theirs, whatever the record says: the lines for them follow
        limits = limits_of(patient, contact, lines)
        if limits is None:
            whole.add(patient.pk)
        else:
            grants += limits
    for proxy in proxies:
        grants += limits_of(proxy.patient, contact, lines, acts_as=proxy.who) or ()
    first = next((patient for patient in own if patient.whose(contact) == "patient"), None)
    name = first.name if first else next((proxy.name for proxy in proxies if proxy.name), "Patient")
    return Actor(
        "patient",
        first.pk if first else None,
        name,
        "patient",
        permissions_of_kind("patient"),
        frozenset(whole),
        grants=tuple(grants),
        contact=contact,
        anew=partial(patient_actor, contact),
    )


def is_child(patient: Patient) -> bool:
    return age_on(patient.birth_date, today_at(patient.practice)) < GROWN_UP


def limits_of(patient: Patient, contact: str, lines: Iterable[ProxyRule], *, acts_as: str = "") -> list[Grant] | None:
    """What who has that address or number of the record may do for the patient, by the lines of the table; None: everything.

    `acts_as`: what they are confirmed as, where it is theirs who act for the patient.
    """
    who = acts_as or patient.whose(contact)
    limits = [
        Grant(patient.pk, line.powers, line.visits) for line in lines if line.who == who and _covers(line, patient)
    ]
    return None if who == "patient" and not limits else limits


def may_ask_for_newcomer(practice: Practice, birth: dt.date, visit: str, *, acts_as: str) -> bool:
    """Whether the table lets somebody ask for such a visit of a patient born then, of whom there is no record yet.

    `acts_as`: as what they act for them; '' for themselves.
    """
    who = Patient(practice=practice, birth_date=birth)
    limits = limits_of(who, "", table(), acts_as=acts_as or "patient")
    return limits is None or may_for_patient(Actor("patient", grants=tuple(limits)), "request.submit", who.pk, visit)


def opened_with(patient: Patient, visit: str) -> frozenset[str] | None:
    """The visit types that everybody whom the table lets see such a visit of somebody of that age may see as well; None: all."""
    lines = [line for line in table() if "see" in line.powers and _covers(line, patient)]
    limits = [line.visits for line in lines if line.visits is not None and visit in line.visits]
    return frozenset.intersection(*limits) if limits else None


def _covers(line: ProxyRule, patient: Patient) -> bool:
    today = today_at(patient.practice)
    return line.least <= age_on(patient.birth_date, today) < line.most


def table() -> tuple[ProxyRule, ...]:
    """The practice's lines of who acts for whom; none before it has published any."""
    try:
        return current().proxies
    except NoPolicy:
        return ()
