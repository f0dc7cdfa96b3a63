"""What kinds of visit a description speaks of, by the names that it gives them."""

from __future__ import annotations

import re

from ..rules.words import PROPER, upper_first

_HEADS = (
    r"visits?|appointments?|exams?|examinations?|checks?|check-?ups?|evaluations?|re-?evaluations?|re-?evals?|screenings?|screens?|tests?|testing|treatments?|consults?|consultations?|"
    r"sessions?|classes|class|physicals?|shots?|mohs|injections?|infusions?|procedures?|surgery|surgeries|biopsy|biopsies|scans?|cleanings?|fillings?|crowns?|root canals?|"
    r"extractions?|fittings?|rechecks?|removals?|insertions?|adjustments?|massages?|intakes?|ultrasounds?|MRIs?|CTs?|x-?rays?|mammograms?|echos?|echoes|echocardiograms?|"
    r"studies|study|therapy|vaccinations?|vaccines?|immunizations?|draws?|excisions?|needling|colonoscopies|colonoscopy|colposcopies|colposcopy|endoscopies|endoscopy|"
    r"nail care|foot care|wound care|follow-ups?|post-?ops?|challenges?|fields|management|spirometry|EKGs?|ECGs?|botox|fillers?|peels?|circumcisions?|pap smears?|smears?|refractions?|castings?|"
    r"splints?|implants?|sealants?|whitening|dilations?|assessments?|counseling|debridements?|trims?|sedation|telehealth|clearances?|newborns?|emergencies|emergency|injuries|injury|excision"
)
_STOP = (
    r"the|a|an|our|my|your|their|his|her|its|this|that|these|those|all|any|some|many|most|few|several|certain|other|others|another|every|each|both|no|not|none|only|just|and|or|"
    r"but|for|of|with|without|to|from|in|on|at|by|as|than|then|if|when|while|until|unless|except|before|after|between|during|within|about|around|over|under|per|is|are|was|were|be|"
    r"been|am|do|does|did|done|doing|doesn't|don't|isn't|aren't|have|has|had|having|take|takes|taking|took|get|gets|getting|give|gives|given|giving|see|sees|seen|seeing|saw|need|needs|"
    r"needed|require|requires|required|offer|offers|offered|offering|perform|performs|performed|performing|handle|handles|handled|schedule|schedules|scheduled|scheduling|book|books|"
    r"booked|booking|accept|accepts|keep|keeps|hold|holds|save|saves|reserve|reserves|leave|leaves|allow|allows|start|starts|begin|begins|run|runs|last|lasts|may|can|can't|cannot|"
    r"could|must|should|will|won't|would|might|want|wants|like|likes|prefer|prefers|try|please|also|usually|typically|generally|often|sometimes|always|never|ever|still|"
    r"mostly|mainly|about|roughly|approximately|up|down|out|off|open|closed|here|there|we|i|you|they|he|she|it|us|them|who|whom|which|what|how|why|where|people|person|patients?|"
    r"clients?|adults?|kids?|children|child|teens?|minutes?|hours?|days?|weeks?|months?|years?|morning|mornings|afternoon|afternoons|evening|evenings|noon|"
    r"mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|mon|tue|tues|wed|thu|thurs|fri|sat|sun|january|february|march|april|june|july|august|september|october|"
    r"november|december|max|maximum|minimum|least|more|less|fewer|longer|shorter|long|short|extra|additional|such|same|next|later|earlier|early|late|one|two|three|open|"
    r"welcome|available|possible|online|upcoming|future|past|previous|completed|primary|urgent care|like|including|include|includes|limit|limited|requires|bring|arrive|come|"
    r"love|loves|enjoy|enjoys|special|specializes|specialize|focus|focuses|combine|combines|combined|double|doubles|separate|back-to-back|back|once|twice|lots|plus|use|uses|"
    r"offering|accepting|provide|provides|providing|perform|does|make|makes|making|cancel|cancels|move|moves|miss|missed|call|calls|ask|asks|ends?|ending|so|too|very|well-staffed|"
    r"nobody|everyone|everybody|anyone|anybody|someone|somebody|everything|anything|nothing|else|rest|own|cancellations?|notice|referrals?|insurance|coffee|small|big|group of|bookings?|requests?"
)
_MODIFIER = rf"(?!(?:{_STOP})\b)[A-Za-z][\w'/-]*"
_PATIENTS = r"(?:brand[- ]new|new|established|existing|returning|return|first-time) (?:patients?|clients?|people|families|moms?)"
_FOUND = re.compile(
    rf"\b(?:{_PATIENTS}(?: (?:visits?|appointments?|exams?|examinations?|evaluations?|consults?|consultations?|intakes?|physicals?|slots?))?"
    rf"|sick (?:kids|children|calls|slots)|(?:same|next)[- ]day (?:visits?|appointments?|slots?|sick visits?)|(?:(?:{_MODIFIER}) ){{0,3}}?(?:{_HEADS})(?: (?:{_HEADS}))*)(?: (?:visits?|appointments?|exams?|checks?|classes|sessions?))?(?![\w-]|'s| (?:rooms?|machines?|chairs?|lab\b|cards?|records?|therapists?|providers?|center|clinic|practice|office))",
    re.I,
)
_OF_THE_OFFICE = re.compile(
    r"\b(?:staff|team|insurance|benefits?|eligibility|chart|background|training|lunch|equipment|safety|room|credit|sound|temperature|office|cleaning crew|parking|break|huddle)\b",
    re.I,
)


