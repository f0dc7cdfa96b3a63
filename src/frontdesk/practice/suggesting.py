"""A language model asked for sentences, where the practice has configured one (an OpenAI-compatible endpoint, POST …/chat/completions).

What it answers is read by the same grammar as everything else; what cannot be read is thrown away.  Nothing it says goes
anywhere without a person.  It is sent what was not understood of a description, the shapes of sentences, and names of the
set-up: never anything of the database, and nothing that looks like a patient.
"""

from __future__ import annotations

import re

import httpx
from django.conf import settings

from ..rules.families import FAMILIES
from ..rules.language import Refusal, parse, render
from ..rules.vocabulary import KINDS, Vocabulary

TIMEOUT = 30
MOST = 20
# Telephone numbers, social security and record numbers, e-mail addresses, dates of birth.
_PERSONAL = re.compile(
    r"\d{3}[-. ]?\d{2,3}[-. ]?\d{4}|\b\d{6,}\b|\S+@\S+|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:DOB|MRN|SSN|born)\b", re.I
)
ASK = """You turn remarks about how a medical practice schedules visits into sentences of a small fixed language.
Answer with one sentence a line, in exactly these shapes, and nothing else. Leave out what has no shape.
Shapes: {shapes}
Examples: {examples}
Names that exist: {names}"""


class NotAnswered(Exception):
    """The model could not be asked."""


def is_configured() -> bool:
    return bool(settings.SUGGEST_URL and settings.SUGGEST_MODEL)


def may_be_sent(text: str) -> bool:
    """Nothing that looks as if it were about a person."""
    return not _PERSONAL.search(text)


def suggested(remarks: list[str], vocabulary: Vocabulary) -> list[str]:
    """Canonical sentences for remarks, as the model has them and the grammar can read them.  Raises NotAnswered."""
    sent = [remark for remark in remarks if may_be_sent(remark)][:MOST]
    if not sent or not is_configured():
        return []
    sentences: dict[str, None] = {}
    for line in _answer(sent, vocabulary).splitlines()[: MOST * 3]:
        try:
            sentences[render(parse(line.strip(" -*•\t"), vocabulary), vocabulary)] = None
        except Refusal:
            continue
    return list(sentences)


def _answer(remarks: list[str], vocabulary: Vocabulary) -> str:
    names = {kind: list(vocabulary.names(kind).values()) for kind in KINDS}
    system = ASK.format(
        shapes=" ".join(form.pattern for family in FAMILIES for form in family.forms),
        examples=" ".join(family.examples[0] for family in FAMILIES),
        names="; ".join(f"{kind}: {', '.join(known)}" for kind, known in names.items() if known),
    )
    wanted = {
        "model": settings.SUGGEST_MODEL,
        "temperature": 0,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": "\n".join(remarks)}],
    }
    headers = {"Authorization": f"Bearer {settings.SUGGEST_KEY}"} if settings.SUGGEST_KEY else {}
    try:
        answer = httpx.post(
            f"{settings.SUGGEST_URL.rstrip('/')}/chat/completions", json=wanted, headers=headers, timeout=TIMEOUT
        )
        answer.raise_for_status()
        return str(answer.json()["choices"][0]["message"]["content"])
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        raise NotAnswered from None
