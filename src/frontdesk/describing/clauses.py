"""Prose into clauses of one fact each, with their places; and how people write numbers, times and days, made plain."""

from __future__ import annotations

import re
from dataclasses import dataclass

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORT = {
    **{day: index for index, day in enumerate(DAYS)},
    **{day + "s": index for index, day in enumerate(DAYS)},
    **{day[:3]: index for index, day in enumerate(DAYS)},
    **{"tues": 1, "thur": 3, "thurs": 3, "weds": 2},
}
_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
# A piece of a sentence that has one of these says something by itself.
_TRIGGER = re.compile(
    r"\b(?:is|are|'re|was|be|takes?|lasts?|runs?|gets?|needs?|requires?|must|cannot|can't|can|may|works?|sees?|open|opens|closed?|off|out|"
    r"books?|accepts?|don't|doesn't|do not|does not|won't|keep|leave|holds?|has|have|offers?|does|starts?|no more than|at most|"
    r"maximum|max|limit|only|prefer|cancel|ask|want|should|handles?|performs?|located|here|no online|not online)\b",
    re.I,
)
_ELLIPTIC = re.compile(
    r"^(?:and |for )?[\w' /-]+?,? (?:\d+|an? (?:half )?hour|half an hour)(?: ?(?:min|mins|minutes|hours?))?$", re.I
)
_TIME = r"\d{1,2}(?::\d\d)? ?(?:a\.?m\.?|p\.?m\.?)?|noon|midnight"
_LETTERS = {
    "M": "Monday",
    "T": "Tuesday",
    "Tu": "Tuesday",
    "W": "Wednesday",
    "Th": "Thursday",
    "F": "Friday",
    "Sa": "Saturday",
    "Su": "Sunday",
}
_TIMED = re.compile(r"\d|\bnoon\b", re.I)
_DAY_NAME = rf"(?:{'|'.join(DAYS)}|mon|tue|tues|wed|thu|thurs|fri|sat|sun)s?"
_ENDS_IN_DAY = re.compile(rf"\b{_DAY_NAME},?\s*$", re.I)
_BEGINS_WITH_DAY = re.compile(rf"\s*{_DAY_NAME}\b", re.I)
_ABBREVIATION = re.compile(
    r"\b(?:dr|drs|mr|mrs|ms|st|ave|a\.m|p\.m|a|p|mon|tue|tues|wed|thu|thurs|fri|sat|sun|no|approx|min|mins|hrs?|e\.g|i\.e)$",
    re.I,
)


@dataclass(frozen=True)
class Clause:
    """`text` as it was written, from `start` to `end`; `plain` with numbers, times, quotation marks and dashes made plain."""

    text: str
    start: int
    end: int
    plain: str
    before: str = ""


def clauses(text: str) -> list[Clause]:
    """One fact each, as far as punctuation and verbs tell."""
    found: list[Clause] = []
    for start, end in _sentences(text):
        before = ""
        for begin, finish in _split(text, start, end):
            piece = text[begin:finish].strip(" ,;:-–—•*\n\t()")
            at = text.index(piece, begin) if piece else begin
            if piece:
                made = Clause(piece, at, at + len(piece), plain(piece), before)
                before = made.plain
                found.append(made)
    return found


