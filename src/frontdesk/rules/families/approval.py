"""Which visits a person must approve first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..for_patients import said
from ..grammar import const, maybe, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import scope
from ..vocabulary import Vocabulary

Approver = Literal["staff", "clinician"]


@dataclass(frozen=True)
class NeedsApproval(RestrictingRule):
    """Hides no times from staff: says what must happen before a time is confirmed."""

    kind: ClassVar[str] = "approval"
    approver: Approver = "staff"

    def sentence(self, vocabulary: Vocabulary) -> str:
        need = self.scope.verb(vocabulary, "need", "needs")
        by = " from a clinician" if self.approver == "clinician" else ""
        return f"{self.scope.noun(vocabulary)} {need} approval{by}"

    def for_patient(self, language: str) -> str:
        if self.approver == "clinician":
            return said(
                language,
                "A clinician looks at your request before this visit is booked.",
                "Un profesional de salud revisa su solicitud antes de programar esta visita.",
            )
        return said(
            language,
            "We look at your request before this visit is booked.",
            "Revisamos su solicitud antes de programar esta visita.",
        )


FAMILY = Family(
    "approval",
    "What needs approval",
    "Hides no times from staff; nothing is confirmed before someone who may has approved. With `from a clinician`, that is "
    "somebody whose sign-in belongs to a provider and whose role approves requests: no scheduler and no manager can do it for them. "
    "It is asked once, when a request comes in or a time is booked: another insurance later does not send a booked visit back for approval (a rule "
    "that refuses the visit with that insurance makes it an exception). A visit that is moved is asked about only where its new time needs what its "
    "old one did not: with another provider, at another location or on another date.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] need approval [from a clinician].",
            seq(scope, words("need approval"), maybe(const(words("from a clinician"), "clinician"), "staff")),
            lambda covered, approver, when: NeedsApproval(covered, approver, when=when),
            "New patient visits need approval.",
            "Visits need approval when the insurance is Medicaid.",
            "Visits need approval when the patient has 2 or more no-shows.",
            "Procedures need approval from a clinician when the patient is over 80.",
        ),
    ),
    rules=(NeedsApproval,),
    chapter=130,
    titulo="Qué necesita aprobación",
)
