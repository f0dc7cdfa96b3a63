"""Who acts for the record that is gone is of that record: what was decided of them for the other one does not go back with them."""

from __future__ import annotations

from typing import Any

from ....people.models import Patient, Proxy
from ...models import Merge

RANK = {"ended": 0, "asked": 1, "named": 2, "confirmed": 3}


def as_they_are(kept: Patient, gone: Patient) -> dict[str, Any]:
    """Called inside the merge, before anything is changed: how those who act for the record that is gone stand, and who let in whom."""
    were = {str(one.pk): [one.state, one.who, one.name] for one in gone.proxies.all()}
    own = sorted(kept.own_contacts)
    return {"acted": were, "let_in": [dict(kept.let_in), dict(gone.let_in)], "own": own}


def acting_apart(merge: Merge, kept: Patient, gone: Patient) -> None:
    """Called inside its undoing, when the rows have gone back.

    Who was named again for the record that was kept, or was let in there after they had been ended, is that record's; with the other
    they are as they were before.  Whom somebody named who signed in with an address of the other is the other's.
    """
    for one in Proxy.objects.filter(pk__in=merge.moved.get("proxy", []), patient=gone):
        if str(one.pk) not in merge.moved.get("acted", {}):
            continue  # of a merge that did not say yet how they stood
        state, who, name = merge.moved["acted"][str(one.pk)]
        made = min("asked", state, key=RANK.__getitem__)
        by = _named_since_by(merge, kept, one, state)
        if by and by in gone.own_contacts.difference(merge.moved["own"]):
            gone.let_in = {**gone.let_in, one.contact: by}
            gone.save(update_fields=["let_in"])
        elif RANK[one.state] > RANK[made] and (by or state == "ended"):
            _is_of(kept, one)
            one.state, one.who, one.name = state, who, name
            one.save(update_fields=["state", "who", "name"])


def let_in_apart(merge: Merge, kept: Patient, gone: Patient) -> None:
    """Who let in whom to the record that is gone says nothing of the other one."""
    before, theirs = merge.moved.get("let_in", [{}, {}])
    left = {one: by for one, by in kept.let_in.items() if one in before or theirs.get(one) != by}
    if left != kept.let_in:
        kept.let_in = left
        kept.save(update_fields=["let_in"])


def _named_since_by(merge: Merge, kept: Patient, one: Proxy, was: str) -> str:
    """With which address somebody was signed in who named them while the two were one; '' where nobody is known to have.

    Who had been ended, and is let in, was named anew or let in by staff: then nobody else is said to have let them in.
    """
    before, theirs = merge.moved["let_in"]
    by = str(kept.let_in.get(one.contact, ""))
    anew = was == "ended" and one.state in ("named", "confirmed")
    return by if anew or by != {**theirs, **before}.get(one.contact, "") else ""


def _is_of(kept: Patient, one: Proxy) -> None:
    Proxy.objects.create(
        practice_id=one.practice_id,
        patient=kept,
        contact=one.contact,
        who=one.who,
        name=one.name,
        state=one.state,
        ended_by_staff=one.ended_by_staff,
    )