def plain(text: str) -> str:
    """'half an hour' → '30 minutes', 'M–F' → 'Monday to Friday', '8-5' stays for the hours' own reader."""
    text = text.replace("’", "'").replace("“", '"').replace("”", '"')
    text = re.sub(r"[–—−]", "-", text)
    text = re.sub(r"\bM\s*-\s*F\b|\bMon\s*-\s*Fri\b", "Monday to Friday", text)
    text = re.sub(
        rf"\bopens?(?: up)? (?:at |from )?({_TIME}) and (?:we )?clos(?:es|e|ing)(?: up)? (?:at )?({_TIME})",
        r"open \1 to \2",
        text,
        flags=re.I,
    )
    text = re.sub(
        r"\b(?:a|one) (day|week|month)(?:'s)?(?= (?:before|ahead|in advance|out|notice|prior|beforehand)\b)",
        r"1 \1s",
        text,
        flags=re.I,
    )
    text = re.sub(r"\ball week\b", "Monday to Friday", text, flags=re.I)
    text = re.sub(
        r"\b(M|T|Tu|W|Th)\s*-\s*(W|Th|F|Sa|Su)\b", lambda both: f"{_LETTERS[both[1]]} to {_LETTERS[both[2]]}", text
    )
    text = re.sub(r"\bM/W/F\b|\bMWF\b", "Monday, Wednesday and Friday", text)
    text = re.sub(r"\bT/Th\b|\bTTh\b|\bTue/Thu\b", "Tuesday and Thursday", text)
    text = re.sub(
        r"\b(?:every day|daily|(?:7|seven) days(?: a week)?(?=,| from| \d|$))\b", "Monday to Sunday", text, flags=re.I
    )
    text = re.sub(r"\bweekdays\b", "Monday to Friday", text, flags=re.I)
    text = re.sub(r"\bweekends\b", "Saturday and Sunday", text, flags=re.I)
    text = re.sub(
        r"\b(?:an|one) hour and a half\b|\b(?:an|one) and a half hours?\b|\b1\.5 hours?\b",
        "90 minutes",
        text,
        flags=re.I,
    )
    text = re.sub(r"\bhalf(?: an|-) ?hours?\b|\bhalf-hour\b", "30 minutes", text, flags=re.I)
    text = re.sub(r"\bquarter(?: of an)? hour\b", "15 minutes", text, flags=re.I)
    text = re.sub(r"\b(?:a full |an |one )hour\b", "60 minutes", text, flags=re.I)
    text = re.sub(rf"\b({'|'.join(_TENS)})(?:-({'|'.join(_NUMBERS[1:10])}))?\b", _number, text, flags=re.I)
    for index, word in enumerate(_NUMBERS):
        text = re.sub(rf"\b{word}\b", str(index), text, flags=re.I)
    text = re.sub(r"\ba couple(?: of)?\b|\bcouple of\b", "2", text, flags=re.I)
    text = re.sub(r"\b(\d+)[ -]?(?:mins?|minute|m)\b\.?", r"\1 minutes", text)
    text = re.sub(r"\b(\d+)-minutes?\b", r"\1 minutes", text)
    text = re.sub(r"\b(\d+) ?(?:hrs?|hour)\b\.?", r"\1 hours", text)
    text = re.sub(r"\b(?:'re)\b", " are", re.sub(r"\b([Ww]e|[Tt]hey)'re\b", r"\1 are", text))
    return re.sub(r"\s+", " ", text).strip()


def _number(match: re.Match[str]) -> str:
    """'forty-five' → '45'."""
    ones = _NUMBERS.index(match[2].lower()) if match[2] else 0
    return str(_TENS[match[1].lower()] + ones)


def weekdays(text: str) -> list[int]:
    """The days that a text names: lists and spans ('Mon-Wed', 'Tuesday and Thursday')."""
    but = re.search(r"\b(?:except|but not|excluding|other than)\b(?: for| on)?", text, re.I)
    if but and (left := weekdays(text[but.end() :])) and (all_ := weekdays(text[: but.start()])):
        return [day for day in all_ if day not in left]
    names = "|".join(sorted(_SHORT, key=len, reverse=True))
    found: set[int] = set()
    for match in re.finditer(rf"\b({names})\b\.?\s*(?:-|to|thru|through|until)\s*\b({names})\b", text, re.I):
        first, last = _SHORT[match[1].lower()], _SHORT[match[2].lower()]
        found.update(range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)])
    found.update(_SHORT[match[1].lower()] for match in re.finditer(rf"\b({names})\b", text, re.I))
    return sorted(found)


