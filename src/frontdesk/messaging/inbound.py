"""What a text message means, in plain words of both languages.  The words that end messages are the law's, and none of them ever cancels a visit."""

from __future__ import annotations

import re
import unicodedata

from ..core.emergency import is_emergency, plain

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
    if only and not _besides(body):
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
    return bool(_STARTING.match(said)) and not _besides(body)


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


def _besides(body: str) -> bool:
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


def _draws_something(body: str) -> bool:
    """Whether there is a picture in it that words do not say: a thumb that points down is no yes."""
    names = [unicodedata.name(sign, "") for sign in body if unicodedata.category(sign) == "So"]
    return any(not _GLAD.search(name) or bool(_NOT_GLAD.search(name)) for name in names)
