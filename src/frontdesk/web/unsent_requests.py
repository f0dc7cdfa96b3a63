"""Requests that were begun in this browser and not sent: several may stand open side by side, in as many tabs.

The session holds the token of each under its key.  A form says which one it showed, so that what is typed in one tab never ends in the
request of another.  Who is signed in reaches theirs from every browser.

Signing in takes none along that somebody else may have begun: what gives no address is set apart, and what gives theirs and was begun in
another browser waits, until who is signed in shows that they began it (`portal/resume.py`).
"""

from __future__ import annotations

from ..intake import drafts
from ..intake.models import Draft, Request
from . import posted
from .request import PageRequest

# in the session: key → token, the latest last; key of a draft → key of its request; tokens, the latest last; keys
DRAFTS, SENT, SET_APART, NOT_MINE = "drafts", "drafts_sent", "drafts_set_apart", "drafts_not_mine"
MOST = 8  # open side by side; of who begins more, the oldest is found again by signing in
FIELD = "draft"  # in the address and in forms


def begin(request: PageRequest) -> Draft:
    """A new one; those that are open stay as they are."""
    made, token = drafts.begin(request.practice, request.actor.contact)
    add(request, made, token)
    return made


def add(request: PageRequest, draft: Draft, token: str) -> None:
    """It is open in this browser from now on."""
    there = {**_tokens(request), str(draft.pk): token}
    request.session[DRAFTS] = dict(list(there.items())[-MOST:])


def shown(request: PageRequest) -> Draft | None:
    """The one that a form or an address names; where none is named, the latest, or for what is sent the only one there is."""
    there = _tokens(request)
    key = said(request).partition(".")[0]
    if not key and (request.method == "GET" or len(there) == 1):
        return latest(request)
    theirs = (draft for draft in drafts.open_to(request.actor.contact) if str(draft.pk) == key)
    return drafts.find(there.get(key, ""), request.actor) or next(theirs, None)


def open_to(request: PageRequest, contact: str) -> Draft | None:
    """The one that a form or an address names, where it is open to who proved that this is theirs."""
    key = said(request).partition(".")[0]
    return next((draft for draft in drafts.open_to(contact) if str(draft.pk) == key), None)


def latest(request: PageRequest) -> Draft | None:
    """The one that was begun or opened last."""
    return drafts.find(next(reversed(_tokens(request).values()), ""), request.actor)


def every(request: PageRequest) -> list[Draft]:
    """All that are open here, and of who is signed in those from elsewhere, the latest first; with nothing typed, the latest alone."""
    here = [drafts.find(draft_token, request.actor) for draft_token in reversed(_tokens(request).values())]
    draft_by_key = {draft.pk: draft for draft in [*here, *drafts.open_to(request.actor.contact)] if draft is not None}
    last = latest(request)
    return [draft for draft in draft_by_key.values() if draft == last or not drafts.is_empty(draft)]


def said(request: PageRequest) -> str:
    """What a form says that it showed, or an address."""
    return (posted.text(request, FIELD) or request.GET.get(FIELD) or "")[:80]


def token(request: PageRequest, draft: Draft) -> str:
    return _tokens(request)[str(draft.pk)]


def any_open(request: PageRequest) -> bool:
    return bool(_tokens(request))


def sent(request: PageRequest, draft: Draft, made: Request) -> None:
    """It is a request now: a form of it that is pressed again is led there."""
    there = {key: draft_token for key, draft_token in _tokens(request).items() if key != str(draft.pk)}
    request.session[DRAFTS] = there
    known = {**request.session.get(SENT, {}), str(draft.pk): str(made.pk)}
    request.session[SENT] = dict(list(known.items())[-MOST:])


def became(request: PageRequest) -> str:
    """The key of the request that the named one was sent as; '' where it was not sent from here."""
    return str(request.session.get(SENT, {}).get(said(request).partition(".")[0], ""))


def claim(request: PageRequest, contact: str) -> bool:
    """Somebody has proven that `contact` is theirs: what gives it, or says nothing, is theirs; all else is open no longer.

    Whether one was closed for good by it: it gives no address, and says more than may be asked about (`set_apart`).
    """
    there = {key: token for key, token in _tokens(request).items() if drafts.claim(token, contact)}
    rest = [token for key, token in _tokens(request).items() if key not in there]
    nobodys = {token: draft for token in rest if (draft := drafts.unproven(token)) is not None}
    asked = [token for token, draft in nobodys.items() if drafts.says_little(draft)]
    request.session[DRAFTS] = there
    request.session[SET_APART] = [*request.session.get(SET_APART, []), *asked][-MOST:]
    return len(asked) < len(nobodys)


def set_apart(request: PageRequest) -> Draft | None:
    """The latest that was begun here before somebody signed in, gives no address, and says no more than who somebody is."""
    unproven = (drafts.unproven(token) for token in reversed(request.session.get(SET_APART, [])))
    return next((draft for draft in unproven if draft is not None and drafts.says_little(draft)), None)


def given(request: PageRequest, contact: str) -> Draft | None:
    """The latest that was begun in another browser by nobody who was signed in, and gives the address that was proved here."""
    return drafts.given(contact, without=request.session.get(NOT_MINE, []))


def is_mine(request: PageRequest, draft: Draft) -> None:
    """Who is signed in has shown that they began what was set apart."""
    drafts.own(draft, request.actor.contact)


def is_not_mine(request: PageRequest) -> None:
    """Nothing that was set apart, or gives their address, is theirs: it is asked about no more."""
    request.session.pop(SET_APART, None)
    if (draft := given(request, request.actor.contact)) is not None:
        request.session[NOT_MINE] = [*request.session.get(NOT_MINE, []), str(draft.pk)]


def _tokens(request: PageRequest) -> dict[str, str]:
    tokens: dict[str, str] = request.session.get(DRAFTS, {})
    return tokens
