"""Who acts for the record that is gone is of that record: what was decided of them for the other one does not go back with them."""

from __future__ import annotations

from typing import Any

from ....booking.models import Merge
from ....people.models import Patient, Proxy

RANK = {"ended": 0, "asked": 1, "named": 2, "confirmed": 3}


def as_they_are(kept: Patient, gone: Patient) -> dict[str, Any]:
    """Called inside the merge, before anything is changed: how those who act for the record that is gone stand, and who let in whom."""
    were = {str(proxy.pk): [proxy.state, proxy.who, proxy.name] for proxy in gone.proxies.all()}
    own = sorted(kept.own_contacts)
    return {"acted": were, "let_in": [dict(kept.let_in), dict(gone.let_in)], "own": own}


def acting_apart(merge: Merge, kept: Patient, gone: Patient) -> None:
    """Called inside its undoing, when the rows have gone back.

    Who was named again for the record that was kept, or was let in there after they had been ended, is that record's; with the other
    they are as they were before.  Whom somebody named who signed in with an address of the other is the other's.
    """
    for proxy in Proxy.objects.filter(pk__in=merge.moved.get("proxy", []), patient=gone):
        if str(proxy.pk) not in merge.moved.get("acted", {}):
            continue  # of a merge that did not say yet how they stood
        state, who, name = merge.moved["acted"][str(proxy.pk)]
        made = min("asked", state, key=RANK.__getitem__)
        by = _named_since_by(merge, kept, proxy, state)
        if by and by in gone.own_contacts.difference(merge.moved["own"]):
            gone.let_in = {**gone.let_in, proxy.contact: by}
            gone.save(update_fields=["let_in"])
        elif RANK[proxy.state] > RANK[made] and (by or state == "ended"):
            _is_of(kept, proxy)
            proxy.state, proxy.who, proxy.name = state, who, name
            proxy.save(update_fields=["state", "who", "name"])


def let_in_apart(merge: Merge, kept: Patient, gone: Patient) -> None:
    """Who let in whom to the record that is gone says nothing of the other one."""
    before, theirs = merge.moved.get("let_in", [{}, {}])
    left = {key: by for key, by in kept.let_in.items() if key in before or theirs.get(key) != by}
    if left != kept.let_in:
        kept.let_in = left
        kept.save(update_fields=["let_in"])


def _named_since_by(merge: Merge, kept: Patient, proxy: Proxy, was: str) -> str:
    """With which address somebody was signed in who named them while the two were one; '' where nobody is known to have.

    Who had been ended, and is let in, was named anew or let in by staff: then nobody else is said to have let them in.
    """
    before, theirs = merge.moved["let_in"]
    by = str(kept.let_in.get(proxy.contact, ""))
    anew = was == "ended" and proxy.state in ("named", "confirmed")
    return by if anew or by != {**theirs, **before}.get(proxy.contact, "") else ""


def _is_of(kept: Patient, proxy: Proxy) -> None:
    Proxy.objects.create(
        practice_id=proxy.practice_id,
        patient=kept,
        contact=proxy.contact,
        who=proxy.who,
        name=proxy.name,
        state=proxy.state,
        ended_by_staff=proxy.ended_by_staff,
    )
