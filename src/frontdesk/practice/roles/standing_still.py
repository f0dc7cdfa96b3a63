"""What nobody with a sign-in may do: it stands still until somebody may, and is said wherever somebody waits for it or could make it so."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from ...people.models import Staff
from ...people.queries import signed_in
from ...practice import policies
from ...rules.book import RuleBook
from ...rules.families.approval import NeedsApproval


def for_what_waits(*, for_clinician: bool) -> str:
    """Why nobody can approve what waits for approval; '' where somebody can."""
    return _nobody_approves(for_clinician)


def standing_still(book: RuleBook | None = None) -> list[str]:
    """Everything that nobody can do, a sentence each; `book`: by these rules, else by those in force."""
    found = []
    if not _who_may("request.ask", "request.answer"):
        found.append(gettext("Nobody with a sign-in can answer requests."))
    if not _who_may("appointment.book"):
        found.append(gettext("Nobody with a sign-in can book for patients."))
    return [*found, *without_approver(book)]


def without_approver(book: RuleBook | None = None) -> list[str]:
    """Approvals that rules ask for and nobody can give; by the rules in force where no others are given."""
    if book is None:
        try:
            book = policies.current().setup.book
        except policies.NoPolicy:
            return []
    asked = {entry.rule.approver for entry in book.entries if isinstance(entry.rule, NeedsApproval)}
    said = (_nobody_approves(approver == "clinician") for approver in sorted(asked))
    return list(dict.fromkeys(sentence for sentence in said if sentence))


def new_since(before: Iterable[str]) -> str:
    """What stands still now and did not, for a message; '' for nothing."""
    there = set(before)
    return " ".join(sentence for sentence in standing_still() if sentence not in there)


def _nobody_approves(for_clinician: bool) -> str:
    if for_clinician:
        if any(one.provider_id for one in _who_may("request.approve", "request.approve:own")):
            return ""
        return gettext(
            "A rule asks for a clinician's approval, and no clinician who approves has a sign-in: until one has (Staff), nobody can approve these requests."
        )
    if _who_may("request.approve"):
        return ""
    return gettext("Nobody with a sign-in can approve requests: until somebody can (Staff), they wait.")


def _who_may(*permissions: str) -> list[Staff]:
    """Everybody who can sign in and whose role has one of these."""
    return [one for one in signed_in() if not set(permissions).isdisjoint(one.allowed)]  # type: ignore[attr-defined]
