"""What somebody has typed before anything is sent, and the documents of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import now

from ..access.may import Actor, may_for_patient
from ..people.contacts import normal_contact
from ..people.merged import standing
from ..practice.actors import patient_actor, table
from ..practice.models import VisitType
from ..tenancy.context import read_once_on_a_page
from ..tenancy.models import Practice
from . import content, scanner, vault
from .content import LARGEST, NotADocument
from .models import Document, Draft
from .wakeups import defer_drawing, defer_scan

__all__ = ["LARGEST", "NotADocument"]

KEPT = dt.timedelta(days=7)
TYPED = "typed:"  # begins the name of what was typed and not judged yet


def begin(practice: Practice, contact: str = "") -> tuple[Draft, str]:
    """A draft and the token that finds it again; `contact` is the proven one of somebody who is signed in."""
    token = secrets.token_urlsafe(24)
    made = Draft.objects.create(
        practice=practice,
        contact=contact,
        owner=contact,
        acts_for=_asks_for(contact),
        token_hash=_hash(token),
        expires_at=now() + KEPT,
    )
    return made, token


def find(token: str, actor: Actor) -> Draft | None:
    """The draft of a token; one that somebody who was signed in wrote is found by them alone."""
    draft = _found(token)
    return draft if draft is not None and _may_be_of(draft, actor.contact) else None


def claim(token: str, contact: str) -> bool:
    """Somebody has proven that `contact` is theirs: a draft that gives it, or that says nothing, is theirs from now on.

    Whoever signs in need not be who began it: one that gives another address waits for a code that goes there, and one that gives none
    is nobody's until somebody says that they began it (`own`).
    """
    draft = _found(token)
    if draft is None or not (_may_be_of(draft, contact) or _says_nothing(draft)):
        return False
    own(draft, contact)
    return True


def own(draft: Draft, contact: str) -> None:
    """It is theirs who proved that `contact` is: nothing but signing in with it opens it."""
    if draft.owner != contact:
        draft.owner, draft.acts_for = contact, _asks_for(contact)
        draft.save(update_fields=["owner", "acts_for"])


def unproven(token: str) -> Draft | None:
    """The draft of a token that nobody who was signed in wrote and that gives no address: nothing says yet whose it is."""
    draft = _found(token)
    return draft if draft is not None and not draft.owner and not draft.contact else None


def has_owner(key: str) -> bool:
    """Whether that one, not sent yet, was written by somebody who was signed in: signing in again opens it, to them."""
    try:
        theirs = Draft.objects.filter(pk=UUID(key), expires_at__gt=now())
    except ValueError:
        return False
    return theirs.exclude(owner="").exists()


def says_little(draft: Draft) -> bool:
    """Whether it says no more than who somebody is: no reason, no paper, and no visit that is kept from anybody."""
    visit = VisitType.objects.filter(code=draft.answers.get("visit", "")).first()
    said = any(name.removeprefix(TYPED).startswith("q:") and _any(value) for name, value in draft.answers.items())
    if said or Document.objects.filter(draft=draft).exists() or visit is None or visit.sensitive:
        return False
    return all(line.visits is None or visit.code in line.visits for line in table())


def begun_at(draft: Draft) -> dt.datetime:
    return draft.expires_at - KEPT


def _found(token: str) -> Draft | None:
    return Draft.objects.filter(token_hash=_hash(token), expires_at__gt=now()).first() if token else None


def _may_be_of(draft: Draft, contact: str) -> bool:
    """Whether it is open to somebody with that proven address ('': nobody is signed in)."""
    if draft.owner or not contact:
        return draft.owner == contact and _may_still_ask(draft)
    return draft.contact == contact


def _asks_for(contact: str) -> list[UUID]:
    """The records for which somebody with that proven address may ask, whatever the visit."""
    if not contact:
        return []
    actor = patient_actor(contact)
    known = {*actor.patients, *(grant.patient for grant in actor.grants)}
    return sorted(key for key in known if may_for_patient(actor, "request.submit", key, None, any_visit=True))


def _may_still_ask(draft: Draft) -> bool:
    """Whether its owner may still ask for whom it is, or where that is not said yet for one of those for whom they could.

    Who had no record is none the less who wrote it.  Somebody else may read the mailbox by now that was somebody's only one.
    """
    if not draft.acts_for:
        return True
    actor = read_once_on_a_page(f"asks {draft.owner}", lambda: patient_actor(draft.owner))
    said = draft.answers.get("chosen")
    chosen = [key for key in draft.acts_for if str(key) == said]
    visit = draft.answers.get("visit") if chosen else None
    return any(
        may_for_patient(actor, "request.submit", key, visit, any_visit=not visit)
        for key in set(standing(chosen or draft.acts_for).values())
    )


def _says_nothing(draft: Draft) -> bool:
    """A visit that is kept from nobody was chosen, and that is all."""
    return not draft.owner and is_empty(draft) and says_little(draft)


def open_to(contact: str) -> list[Draft]:
    """All that somebody has not sent who wrote it signed in at that address, or showed since that it is theirs; the latest first."""
    theirs = _unsent(owner=contact).order_by("-expires_at") if contact else []
    return [draft for draft in theirs if _may_still_ask(draft)]


def given(contact: str, *, without: Iterable[str] = ()) -> Draft | None:
    """The latest that gives an address which somebody has proved, and was begun by nobody who was signed in.

    That the address is theirs does not make it theirs: who typed it may have slipped.
    """
    return (
        _unsent(owner="", contact=contact).exclude(pk__in=without).order_by("-expires_at").first() if contact else None
    )


def is_empty(draft: Draft) -> bool:
    """Whether nothing was typed or sent: a visit was chosen, and that is all."""
    typed = {name for name, value in draft.answers.items() if _any(value) and name not in ("visit", "chosen", "done")}
    return not typed and not Document.objects.filter(draft=draft).exists()


def _any(value: object) -> bool:
    """Whether anything stands there; of fields that were left empty nothing does."""
    if isinstance(value, dict):
        return any(_any(item) for item in value.values())
    return any(_any(item) for item in value) if isinstance(value, list) else bool(value)


def keep(draft: Draft, **values: object) -> None:
    """Write down what was typed, right or wrong: nothing typed is lost."""
    draft.answers = {**draft.answers, **values}
    typed = str(draft.answers.get("contact") or draft.contact)
    draft.contact = (normal_contact(typed) or "") if typed else ""
    draft.save(update_fields=["answers", "contact"])


OF_NOBODY = ("visit", "contact", "website", f"{TYPED}contact")  # what a draft says of no patient


def forget_all(draft: Draft) -> None:
    """It is for somebody else: nothing that was said of the one before stays, nor any file."""
    forget(draft, set(draft.answers) - {*OF_NOBODY})


def forget(draft: Draft, names: set[str]) -> None:
    """These answers go, what was typed there, and every file: who is on a file cannot be asked.  Of a record made of it, too.

    A file that is nobody's is swept away (`server/sweeping.py`).
    """
    gone = {*names, *(f"{TYPED}{name}" for name in names), "record", "again"}
    draft.answers = {name: value for name, value in draft.answers.items() if name not in gone}
    draft.save(update_fields=["answers"])
    Document.objects.filter(draft=draft).update(draft=None)


def typed_at(step: str, *, is_question: bool) -> str:
    """Under which name it is kept: what was typed at a question tells as much of somebody as an answer to it."""
    return f"{TYPED}q:{step}" if is_question else f"{TYPED}{step}"


def by_owner(contact: str) -> tuple[Draft, str] | None:
    """The latest draft of somebody who wrote it signed in at that address, with a new token; the old token stops working."""
    draft = next(iter(open_to(contact)), None)
    if draft is None:
        return None
    token = secrets.token_urlsafe(24)
    draft.token_hash = _hash(token)
    draft.save(update_fields=["token_hash"])
    return draft, token


def done(draft: Draft) -> None:
    """It was sent: nobody finds it again."""
    draft.expires_at = now()
    draft.save(update_fields=["expires_at"])


def keep_document(practice: Practice, field: str, data: bytes, draft: Draft | None = None) -> Document:
    """A photo or PDF, by its first bytes and not by its name; the worker draws it.  Raises NotADocument, VaultClosed."""
    kind = content.kind_of(data)
    made = Document.objects.create(
        practice=practice,
        draft=draft,
        field=field,
        content_type=kind,
        size=len(data),
        name=vault.put(practice.pk, data),
        scan="waiting" if scanner.is_set() else "none",
    )
    if draft is not None:  # before it is sent, another file for the same question takes the place of the first
        Document.objects.filter(draft=draft, field=field, replaced_by=None).exclude(pk=made.pk).update(replaced_by=made)
    if made.scan == "waiting":
        defer_scan(made)
    else:
        defer_drawing(made)
    return made


def scan(document: Document) -> str:
    """Ask the scanner; what is infected stays closed.  Raises scanner.NoAnswer."""
    document.scan = scanner.verdict(vault.get(document.practice_id, document.name))
    document.save(update_fields=["scan"])
    if document.waits_to_be_drawn:
        defer_drawing(document)
    return document.scan


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def stored_contact(contact: str) -> str:
    """The address with which somebody began a request that they have not sent; '' where nobody did."""
    draft = next(iter(open_to(contact)), None) or given(contact)
    return (draft.owner or draft.contact) if draft is not None else ""


def _unsent(**which: str) -> QuerySet[Draft]:
    return Draft.objects.filter(expires_at__gt=now(), **which)
