"""What nobody with a sign-in may do: it stands still until somebody may, and is said wherever somebody waits for it or could make it so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext, gettext_noop

from ...access.roles import NAMES
from ...availability.findings import Finding, Place
from ...people.models import Staff
from ...people.queries import signed_in
from ...practice import policies
from ...rules.book import Entry, RuleBook
from ...rules.families.approval import NeedsApproval
from ...rules.families.orders import Order

NOBODY_CALLS = gettext_noop(
    "A rule gives calls to the role %(role)s, and nobody with that role and a sign-in sees exceptions: until somebody does (Roles), they see none of these calls."
)


def for_what_waits(*, for_clinician: bool) -> str:
    """Why nobody can approve what waits for approval; '' where somebody can."""
    return _nobody_approves(for_clinician)


def standing_still(book: RuleBook | None = None) -> list[str]:
    """Everything that nobody can do, a sentence each; `book`: by these rules, else by those in force."""
    sentences = []
    if not _who_may("request.ask", "request.answer"):
        sentences.append(gettext("Nobody with a sign-in can answer requests."))
    if not _who_may("appointment.book"):
        sentences.append(gettext("Nobody with a sign-in can book for patients."))
    return [*sentences, *left_undone(book)]


def left_undone(book: RuleBook | None = None) -> list[str]:
    """What rules give to people of whom nobody can do it; by the rules in force where no others are given."""
    return [*without_approver(book), *without_caller(book)]


def without_caller(book: RuleBook | None = None) -> list[str]:
    """Roles that rules say call, and of which nobody sees that they have to."""
    roles = dict.fromkeys(role for _entry, role in sorted(_calls_of_nobody(_in_force(book)), key=lambda call: call[1]))
    return [gettext(NOBODY_CALLS) % {"role": NAMES[role]} for role in roles]


def calls_that_nobody_sees(book: RuleBook) -> list[Finding]:
    """The same of a book, each with its sentence: for the pages on which that is read and changed."""
    return [
        Finding(
            "calls",
            NOBODY_CALLS,
            entry.line,
            (),
            (("role", str(NAMES[role])),),
            places=(Place(entry.line, entry.text),),
        )
        for entry, role in _calls_of_nobody(book.entries)
    ]


def _calls_of_nobody(entries: Sequence[Entry]) -> list[tuple[Entry, str]]:
    """Sentences that give calls to a role of which nobody sees them, with that role."""
    asked = [(entry, entry.rule.role) for entry in entries if isinstance(entry.rule, Order) and entry.rule.role]
    see = {member.role for member in _who_may("task.view", "task.view:own")} if asked else set()
    return [(entry, role) for entry, role in asked if role not in see]


def without_approver(book: RuleBook | None = None) -> list[str]:
    """Approvals that rules ask for and nobody can give; by the rules in force where no others are given."""
    asked = {entry.rule.approver for entry in _in_force(book) if isinstance(entry.rule, NeedsApproval)}
    said = (_nobody_approves(approver == "clinician") for approver in sorted(asked))
    return list(dict.fromkeys(sentence for sentence in said if sentence))


def new_since(before: Iterable[str]) -> str:
    """What stands still now and did not, for a message; '' for nothing."""
    there = set(before)
    return " ".join(sentence for sentence in standing_still() if sentence not in there)


def _in_force(book: RuleBook | None) -> Sequence[Entry]:
    """The sentences of that book, or of the rules in force; none where there are none."""
    if book is not None:
        return book.entries
    try:
        return policies.current().setup.book.entries
    except policies.NoPolicy:
        return ()


def _nobody_approves(for_clinician: bool) -> str:
    if for_clinician:
        if any(member.provider_id for member in _who_may("request.approve", "request.approve:own")):
            return ""
        return gettext(
            "A rule asks for a clinician's approval, and no clinician who approves has a sign-in: until one has (Staff), nobody can approve these requests."
        )
    if _who_may("request.approve"):
        return ""
    return gettext("Nobody with a sign-in can approve requests: until somebody can (Staff), they wait.")


def _who_may(*permissions: str) -> list[Staff]:
    """Everybody who can sign in and whose role has one of these."""
    return [member for member in signed_in() if not set(permissions).isdisjoint(member.allowed)]  # type: ignore[attr-defined]
