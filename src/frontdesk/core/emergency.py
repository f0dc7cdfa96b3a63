"""Words of an emergency, in both languages: one list for texts, requests and answers, wherever somebody writes to a practice."""

from __future__ import annotations

import re
import unicodedata

# `~` stands for up to three words in between.
_ENGLISH = (
    # heart and stroke
    r"chest ~(pain\w*|pressure|hurt\w*|tight\w*|ach(e|es|ing)|heav\w*|crush\w*)",
    r"(pain|pressure|tight\w*|heav\w*|crush\w*|squeez\w*) ~~chest",
    r"heart attack|cardiac arrest|heart (has )?stopped|stroke|slur\w*",
    r"(face|mouth|arm) ~droop\w*|droop\w* ~(face|mouth|arm)",
    r"(cant|cannot|can not|can t) (speak|talk|move|feel my (face|arms?|legs?))|(numb|weak)\w* ~one side|one side ~(numb|weak)\w*",
    # breath
    r"(cant|cannot|can not|can t|couldnt|could not|unable to|hard to|hard time|trouble|difficult\w*|struggl\w*|barely) ~breath\w*",
    r"(not|isnt|stopped|stops) breathing|short\w* of breath|out of breath|breathless\w*|gasp\w*|(lips|face) ~blue|turning blue|chok(e|es|ed|ing)",
    # consciousness and blood
    r"bleed(s|ing)?|unconscious|unresponsive|pass(ed|ing)? out|faint(ed|ing)|collapsed|(wont|cant|cannot|does not|doesnt) wake|seizures?|convuls\w*",
    # too much of something
    r"overdos\w*|too many ~(pills?|tablets?|capsules?)|(took|taken|swallowed|drank) ~(too much|all|whole) ~(pills?|tablets?|medicines?|medication|meds|bottle)",
    r"poison\w*\b(?! (ivy|oak|sumac))|(drank|swallowed) ~(bleach|batter\w*|cleaner|antifreeze)",
    # hurting oneself or others
    r"suicid\w*|self ?harm\w*|(kill|hurt|harm|hang|shoot|stab)\w* (myself|himself|herself|themselves|themself)|cutting (myself|himself|herself)",
    r"(want\w*|wish\w*|going|ready|plan\w*) to (die|be dead)|wish i (was|were) dead|better off dead|(dont|not|no longer) want to (live|be alive)|no reason to live",
    r"(end|take)(s|ing)? (my|his|her|their) (own )?life|taking (my|his|her|their) (own )?life|end(ing)? it all",
    r"(want\w*|going|plan\w*) to (kill|shoot|stab) (someone|somebody|people|him|her|them|my \w+)",
    # allergy
    r"anaphyla\w*|(severe|bad|serious|terrible|violent) ~allergic reaction|(throat|tongue) ~(clos\w*|swell\w*|swollen)|(swell\w*|swollen) ~(throat|tongue)",
    r"911|emergency(?! contacts?\b)|ambulance",
)
_SPANISH = (
    r"(dolor\w*|duel\w*|presion|opresion|punzadas?) ~pecho|pecho ~(duel\w*|apriet\w*|apretad\w*|oprim\w*)",
    r"infart\w*|ataque (al|del|de) corazon|(ataque|paro) cardiaco|derrames?|embolia",
    r"(cara|boca|brazo) ~(caid\w*|torcid\w*|chuec\w*)|(caid\w*|torcid\w*|chuec\w*) ~(cara|boca)|arrastr\w* ~(palabras|habla)|no (puedo|puede) (hablar|mover\w*)",
    r"no (puedo|puede|pueden|logro|logra) ~respirar|no respira|(cuesta|dificult\w*|trabajo|apenas|problemas?|dejo) ~respir\w*|falta\w* ~(aire|aliento)|sin aliento",
    r"me ahogo|se ahoga|ahogando\w*|asfixi\w*|atragant\w*",
    r"sangr(ando|ado)|hemorragias?|inconsciente|desmay\w+|convulsi\w+|perdi\w* el conocimiento|no (se )?despierta",
    r"sobredosis|demasiadas ~(pastillas|pildoras|tabletas)|(tom|trag)\w* ~(muchas|todas) ~(pastillas|pildoras|tabletas)|envenen\w+|intoxic\w+",
    r"suicid\w*|(matar|ahorcar|colgar|cortar|lastimar)(me|se)|(me|se) (quiero|quiere|voy a|va a) (matar|morir|cortar|ahorcar)",
    r"(quiero|quiere|ganas de|pienso en) morir\w*|quitar\w* ~vida|(terminar|acabar) con (mi|su) vida|no (quiero|quiere) (vivir|seguir viviendo)",
    r"hacer(me|se) dano|(me|se) (quiero|quiere|voy a|va a) hacer dano|autolesi\w*",
    r"anafila\w*|reaccion alergica ~(grave|severa|fuerte)|(grave|severa|fuerte) ~reaccion alergica|(garganta|lengua) ~(cierr\w*|cerr\w*|hinch\w*)|(cierr\w*|cerr\w*|hinch\w*) ~(garganta|lengua)",
    r"(?<!contacto de )emergencia|ambulancia",
)
_EMERGENCY = re.compile("|".join(rf"\b(?:{one})\b" for one in (*_ENGLISH, *_SPANISH)).replace("~", r"(?:\w+ ){0,3}"))
_NO_EMERGENCY = re.compile(r"\b(not an?|no es una?|isnt an?|non) (emergency|emergencia)\b")


def is_emergency(text: str) -> bool:
    """Whether it may be about somebody's life now.  Rather too often than once too seldom: nothing is refused for it."""
    return bool(_EMERGENCY.search(_NO_EMERGENCY.sub(" ", plain(text))))


def plain(body: str) -> str:
    """Small letters without accents, apostrophes and punctuation, however wide or curly they were typed."""
    typed = re.sub("['’‘ʼʻ`´′＇]", "", body)
    bare = "".join(c for c in unicodedata.normalize("NFKD", typed.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]|_", " ", bare).split())
