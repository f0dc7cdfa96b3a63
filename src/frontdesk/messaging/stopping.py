"""Whether somebody says that they want no more messages, or want them again.  The words are the law's, and none of them ever cancels a visit."""

from __future__ import annotations

import re

from ..core.emergency import plain

# 47 CFR 64.1200(a)(10): these words revoke consent, whatever else a practice would like them to mean; and so does any plain way to say it.
STOP = frozenset(
    {
        "cancel",
        "cancelar",
        "stop",
        "end",
        "quit",
        "unsubscribe",
        "revoke",
        "optout",
        "opt out",
        "stopall",
        "alto",
        "parar",
        "para",
        "pare",
        "paren",
        "basta",
    }
)
MAY_MEAN_THE_VISIT = frozenset({"cancel", "cancelar", "end", "quit"})
MAY_BE_NUMBERED = frozenset({"cancel", "cancelar", "end"})  # 'cancel 2': one of the visits that we wrote about
_SPELLED = re.compile(rf"\b({'|'.join(' '.join(word) for word in sorted(STOP) if ' ' not in word)})\b")
_FIRST = STOP - {
    "cancel",
    "cancelar",
    "end",
    "para",
    "pare",
    "basta",
}  # as the first of several words these mean other things too
_POLITE = frozenset(
    ["please", "pls", "plz", "por", "favor", "ok", "okay", "now", "just", "ya", "no", "yes", "thanks", "gracias"]
)
# A consent to care, or to give records away, is no consent to be written to.
_OF_CARE = r"(?! (form|forms|to (treat\w*|release|share|disclose|operate)|for (\w+ )?(surgery|procedure|treatment|care|release)|para (la |el )?(cirugia|tratamiento|operacion|procedimiento)))"
_STOPPING = re.compile(
    r"\b(stop|quit|end) (all )?(the |these |this |your )?((calling|calls) (and|or) )?(text\w*|messag\w*|sending|sms|writing)\b"
    r"|\b(do not|dont|never) (ever )?((call|phone|email) (or|and|nor) )*(text|message|contact|write)( (or|and|nor) (call|phone|email))*( to)?( (me|us|here|again|any ?more|this)\b|$)|\b(no more|no mas) (text\w*|messag\w*|mensajes?)\b"
    r"|\b(remove|delete) my (phone )?number\b"
    r"|\b(remove|delete|take) me (off|from)\b(?!.*\b(wait ?list|waiting list|schedule|appointment|appt|calendar|visit|lista de espera|cita)\b)"
    r"|\bunsubscribe\b|\bopt(ed)? ?out\b|\bleave (me|us) alone\b|\b(dont|do not) want (to (get|receive|have) )?(any |more |these |those |your |such |all )*(texts?|messages?)\b"
    rf"|\b(revok(e|ed|ing)|withdr(aw|ew|awn|awing)|rescind|take back) (all )?(my |our |the |any )?(consent|permission|authorization)\b{_OF_CARE}"
    rf"|\b(do not|dont|no longer) (give (you )?)?(my )?(consent|permission)( to (get|receive|be sent))?( (any|these|this|the|your|more) ?)*( to)?( (texts?|messages?|sms)\b|$)"
    rf"|\b(revoco|retiro|anulo|revocar|retirar|anular) (mi|el|todo) (consentimiento|permiso|autorizacion)\b{_OF_CARE}"
    r"|\b(no|ni) (me|nos) (contact|text)een?\b|\b(no|ni) (me|nos) contacten?\b|\bno (me |nos )?(llame|llamen) (ni|o|y) (me |nos )?(escriba|mande|envie)n?\b"
    r"|\b(deje|dejen|deja) de (escribir|mandar|enviar)\w*|\bno me (escriba|mande|envie)n?\b"
    r"|\bno (quiero|deseo) (recibir |mas |sus |estos |esos |tantos |ningun )*(mensajes?|textos?)\b|\b(quiten?|borren?|elimin\w+) mi (numero|telefono)\b|\bdejenme en paz\b"
)
_GO_ON = re.compile(
    r"\b(dont|do not|never) (please )?stop (text\w*|messag\w*|sending|writing)\b|^stop by\b"
)  # what says the opposite
# What is stopped here is no text: who asks for help with smoking, or whether to take a medicine, ends no messages.
_OF_HABITS = re.compile(
    r"^(please )?(stop|quit|parar|paren|alto) (de )?(the |my |mi |el |la )?"
    r"(smok\w*|vap(e|es|ing)|cigar\w*|tobacco|nicotine|drink\w*|alcohol|drugs?|opioids?|taking|using (?!(my|this|the|our) (phone |cell )?(number|phone|cell))|eating|meds?|medicines?|medications?|pills?|aspirin\w*|insulin"
    r"|blood thinners?|antibiotics?|fum\w*|vapear|beb\w*|tom(ar|ando)|tabaco)"
)
_OF_VISITS = re.compile(
    r"\b(appointments?|appts?|apts?|visits?|class(es)?|program|clinic|session|citas?|visitas?|clases?|consultas?)\b"
)
_OF_MESSAGES = re.compile(r"\b(text|messag|remind|sms|mensaje|recordatorio)")
# What may stand beside a word that ends or begins texts and says nothing of its own; whatever else somebody wrote is read.
_OF_TEXTS = _POLITE | frozenset(
    [
        "i",
        "im",
        "id",
        "you",
        "your",
        "the",
        "this",
        "that",
        "these",
        "those",
        "all",
        "any",
        "more",
        "anymore",
        "again",
        "ever",
        "from",
        "to",
        "at",
        "on",
        "of",
        "in",
        "here",
        "me",
        "us",
        "my",
        "our",
        "it",
        "and",
        "do",
        "not",
        "dont",
        "want",
        "get",
        "receive",
        "receiving",
        "have",
        "number",
        "phone",
        "cell",
        "list",
        "alone",
        "or",
        "using",
        "calling",
        "calls",
        "leave",
        "take",
        "remove",
        "delete",
        "text",
        "texts",
        "texting",
        "textin",
        "message",
        "messages",
        "messaging",
        "sms",
        "send",
        "sending",
        "write",
        "writing",
        "de",
        "mas",
        "los",
        "las",
        "sus",
        "su",
        "estos",
        "esos",
        "mi",
        "me",
        "nos",
        "a",
        "este",
        "mensaje",
        "mensajes",
        "texto",
        "textos",
        "nunca",
        "escribir",
        "escribirme",
        "escribiendo",
        "mandar",
        "mandarme",
        "mandando",
        "enviar",
        "enviarme",
        "enviando",
        "quiero",
        "deseo",
    ]
)
_ANSWERS = frozenset({"yes", "yep", "yeah", "y", "si", "no", "nope", "n"})  # said in a sentence of its own
START = frozenset({"start", "unstop", "yes start", "empezar"})
_STARTING = re.compile(r"^(please |ok |okay |yes )?(start|restart|resume) (text\w*|messag\w*|sending|writing)\b")
HELP = frozenset({"help", "info", "ayuda", "help me", "ayudame"})


