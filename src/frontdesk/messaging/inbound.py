"""What a text message means, in plain words of both languages."""

from __future__ import annotations

import re
import unicodedata

from ..core.emergency import is_emergency, plain
from .stopping import HELP, says_more, starts, stops

_CANCELS = re.compile(
    r"\bcancel\w* (\w+ ){0,3}(appointment|appt|visit|it|cita|visita)\b|\b(have|need|want) to cancel\b"
)
# Who asks whether it is canceled, or asks us not to, cancels nothing.
_KEEPS = re.compile(
    r"\b(not|dont|didnt|doesnt|wont|never|no|nunca) (want to |going to |need to |quiero )?cancel\w*"
    r"|^(did|have|has|was|were|is|why|por ?que) (you|they|it|my|the|our|your|somebody|someone|anybody|anyone|mi|la)\b"
)
_CANNOT = re.compile(
    r"\b(cant|cannot|can not|wont|will not|not able to|unable to|not going to) (?!wait\b)(\w+ ){0,3}(come|make|attend|there|go|keep)\b"
    r"|\bnot coming\b|\bya no voy\b|\bno (puedo|podre|podemos|podremos|voy a|vamos a) (\w+ ){0,2}(ir|venir|asistir|llegar|poder)\b|\bno ire\b"
)
_ASKING = re.compile(r"^(am|are|is|was|will|would|do|does|did|can|could|should) (i|we|you|it|that|there|the|my|our)\b")
_THUMBS = "👍✅"
# Pictures by what Unicode calls them: beside a yes the first say nothing else, and whatever is neither is read by a person.
_GLAD = re.compile(
    r"\b(SMILING|GRINNING|HUGGING|HEARTS?|CHECK|THUMBS UP|CLAPPING|CELEBRATION|STARS?|SPARKLES|PARTY|FOLDED HANDS|OK|HUNDRED POINTS"
    r"|ROSE|BLOSSOM|SUNFLOWER|SUN|KISS\w*)\b"
)
_NOT_GLAD = re.compile(r"\b(BROKEN|NO|NOT|CROSS|DOWN|TEARS?|HORNS|UPSIDE)\b")
_YES = frozenset(
    [
        "c",
        "confirm",
        "confirmed",
        "confirming",
        "confirmar",
        "confirmo",
        "confirmado",
        "yes",
        "y",
        "yep",
        "yeah",
        "yup",
        "ok",
        "okay",
        "sure",
        "si",
        "claro",
        "there",
        "coming",
        "estare",
    ]
)
_WITH_YES = _YES | frozenset(
    [
        "i",
        "we",
        "im",
        "ill",
        "will",
        "be",
        "am",
        "are",
        "well",
        "sir",
        "maam",
        "mam",
        "thx",
        "ty",
        "thanks",
        "thank",
        "you",
        "see",
        "then",
        "please",
        "it",
        "that",
        "the",
        "my",
        "our",
        "appointment",
        "visit",
        "gracias",
        "ahi",
        "alli",
        "estaremos",
        "voy",
        "vamos",
        "a",
        "ir",
        "la",
        "mi",
        "cita",
        "por",
        "favor",
        "de",
        "acuerdo",
        "good",
        "great",
        "perfect",
        "perfecto",
        "nos",
        "vemos",
    ]
)
# A goodbye until the visit says that they come, where it is the whole answer.
_SEE_YOU = re.compile(
    r"(ok |okay |yes |great |thanks |thank you )*(see|c) (you|ya|u|yall) (then|there|soon|tomorrow|on (mon|tues|wednes|thurs|fri|satur|sun)day)( thanks| thank you| thx)?"
    r"|(si |ok |gracias )*(nos vemos|alli nos vemos|ahi nos vemos)( entonces| manana| gracias)?"
)
_MOVE = frozenset(
    ["r", "reschedule", "rescheduled", "rescheduling", "move", "change", "cambiar", "mover", "reprogramar", "cambio"]
)
_WITH_MOVE = _MOVE | frozenset(
    [
        "please",
        "the",
        "my",
        "our",
        "appointment",
        "visit",
        "appt",
        "time",
        "day",
        "need",
        "to",
        "want",
        "would",
        "like",
        "can",
        "could",
        "i",
        "we",
        "id",
        "it",
        "cita",
        "la",
        "mi",
        "hora",
        "quiero",
        "necesito",
        "puedo",
        "podemos",
        "por",
        "favor",
        "otro",
        "otra",
        "another",
        "different",
        "dia",
    ]
)


def meaning(body: str) -> str:
    """'urgent', 'stop', 'start', 'help', 'confirm', 'reschedule', 'cannot' or 'unclear', in any case and with any punctuation.

    Who asks something has not said yes.  What ends or begins texts (`stops`, `starts`) is no more than that where nothing else was written.
    """
    if any(sign in body for sign in _THUMBS) and not body.strip(f" {_THUMBS}🏻🏼🏽🏾🏿.!"):
        return "confirm"
    said = plain(body)
    words = said.split()
    if is_emergency(body):
        return "urgent"
    only = "stop" if stops(body) else "start" if starts(body) else "help" if said in HELP else ""
    if only and not says_more(body):
        return only
    if _CANNOT.search(said) or (_CANCELS.search(said) and not _KEEPS.search(said)):
        return "cannot"
    if only:
        return "unclear"
    asks = "?" in body or "？" in body or _ASKING.match(said) or _draws_something(body)
    if not asks and (_SEE_YOU.fullmatch(said) or (words and set(words) <= _WITH_YES and set(words) & _YES)):
        return "confirm"
    if words and set(words) <= _WITH_MOVE and set(words) & _MOVE:
        return "reschedule"
    return "unclear"


def _draws_something(body: str) -> bool:
    """Whether there is a picture in it that words do not say: a thumb that points down is no yes."""
    names = [unicodedata.name(sign, "") for sign in body if unicodedata.category(sign) == "So"]
    return any(not _GLAD.search(name) or bool(_NOT_GLAD.search(name)) for name in names)