def span(text: str) -> tuple[int, int] | None:
    """The hours that a text names, as minutes: '8-5', '8:30am to noon', '9 to 12'.  Without am or pm, as a clinic would mean it."""
    clock = r"(\d{1,2})(?::(\d{2}))?\s*([ap](?:\.?m\.?|\b))?|(noon|midday|midnight)"
    match = re.search(
        rf"(?<![\d-])\b(?:from |between )?(?:{clock})\s*(?:-|to|until|till|and)\s*(?:{clock})(?![\d-]|\s*(?:minutes|hours|days|weeks|years|or more|no-shows))",
        text,
        re.I,
    )
    if not match:
        return None
    begin, end = _clock(match.groups()[:4]), _clock(match.groups()[4:])
    if begin is None or end is None:
        return None
    (first, first_said), (last, last_said) = begin, end
    if not first_said and first < 6 * 60 and not (last_said and first <= last <= 720):
        first += 720  # '1-5' is the afternoon
    if not last_said and last <= first:
        last += 720
    if not first_said and first_said != last_said and last > 720 and first >= last:
        first -= 720
    return (first, last) if 0 <= first < last <= 1440 else None


def clock(minutes: int) -> str:
    """'08:00'."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _clock(parts: tuple[str | None, ...]) -> tuple[int, bool] | None:
    hours, minutes, half, word = parts
    if word:
        return (1440 if word.lower() == "midnight" else 720), True
    if hours is None or int(hours) > 24:
        return None
    at = int(hours) * 60 + int(minutes or 0)
    if half and half.lower().startswith("p") and int(hours) < 12:
        at += 720
    if half and half.lower().startswith("a") and int(hours) == 12:
        at -= 720
    return at, bool(half)


def _sentences(text: str) -> list[tuple[int, int]]:
    found, begin = [], 0
    for match in re.finditer(r"[.!?;]+(?=\s|$)|\n+", text):
        word = text[begin : match.start()]
        if match.group().startswith(".") and _ABBREVIATION.search(word) and "\n" not in match.group():
            following = text[match.end() :].lstrip()[:1]
            last = re.search(r"(\w+)$", word)
            titles = last is not None and last.group().lower() in ("dr", "drs", "mr", "mrs", "ms", "st")
            if titles or not following.isupper():
                continue
        found.append((begin, match.start()))
        begin = match.end()
    return [*found, (begin, len(text))]


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """At commas, dashes and 'and' between two pieces that each say something; what stands at the seam belongs to neither."""
    pieces, begin = [], start
    for seam in re.finditer(r",? (?:and|but|while|plus|so) |, | - | – | — | / |: ", text[start:end]):
        at, after = start + seam.start(), start + seam.end()
        before, rest = text[begin:at], re.split(r", | - | – | — |;|\)", text[after:end])[0]
        if (
            _ENDS_IN_DAY.search(before)
            and _BEGINS_WITH_DAY.match(rest)
            and not (_TIMED.search(before) and _TIMED.search(rest))
        ):
            continue  # a list of days
        if re.match(r"\s*(?:we )?clos(?:es|e|ing)\b(?: up)?(?: at)? \d", rest, re.I) and re.search(
            r"\bopen", before, re.I
        ):
            continue  # 'opens at 7 and closes at 7'
        if re.match(r"\s*(?:about )?(?:\d+|an?|half an) ?(?:min|mins|minutes|hours?|hrs?)\b\.?\s*$", rest, re.I):
            continue  # 'drug screens, 10 min'
        if _says(before) and (_says(rest) or _is_elliptic(before, rest)):
            pieces.append((begin, at))
            begin = after
    return [*pieces, (begin, end)]


def _says(piece: str) -> bool:
    """Whether a piece says something by itself: a verb, a number of minutes, or hours on days."""
    timed = (weekdays(piece) and re.search(r"\d|noon|\b(?:Drs?|Doctor|Nurse|PA|NP)\b\.? [A-Z]", piece)) or re.search(
        r"[a-z] \d{1,3}\s*$", plain(piece)
    )
    return bool(timed or _TRIGGER.search(piece.replace("’", "'")) or "minutes" in plain(piece))


def _is_elliptic(before: str, rest: str) -> bool:
    """'follow-ups take 20 minutes, new patients 40'."""
    return bool(_ELLIPTIC.match(plain(rest).rstrip(".")) and "minutes" in plain(before))
