"""Where somebody may be written to, about what.  It depends on the patient **and** on the visit: who may not see a visit is not told of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model, Q

from ..access.may import Actor, Grant, may_for_patient, visits_seen
from ..people.models import TYPED, Patient, Proxy
from ..practice.actors import is_child, limits_of, patient_actor, table
from ..practice.file import ProxyRule
from ..tenancy.context import read_until_written
from .consent import Standing, channel_of, may_be_agreed, standing
from .serving import leaves

WHO_ACTS = ("people_patient", "people_proxy", "people_rolepermission", "practice_policy")
Visits = tuple[str | None, ...]
Lines = tuple[ProxyRule, ...]


def visit_of(thing: Model | None) -> str | None:
    """The code of the visit type that a thing is about; None where it is about none that can be told."""
    for holder in (thing, getattr(thing, "hold", None), getattr(thing, "request", None)):
        visit_type = getattr(holder, "visit_type", None)
        if visit_type is not None:
            return str(visit_type.code)
    return None


@dataclass(frozen=True)
class Reached:
    """An address or a number that may be used, and whose it is: 'patient', or 'parent' or 'carer' with their name."""

    to: str
    whose: str = "patient"
    name: str = ""


def usable(patient: Patient, *visits: str | None, calls: bool = False, lines: Lines | None = None) -> list[Reached]:
    """What may be used to reach somebody about visits of these types, in the order of the record; `calls`: numbers alone.

    A confidential address is the only one where there is one (45 CFR 164.522(b)); where a patient has none of their own that the
    practice's table opens these visits to, those who act for them and to whom it does.  None for a visit: only who sees everything.
    A record that is another's by now has none.  `lines`: the practice's table, for a list that has read it once.
    """
    if patient.same_as_id is not None:
        return []
    if patient.confidential_contact:
        contacts = [Reached(patient.confidential_contact)]
    else:
        acting = [proxy for proxy in _proxies_of(patient) if proxy.state == "confirmed"]
        lines = table() if lines is None else lines
        proxies = _proxies(patient, acting, visits or (None,), lines)
        theirs = _own(patient, acting, visits or (None,), proxies, lines, calls)
        contacts = _calls(theirs, calls) or proxies
    return _calls(contacts, calls)


def to_call(patient: Patient, *visits: str | None) -> Reached | None:
    """Who is called about visits of these types; None where there is no number that may be used."""
    return next(iter(usable(patient, *visits, calls=True)), None)


def allowed(patient: Patient, visit: str | None = None) -> list[str]:
    """The addresses and numbers at which a patient may be written to about a visit type: the usable ones that were agreed to for them.

    The dead are not written to.
    """
    return [to for to, _reached in _allowed(patient, visit)]


def seen_by_reached(patient: Patient, visit: str) -> frozenset[str] | None:
    """Of which of the patient's visits whoever is written to about such a visit may know; None: all (`access.may: visits_seen`)."""
    views = [_seen_by(to, patient) for to in allowed(patient, visit)]
    limits = [seen for seen in views if seen is not None]
    return frozenset.intersection(*limits) if limits else None


def reader(patient: Patient, visit: str, *, by_text_first: bool = False) -> Actor | None:
    """Who is written to about such a visit, in their own power: of several the one whom a message goes to; None where nobody is."""
    return next((_behind(to) for to in ways(patient, visit, by_text_first=by_text_first)), None)


def ways_to_ask(patient: Patient, visit: str | None, needs: str, *, by_text_first: bool = False) -> list[str]:
    """The ways to those who may do what a message asks for (`templates.NEEDS`; "": it asks for nothing), the best first."""
    to_all = ways(patient, visit, by_text_first=by_text_first)
    return [to for to in to_all if not needs or may_for_patient(_behind(to), needs, patient.pk, visit)]


def can_be_asked(patient: Patient, visit: str, needs: str) -> bool:
    """Whether somebody who is written to may do that; so too where nobody is: staff call then, as about all else."""
    return bool(ways_to_ask(patient, visit, needs)) or not ways(patient, visit)


