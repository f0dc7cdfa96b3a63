"""Words of an emergency, in both languages: one list for texts, requests and answers, wherever somebody writes to a practice."""

from __future__ import annotations

import re
import unicodedata

_EMERGENCY = re.compile(
    r"\bchest (pain|pressure|hurts?|tight\w*)|\bpain in (my|the|his|her) chest\b|\bheart attack\b|\bstroke\b|\b(face|arm) (is )?droop\w*"
    r"|\b(cant|cannot|can not|hard to|trouble|difficulty|not|stopped) breath\w*|\bchok(e|ing)\b|\bbleed(ing)?\b|\bunconscious\b|\bpassed out\b"
    r"|\bseizures?\b|\boverdos\w*|\bpoison\w*|\bsuicid\w*|\b(kill|hurt|harm) (myself|himself|herself|themselves)\b|\bwant to die\b|\bend my life\b"
    r"|\b911\b|\bemergency\b|\bambulance\b"
    r"|\bdolor (de|en el) pecho\b|\bme duele el pecho\b|\binfarto\b|\bderrame\b|\bno (puedo|puede) respirar\b|\bfalta de aire\b|\bsangr(ando|ado)\b"
    r"|\binconsciente\b|\bdesmay\w+|\bconvulsi\w+|\bsobredosis\b|\benvenen\w+|\bmatarme\b|\bquitarme la vida\b|\bquiero morir\w*|\bhacerme dano\b"
    r"|\bemergencia\b|\bambulancia\b"
)
_NO_EMERGENCY = re.compile(r"\b(not an?|no es una?|isnt an?|non) (emergency|emergencia)\b")


def is_emergency(text: str) -> bool:
    """Whether it may be about somebody's life now.  Rather too often than once too seldom: nothing is refused for it."""
    return bool(_EMERGENCY.search(_NO_EMERGENCY.sub(" ", plain(text))))


def plain(body: str) -> str:
    """Small letters without accents, apostrophes and punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFD", body.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]|_", " ", re.sub(r"['’`´]", "", bare)).split())