def stops(body: str) -> bool:
    """Whether somebody says that they want no more messages, also beside something else.

    Any plain way to say it counts (47 CFR 64.1200(a)(10)); a question about a visit, or to stop something else, is none.
    """
    said = _GO_ON.sub(" ", _plainly(body))
    words = said.split()
    if said in STOP or (words and words[0] in _FIRST and not _is_about_something_else(body, said)):
        return True
    if "?" not in body and not {"no", "yes"} & set(words) and _left(said) and _left(said) <= STOP:
        return (
            True  # 'cancel please': by law it ends messages; whether it is a visit that they mean, somebody asks them
        )
    return any(_says_stop(_left(part)) for part in _parts(body)) or bool(_STOPPING.search(said))


def _is_about_something_else(body: str, said: str) -> bool:
    asks_of_a_visit = "?" in body and _OF_VISITS.search(said) and not _OF_MESSAGES.search(said)
    return bool(_OF_HABITS.match(said) or asks_of_a_visit)


def may_mean_the_visit(body: str) -> bool:
    """Whether somebody ended their messages by a word that is as likely said of an appointment."""
    return stops(body) and _left(body) <= STOP and bool(_left(body) & MAY_MEAN_THE_VISIT)


def starts(body: str) -> bool:
    """Whether somebody says that they want messages again; who says both wants none.

    Beside something else only the word itself does: 'start texting my daughter' is about somebody else's texts.
    """
    if stops(body):
        return False
    said = plain(body)
    if said in START or any(_is_only(part, START) for part in _parts(body)):
        return True
    return bool(_STARTING.match(said)) and not says_more(body)


def _parts(body: str) -> list[str]:
    """What was said, sentence by sentence and between the commas; what asks is no wish."""
    return [part for part in re.findall(r"[^.,;:!\n¡¿?]+\??", body) if not part.endswith("?")]


def _is_only(part: str, words: frozenset[str]) -> bool:
    left = _left(part)
    return len(left) == 1 and left <= words


def _says_stop(left: set[str]) -> bool:
    """Whether a part says nothing but that messages shall end, by a word at least that is said of nothing else."""
    return left <= STOP and bool(left - {"cancel", "cancelar", "end"})


def _left(part: str) -> set[str]:
    """Its words but for the polite ones."""
    return set(_plainly(part).split()) - _POLITE


def _plainly(text: str) -> str:
    """Its words, where a word that ends texts was spelled out ('S T O P') as that word, and without a number beside it alone ('2 STOP')."""
    said = _SPELLED.sub(lambda found: found[0].replace(" ", ""), plain(text))
    words = [word for word in said.split() if not word.isdigit()]
    return " ".join(words) if words and set(words) <= STOP - MAY_BE_NUMBERED else said


def says_more(body: str) -> bool:
    """Whether more was written than that texts shall end or begin, or that help is wanted."""
    said = _plainly(body)
    if said in STOP | START | HELP:
        return False
    if any(plain(sentence) in _ANSWERS for sentence in re.split(r"[.!\n]", body)):
        return True  # to what was asked last
    if (words := _left(body)) and words <= STOP:
        return False
    left = _STOPPING.sub(" ", _STARTING.sub(" ", said)).split()
    return bool(set(left) - (STOP - {"cancel", "end"}) - START - _OF_TEXTS)