def ways(patient: Patient, visit: str | None = None, *, by_text_first: bool = False) -> list[str]:
    """The same, the best first: what could not be reached last time comes last, behind it what no server is set for."""
    contacts = _allowed(patient, visit)
    if by_text_first:
        contacts.sort(key=lambda pair: "@" in pair[0])
    return [to for to, _ in sorted(contacts, key=lambda pair: (not leaves(channel_of(pair[0])), pair[1].unreachable))]


def for_whom(patient: Patient, to: str) -> str:
    """' for Ada' where an address or number is several people's: whoever reads it must know whose visit it is."""
    theirs = Patient.objects.filter(Q(email=to) | Q(phone=to) | Q(confidential_contact=to), same_as=None)
    acted = Proxy.objects.filter(contact=to, state="confirmed", patient__same_as=None).exclude(patient=patient)
    others = theirs.exclude(pk=patient.pk).values("pk").union(acted.values("patient"))
    if not to or not others.exists():
        return ""
    return f" {'para' if patient.language == 'es' else 'for'} {patient.first_name}"


# Helpers ----------------------------------------------------------------------------------------------------


def _seen_by(to: str, patient: Patient) -> frozenset[str] | None:
    return visits_seen(_behind(to), patient.pk)


def _behind(to: str) -> Actor:
    """Who reads what is written there, asked for once for all that is said of one change."""
    return read_until_written(("behind", to), WHO_ACTS, lambda: patient_actor(to))


def _proxies_of(patient: Patient) -> list[Proxy]:
    """Asked for once; of a list that has read them along with it, not at all."""
    if "proxies" in getattr(patient, "_prefetched_objects_cache", {}):
        return list(patient.proxies.all())
    return read_until_written(("proxies of", patient.pk), ("people_proxy",), lambda: list(patient.proxies.all()))


def _allowed(patient: Patient, visit: str | None) -> list[tuple[str, Standing]]:
    if patient.deceased_on is not None:
        return []
    usable_ = list(dict.fromkeys(reached.to for reached in usable(patient, visit)))
    known = standing(to for to in usable_ if may_be_agreed(patient, to))
    return [(to, known[to]) for to in usable_ if to in known and known[to].agreed_for(patient)]


def _own(
    patient: Patient, acting: list[Proxy], visits: Visits, proxies: list[Reached], lines: Lines, calls: bool
) -> list[Reached]:
    """Of the record's own address and number, those at which these visits may be known.  Somebody who acts for them sees as that alone.

    Who calls a number that was only typed hears who answers, as at any other: it is called as whose it would be.
    """
    contacts = []
    as_proxy = {proxy.contact for proxy in acting}
    for contact in filter(None, (patient.email, patient.phone)):
        whose = patient.whose(contact)
        if calls and whose == TYPED:
            whose = "parent" if is_child(patient) else "patient"
        if contact not in as_proxy and _opens(limits_of(patient, contact, lines, acts_as=whose), visits):
            contacts.append(Reached(contact, whose))
        contacts += [reached for reached in proxies if reached.to == contact]
    return contacts


def _proxies(patient: Patient, acting: list[Proxy], visits: Visits, lines: Lines) -> list[Reached]:
    return [
        Reached(proxy.contact, proxy.who, proxy.name)
        for proxy in sorted(acting, key=lambda named: named.created_at)
        if _opens(limits_of(patient, proxy.contact, lines, acts_as=proxy.who), visits)
    ]


def _opens(limits: list[Grant] | None, visits: Visits) -> bool:
    """Whether who has these limits may see visits of all these types."""
    if limits is None:
        return True
    seen = [grant.visits for grant in limits if "see" in grant.powers]
    return all(any(some is None or visit in some for some in seen) for visit in visits)


def _calls(contacts: list[Reached], calls: bool) -> list[Reached]:
    return [reached for reached in contacts if "@" not in reached.to] if calls else contacts
