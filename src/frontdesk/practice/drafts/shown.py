"""What a page showed: which policy, at which revision, with which text.  Every form of set-up carries it and gives it back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from ...tenancy.models import Practice
from ..base_version import empty_text
from ..models import Policy, Revision


@dataclass(frozen=True)
class Shown:
    """`policy` None: a practice that had neither a draft nor anything in force."""

    policy: UUID | None
    revision: int
    digest: str

    def __str__(self) -> str:
        return f"{self.policy or 'none'}:{self.revision}:{self.digest}"

    def is_of(self, row: Policy) -> bool:
        """Whether the row is what was shown, to the letter."""
        return self == shown(row)


def shown(row: Policy | None, practice: Practice | None = None) -> Shown:
    """What a page that is shown now shows."""
    if row is None or row.practice_id is None:
        text = empty_text(practice) if practice is not None else row.text if row is not None else ""
        return Shown(None, 0, _digest(text))
    return Shown(row.pk, row.revision, _digest(row.text))


def parsed(text: str) -> Shown | None:
    """What a form gives back; None where it is nothing of the kind."""
    policy, _, rest = text.partition(":")
    revision, _, digest = rest.partition(":")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 9 and len(digest) == 32):
        return None
    try:
        return Shown(None if policy == "none" else UUID(policy), int(revision), digest)
    except ValueError:
        return None


def text_of(was: Shown, practice: Practice) -> str | None:
    """The text that was shown; None where there never was such a one."""
    if was.policy is None:
        text: str | None = empty_text(practice)
    else:
        revision = Revision.objects.filter(policy_id=was.policy, number=was.revision).first()
        text = revision.text if revision is not None else None
    return text if text is not None and _digest(text) == was.digest else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
