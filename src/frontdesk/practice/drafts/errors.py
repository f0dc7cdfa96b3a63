"""What a change of a draft may answer instead of doing it; each is one sentence for whoever works on it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from ...core.refusals import Refusal
from ..models import Policy


class ChangedMeanwhile(Refusal):
    """What was to be changed is not what it was when the page was shown."""

    code = "changed_meanwhile"

    @property
    def sentence(self) -> str:
        return gettext("Somebody has changed this in the meantime. Look at it again, then repeat your change.")


class AlreadyScheduled(Refusal):
    """Another version comes into force at that very minute: which of the two would be in force then?"""

    code = "already_scheduled"

    def __init__(self, first: Policy) -> None:
        self.first = first
        super().__init__()

    @property
    def sentence(self) -> str:
        said = gettext("“%(note)s” of %(who)s comes into force at the same time. Choose another.")
        return said % {"note": self.first.note, "who": self.first.published_by}


class Differs(Refusal):
    """What the page showed is not what stands now: nothing was done.  `lines` say both values where two changed the same."""

    code = "shown_differs"

    def __init__(self, lines: Sequence[str] = ()) -> None:
        self.lines = list(lines)
        super().__init__()

    @property
    def sentence(self) -> str:
        if not self.lines:
            return gettext(
                "Somebody has changed this since the page was shown. Nothing was done: look at what is different."
            )
        both = gettext("Somebody else has changed the same. Nothing was saved. As it is now / as you have it: %(what)s")
        return both % {"what": "; ".join(self.lines)}


class RulesReadOtherwise(Refusal):
    """A change of names after which rules would say something else."""

    code = "rules_read_otherwise"

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = list(sentences)
        super().__init__()

    @property
    def sentence(self) -> str:
        said = gettext("With this name, these rules would say something else. Nothing was saved: %(rules)s")
        return said % {"rules": " ".join(self.sentences)}


class OtherDraft(Refusal):
    """The page was about a draft that is not the one that is worked on now."""

    code = "other_draft"

    @property
    def sentence(self) -> str:
        return gettext(
            "The draft that this page showed is no longer worked on: another one is, or none. Nothing was done."
        )


class NotReadable(Refusal):
    """A text that is not a practice file at all."""

    code = "not_a_practice_file"

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        super().__init__()

    @property
    def sentence(self) -> str:
        return gettext("This is not a practice file: %(fault)s") % {"fault": self.lines[0] if self.lines else ""}


class HasFaults(Refusal):
    """A draft that cannot come into force; `lines` are all its faults."""

    code = "has_faults"

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        super().__init__()

    @property
    def sentence(self) -> str:
        count = len(self.lines)
        said = ngettext(
            "The draft has %(count)s error. Fix it before you publish.",
            "The draft has %(count)s errors. Fix them before you publish.",
            count,
        )
        return said % {"count": count}


class BreaksCases(HasFaults):
    """A draft by which a case that the practice has decided once is answered otherwise; `lines` are these, each with what it is."""

    code = "breaks_cases"

    @property
    def sentence(self) -> str:
        count = len(self.lines)
        said = ngettext(
            "The draft breaks %(count)s case that was decided once. Change the rules, or let the case go, before you publish.",
            "The draft breaks %(count)s cases that were decided once. Change the rules, or let the cases go, before you publish.",
            count,
        )
        return said % {"count": count}


class BaseMoved(Refusal):
    """Another version has been published since the draft was begun."""

    code = "base_moved"

    @property
    def sentence(self) -> str:
        return gettext(
            "Another version was published since this draft was started. Merge its changes into the draft first."
        )


class NoDraft(Refusal):
    """There is none (any more): it was published, put aside or dropped."""

    code = "no_draft"

    @property
    def sentence(self) -> str:
        return gettext("Nobody is working on this draft any more: it was published, set aside or discarded.")


class HasDraft(Refusal):
    """There can be one at a time."""

    code = "has_draft"

    @property
    def sentence(self) -> str:
        return gettext("There is a draft already. Publish it, set it aside or discard it first.")


class WrongDate(Refusal):
    code = "wrong_date"

    @property
    def sentence(self) -> str:
        return gettext("Choose a date and time that lie ahead, within a year.")
