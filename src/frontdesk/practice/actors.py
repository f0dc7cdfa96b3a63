"""Who a signed-in person is: for whom they may act, as the practice's own table of proxies says."""

from __future__ import annotations

import datetime as dt

from ..access.may import Actor, Grant
from ..people.models import Patient, Proxy
from ..people.queries import by_contact, permissions_of_kind
from ..rules.facts import age_on
from ..tenancy.today import today_at
from .file import PracticeFile, ProxyRule
from .policies import NoPolicy, file_of, published


def patient_actor(contact: str) -> Actor:
    """The actor behind a verified address or number: for every patient who has it, and for those they look after."""
    own = list(by_contact(contact).select_related("practice"))
    lines = _table()
    whole, grants = set(), []
    acting = dict(
        Proxy.objects.filter(contact=contact, state="confirmed", patient__in=own).values_list("patient", "who")
    )
    for patient in own:
        if patient.pk in acting:
            continue  # an address that somebody acts with is theirs, whatever the record says: the lines for them follow
        who = patient.whose(contact)
        limits = [line for line in lines if line.who == who and _covers(line, patient)]
        if limits or who != "patient":
            grants += [Grant(patient.pk, line.powers, line.visits) for line in limits]
        else:
            whole.add(patient.pk)
    proxies = Proxy.objects.filter(contact=contact, state="confirmed", patient__same_as=None)
    for proxy in proxies.select_related("patient", "patient__practice"):
        grants += [
            Grant(proxy.patient_id, line.powers, line.visits)
            for line in lines
            if line.who == proxy.who and _covers(line, proxy.patient) and proxy.patient_id not in whole
        ]
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
    )


def allowed_for(file: PracticeFile, who: str, birth: dt.date, today: dt.date) -> list[ProxyRule]:
    """The lines of the table that hold for a patient of that age."""
    return [line for line in file.proxies if line.who == who and line.least <= age_on(birth, today) < line.most]


def _covers(line: ProxyRule, patient: Patient) -> bool:
    today = today_at(patient.practice)
    return line.least <= age_on(patient.birth_date, today) < line.most


def _table() -> tuple[ProxyRule, ...]:
    try:
        return file_of(published()).proxies
    except NoPolicy:
        return ()
