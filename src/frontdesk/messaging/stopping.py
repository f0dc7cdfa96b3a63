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
    [
        "please",
        "pls",
        "plz",
        "por",
        "favor",
        "ok",
        "okay",
        "now",
        "just",
        "ya",
        "no",
        "yes",
        "thanks",
        "gracias",
        "all",
        "everything",
        "todo",
        "todos",
    ]
)
# A consent to care, or to give records away, is no consent to be written to.
_OF_CARE = r"(?! (form|forms|to (treat\w*|release|share|disclose|operate)|for (\w+ )?(surgery|procedure|treatment|care|release)|para (la |el )?(cirugia|tratamiento|operacion|procedimiento)))"
_STOPPING = re.compile(
    r"\b(stop|quit|end) (all )?(the |these |this |your )?((calling|calls) (and|or) )?(text\w*|messag\w*|sending|sms|writing|contact\w*)\b"
    r"|\b(cancel|terminate|discontinue) (all |any |of |the |these |those |this |my |our |your )*(text\w*|messag\w*|sms|reminders?|notifications?|alerts?)\b"
    r"|\b(cancel|suspend|termin|anul)(ar|e|en|o) (todos |los |las |estos |sus |mis |de )*(mensajes?|textos?|sms|recordatorios?|notificaciones|avisos)\b"
    r"|\b(dar(me|nos)?|de(me|nos|n)|den(me|nos)) de baja\b(?!.*\b(seguro|cita|visita|consulta|lista de espera)\b)"
    r"|\b(do not|dont|never) (ever )?((call|phone|email) (or|and|nor) )*(text|message|contact|write)( (or|and|nor) (call|phone|email))*( to)?( (me|us|here|again|any ?more|this)\b|$)|\b(no more|no mas) (text\w*|messag\w*|mensajes?)\b"
    r"|\b(remove|delete|take|drop) (my|our|this|the) (\w+ )?(number|phone|cell)\b(?!.*\b(new|use|add|instead|update)\b)"
    r"|\b(remove|delete|take|drop) (me|us) (off|from)\b(?!.*\b(wait ?list|waiting list|schedule|appointment|appt|calendar|visit|lista de espera|cita)\b)"
    r"|\bunsubscribe\b|\bopt(ed|ing)? ?((me|us|him|her|(this|my) (phone )?number) )?out\b|\bleave (me|us) alone\b|\b(dont|do not|no longer) (want|wish) (to (get|receive|have) )?(any |more |these |those |your |such |all |the )*(texts?|messages?|reminders?)\b(?! (by|to|on) (my )?(e ?mail|work|home))"
    rf"|\b(revok(e|ed|ing)|withdr(aw|ew|awn|awing)|rescind|take back) (all )?(my |our |the |any )?(consent|permission|authorization)\b{_OF_CARE}"
    rf"|\b(do not|dont|no longer) (give (you )?)?(my )?(consent|permission)( to (get|receive|be sent))?( (any|these|this|the|your|more) ?)*( to)?( (texts?|messages?|sms)\b|$)"
    rf"|\b(revoco|retiro|anulo|revocar|retirar|anular) (mi|el|todo) (consentimiento|permiso|autorizacion)\b{_OF_CARE}"
    r"|\b(no|ni) (me|nos) (contact|text)een?\b|\b(no|ni) (me|nos) contacten?\b|\bno (me |nos )?(llame|llamen) (ni|o|y) (me |nos )?(escriba|mande|envie)n?\b"
    r"|\b(deje|dejen|deja) de (escribir|mandar|enviar)\w*|\bno me (escriba|mande|envie)n?\b"
    r"|\bno (quiero|deseo) (recibir |mas |sus |estos |esos |tantos |ningun )*(mensajes?|textos?)\b|\b(quiten?|borren?|elimin\w+) mi (numero|telefono)\b|\bdejenme en paz\b"
)
# Who wants no account wants no messages of it; who asks how it is closed is answered by a person.
_ENDING_ACCOUNT = re.compile(
    r"\b(cancel|close|delete|end|terminate|deactivate|erase) (my|our|this|the) (\w+ )?(account|subscription|profile|membership|registration|enrollment)\b"
    r"|\b(un|dis)enroll (me|us|my|this)\b"
    r"|\b(cancelar|cerrar|eliminar|borrar|cancelen|cierren|eliminen|borren) (mi|nuestra|esta|la) (cuenta|suscripcion|registro|membresia)\b"
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
# What is not for us to stop, whoever asks: what hurts, what is taken, what is booked or ordered; medicines by how their names end.
_CARE = (
    r"(?:pain|bleeding|cough\w*|itch\w*|fever|nausea|vomit\w*|diarrhea|cramps?|cramping|swelling|rash|hiccups|crying|shaking|bedwetting"
    r"|antibiotics?|meds?|medicines?|medications?|pills?|tablets?|insulin|refills?|prescriptions?|rx|therapy|treatments?|injections?|shots?|vaccines?"
    r"|surgery|procedure|referral|birth control|steroids?|drops|cream|inhaler|patch|supplements?|vitamins?|ozempic|prednisone|warfarin"
    r"|dolor|sangrado|tos|fiebre|vomitos?|diarrea|medicinas?|medicamentos?|pastillas?|insulina|antibioticos?|tratamiento|terapia|inyeccion\w*|receta"
    r"|\w+(?:formin|pril|sartan|statin|olol|prazole|cillin|mycin|cycline|dipine|zepam|zolam|oxetine|traline|profen|gliptin|gliflozin|glutide|xaban|thyroxine|formina|statina|cilina))"
)
# Whoever is spoken of may be who the number was: one or several, and what is theirs ("my kid's" has no mark here).
_SOMEBODY = (
    r"(?:step\w+|(?:(?:mom|mommy|mum|mother|mama|dad|daddy|father|papa|husband|wife|wive|hubby|spouse|partner|fiance|fiancee|boyfriend|girlfriend|son|daughter|child|children|kid|kiddo|baby|babie|infant|newborn|toddler|teen|teenager|minor|twin|triplet|boy|girl"
    r"|parent|family|familie|friend|ex|brother|bro|sister|sis|sibling|aunt|auntie|uncle|niece|nephew|cousin|in law|guardian|caregiver|roommate|neighbor|patient|client|employee|student|people|person|man|woman"
    r"|bebe|nin[oa]|novi[oa]|pareja|prim[oa]|ti[oa]|sobrin[oa]|herman[oa]|hij[oa]|espos[oa]|madre|padre|mami|papi|suegr[oa]|nuer[ao]|yerno|niet[oa]|cunad[oa]|gemel[oa]|amig[oa]|familia|vecin[oa]|marido|mujer|paciente|cliente)s?e?s?)"
    r"|grand\w+|abuel\w+|name|nombre|god|dios|phone|cell|number)"
)
_BOOKED = r"(?:appointments?|appts?|apts?|visits?|class(?:es)?|citas?|visitas?|consultas?)"
_STOPS = r"^(?:please |por favor )?(?:stop|quit|revoke|parar|paren)(?: de)?"
_OF_OTHER_THINGS = re.compile(
    rf"{_STOPS} (?:(?:the|his|her|their|el|la|los|las|su|sus) )?{_CARE}\b|{_STOPS} (?:the|his|her|la|el|su) {_BOOKED}\b"
    rf"|{_STOPS} (?:my|our|the|his|her|their) {_SOMEBODY}(?: s)? (?:(?!(?:is|was|are|were|has|had|have|got|and|or|in|with|died|needs?)\b)\w+ ){{0,2}}{_CARE}\b"
    rf"|{_STOPS} (?:my|our|mi|mis|nuestr\w+) (?!{_SOMEBODY}\b)\w+\b"
    r"(?! (?:is|was|are|were|has|had|have|isnt|wasnt|died|passed|moved|changed|does|doesnt|will|wont|got|no|not|i|es|esta|ya|cambio|fallecio|murio)\b)"
    r"|^stop (?:at (?!once\b)|in (?:today|tomorrow|on|at|later)\b|vomiting|coughing|bleeding|worrying|breastfeeding|nursing|working)"
    r"|^stop (?:\w+ ){1,3}(?:or not|yes or no|or keep|or continue)\b"
    r"|^alto (?:nivel\w*|riesgo|colesterol|azucar|glucosa|presion|triglicerid\w*|potasio|acido|peso|estres|dolor|costo|precio)\b"
)
_RUNS_ON = re.compile(r"^\W*(?:(?:please|por favor),?\s+)?\w+\s+\w", re.I)  # 'STOP - my refill' says two things
# Whatever else stands beside it: who speaks of these means what we send.
_OF_OUR_SENDING = re.compile(
    r"\b(text|txt|messag|msg|remind|sms|mensaj|recordatorio|notif|alert|e ?mail|correo|call|llamad|spam|junk|contact|consent|permis|authoriz|autoriz|subscri|suscri|update|survey|encuesta"
    r"|info|account|portal|service|profile|enroll|registr|member|cuenta|servicio|perfil|datos"  # what somebody has with us
    r"|harass|bother|communicat|everything|todo|sending|writing|number|numero|telefono|list)"
)
_OF_MESSAGES = re.compile(r"\b(text|messag|remind|sms|mensaje|recordatorio)")
# Neither is what is told, charged or shown to others, whoever's account it is, nor a sign or a light.
_OF_OTHERS = re.compile(
    r"^(please )?stop ((giving|sharing|telling|showing|releasing|letting|disclosing|faxing|mailing|charging|billing|debiting|charges|payments?|autopay|auto pay)"
    r"|(portal |account |record |chart )?access (for|of|to)|(his|her|their|my \w+) (portal |account |record |chart )?access)\b"
    r"|^stop (sign|signs|light|lights|loss|watch)\b"
)
_BEFORE_CARE = re.compile(
    rf"\b(before|prior to|until|after|antes de|despues de) (?:\w+ )?(?:{_CARE}|{_BOOKED}|test|labs?|scan|mri|colonoscopy|endoscopy|operation|delivery|fasting|examen|cirugia)\b"
)
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
    if any(_says_stop(_left(part)) for part in _parts(body)) or _STOPPING.search(said):
        return True
    return "?" not in body and bool(_ENDING_ACCOUNT.search(said))


def _is_about_something_else(body: str, said: str) -> bool:
    asks_of_a_visit = "?" in body and _OF_VISITS.search(said) and not _OF_MESSAGES.search(said)
    other = _RUNS_ON.match(body) and _OF_OTHER_THINGS.match(said) and not _OF_OUR_SENDING.search(said)
    if _OF_MESSAGES.search(said):  # 'stop my medicine texts'
        return bool(other)
    asks_of_care = "?" in body and _BEFORE_CARE.search(said)
    return bool(_OF_HABITS.match(said) or _OF_OTHERS.match(said) or asks_of_a_visit or asks_of_care or other)


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
    said = _SPELLED.sub(lambda match: match[0].replace(" ", ""), plain(text))
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