def visit_spans(text: str) -> list[tuple[int, int, str]]:
    """(from, to, name) of each kind of visit that a text names, in its order."""
    spans: list[tuple[int, int, str]] = []
    for match in _FOUND.finditer(text):
        if not re.fullmatch(
            r"(?:visits?|appointments?|slots?|care|fields|studies|check|checks|test|tests|screens?)",
            match.group(),
            re.I,
        ) and not _OF_THE_OFFICE.search(match.group()):
            _add(spans, (match.start(), match.end(), name_of(match.group())))
    return sorted(spans)


def _add(spans: list[tuple[int, int, str]], new: tuple[int, int, str]) -> None:
    if all(new[1] <= begin or end <= new[0] for begin, end, _name in spans):
        spans.append(new)


def name_of(said: str) -> str:
    """'Sick visits' → 'Sick visit', 'new patients' → 'New patient visit', 'f/u' → 'Follow-up visit': as it was said, of one."""
    words = [
        word if word.isupper() or word in PROPER or re.match(r"[A-Z]+s$", word) else word.lower()
        for word in said.split()
    ]
    last = _one(words[-1])
    last = {
        "appointment": "visit",
        "slot": "visit",
        "call": "visit",
        "kid": "visit",
        "child": "visit",
        "people": "patient",
        "client": "patient",
        "family": "patient",
    }.get(last, last)
    words[-1] = last
    if words[0] in ("brand", "brand-new"):
        words = ["new", *words[2 if words[0] == "brand" else 1 :]]
    if len(words) > 1 and words[-2] in ("clients", "client", "patients"):
        words[-2] = "patient"
    if last in ("patient", "mom") or (
        len(words) == 1 and last in ("follow-up", "post-op", "postop", "newborn", "emergency", "injury")
    ):
        words.append("visit")
    name = " ".join(words)
    name = re.sub(r"^same day", "same-day", name)
    return upper_first(name)


def _one(word: str) -> str:
    if word.lower() in ("children", "people", "feet", "teeth"):
        return {"children": "child", "people": "people", "feet": "foot", "teeth": "tooth"}[word.lower()]
    if re.fullmatch(r"[A-Z]{2,}s", word):
        return word[:-1]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word == "echoes":
        return "echo"
    return (
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "fields")) else word
    )
