"""What is written to patients, in both languages: the practice, a day, a time, a place, a link.

Never a diagnosis, never the reason for a visit.  The practice's own wording (`messages:` in its file) comes first, piece by piece.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..core.saying import one_point
from ..practice.file import PracticeFile, Template
from .wording import STANDARD
from .wording_spanish import SPANISH

SECRET = frozenset({"code", "recall", "recall-again", "recall-overdue"})  # bodies that let somebody in: wiped once sent
CAN_WAIT = frozenset(
    {
        "reminder",
        "reminder-confirmed",
        "recall",
        "recall-again",
        "recall-overdue",
        "waitlist-offer",
        "waitlist-offer-call",
        "place-changed",
    }
)  # not sent in quiet hours
NEEDS = {  # what it asks its reader to do, as a permission: it goes to somebody who may
    "information-needed": "request.answer",
    "waitlist-offer": "appointment.book",
    "time-proposed": "proposal.answer",
    "provider-proposed": "proposal.answer",
}
TEMPLATES = STANDARD
FOR_WHOM = "{for_whom}"
BEFORE = "{before}"


# Where a practice has no number nobody is told to call it: a choice loses that one, and a sentence of nothing else goes.
_OR_CALL = re.compile(r",? \b(or|o) (call( us at)?|llame al|llámenos al) \{phone\}")
_CALL = re.compile(r"(¿?\b(questions|preguntas)\? )?[^.!?\n{}]*\{phone\}[.!]?", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """A message, filled in.  A text message has no subject."""

    subject: str
    body: str


def template_for(file: PracticeFile | None, id_: str, language: str) -> Template:
    """Each piece from the practice's own template where it has one, else the standard one."""
    standard = (SPANISH if language == "es" else STANDARD)[id_]
    own = file.messages.templates.get((id_, language)) if file is not None else None
    if own is None:
        return standard
    return Template(
        own.subject or standard.subject, own.email or standard.email, own.text or own.email or standard.text
    )


def fill(template: Template, channel: str, words: Mapping[str, str]) -> Written:
    """Who reads at an address of several people reads for whom it is, also where the practice's own words do not say it, and so what is told before a visit.

    Raises KeyError where a word is missing: the file's reader refuses words that a message does not have.
    """
    said = template.text if channel == "text" else template.email
    if not words.get("phone", "-"):
        said = _without_a_number(said)
    subject = one_point(" ".join(template.subject.format(**words).split()))[:200]  # one line, whatever is filled in
    whom = words.get("for_whom", "").strip()
    unsaid = f"{whom[:1].upper()}{whom[1:]}: " if whom and FOR_WHOM not in said else ""
    body = unsaid + said.format(**words)
    before = words.get("before", "")
    if before and BEFORE not in said:
        body += f"{' ' if channel == 'text' else chr(10) * 2}{before}"
    return Written(subject, one_point(body))


def _without_a_number(said: str) -> str:
    return _CALL.sub("", _OR_CALL.sub("", said)).strip().removesuffix(":")
