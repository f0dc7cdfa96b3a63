"""How people write numbers, times, days and abbreviations, in one plain form; nothing is left out and nothing is added."""

from __future__ import annotations

import re

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
]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_LETTERS = {
    "M": "Monday",
    "Mo": "Monday",
    "T": "Tuesday",
    "Tu": "Tuesday",
    "W": "Wednesday",
    "We": "Wednesday",
    "Th": "Thursday",
    "R": "Thursday",
    "F": "Friday",
    "Sa": "Saturday",
    "Su": "Sunday",
}
_LETTER = r"(?:Mo|M|Tu|Th|T|We|W|R|F|Sa|Su)"
_NEW = r"(?:visits?|appointments?|appts?|exams?|evals?|consults?|slots?)"

# In this order: (what people write, what it is, whether case matters).
_ABBREVIATIONS: tuple[tuple[str, str, bool], ...] = (
    (r"[’‘`´]", "'", False),
    (r"[“”„]", '"', False),
    (r"[–—−‐‑‒]", "-", False),
    (r"\bw/o\b", "without", False),
    (r"(?<![/\w])w/ ?(?=\S)", "with ", True),
    (r"\bf/u'?s\b", "follow-ups", False),
    (r"\bf/u\b", "follow-up", False),
    (r"\bfollowups\b", "follow-ups", False),
    (r"\bfollow ?up\b", "follow-up", False),
    (r"\bfollow ups\b", "follow-ups", False),
    (r"\bappts\b\.?", "appointments", False),
    (r"\bappt\b\.?", "appointment", False),
    (r"(?<![,A-Z] )\b(?:pts|Pts|PTs(?= \d))\b\.?", "patients", True),
    (r"(?<![,A-Z] )\bpt\b\.?", "patient", True),
    (r"\bprovs\b\.?", "providers", False),
    (r"\bprov\b\.?", "provider", False),
    (r"\best(?:'d)?\b\.?(?= (?:patients?|visits?|appointments?|follow))", "established", False),
    (r"\best\b\.?(?= ?[-:(]? ?\d)", "established patients", False),
    (r"\bevals\b", "evaluations", False),
    (r"\beval\b\.?", "evaluation", False),
    (r"\bmins?\b\.?(?! ?[A-Z]\w+ room)", "minutes", False),
    (r"\bhrs?\b\.?", "hours", False),
    (r"\bDOB\b", "date of birth", True),
    (rf"(?<![a-z],)(?<![a-z])\bNPs?\b(?= {_NEW}\b)", "new patient", True),
    (r"(?:(?<=^)|(?<=[,;:(] )|(?<=and ))NPs?\b(?= ?[-:(=]? ?\d| (?:take|are|get|need|with)\b)", "new patients", True),
    (r"(?<=\d )NPs?\b(?= (?:per|a|each|with|in)\b)", "new patients", True),
    (r"\bweekdays\b", "Monday to Friday", False),
    (r"\bweekends\b", "Saturday and Sunday", False),
    (
        r"\b(?:every day of the week|(?:7|seven) days(?: a| per) week|every day|daily)(?=,| from| \d|:|$)",
        "Monday to Sunday",
        False,
    ),
    (
        r"\b(?:an|one|1) hour and a half\b|\b(?:an|one) and a half hours?\b|\b1\.5 ?(?:hours?|h)\b|\b1 1/2 hours?\b",
        "90 minutes",
        False,
    ),
    (r"\b2\.5 ?hours?\b|\b(?:two|2) and a half hours\b", "150 minutes", False),
    (r"\bhalf(?: an|-| a)? ?hours?\b", "30 minutes", False),
    (r"\b(?:a )?quarter(?: of an| )hour\b", "15 minutes", False),
    (r"\bthree quarters of an hour\b", "45 minutes", False),
    (
        r"(?<!per )(?<!each )(?<!every )(?<!days )\b(?:a full |an |one |1[- ])hour\b(?! (?:before|ahead|early|late|notice))",
        "60 minutes",
        False,
    ),
)
_COMPILED = tuple((re.compile(pattern, 0 if case else re.I), to) for pattern, to, case in _ABBREVIATIONS)


def plain(text: str) -> str:
    """'half an hour' → '30 minutes', 'M–F' → 'Monday to Friday', 'f/u' → 'follow-up', '7a–3p' → '7am-3pm'."""
    text = re.sub(r"[\u200b\u200c\u200d\ufeff\u00ad]", "", re.sub(r"\s+", " ", text)).strip()
    for pattern, to in _COMPILED:
        text = pattern.sub(to, text)
    text = re.sub(rf"\b({_LETTER}) ?(?:-|to|thru|through) ?({_LETTER})\b", _span, text)
    text = re.sub(rf"\b{_LETTER}(?: ?[/,&] ?{_LETTER})+\b", _list, text)
    text = re.sub(r"\bMWF\b", "Monday, Wednesday and Friday", text)
    text = re.sub(r"\bTTh\b|\bTuTh\b|\bTR\b", "Tuesday and Thursday", text)
    text = re.sub(r"\b(\d{1,2}(?::\d\d)?)([ap])(?:\.?m\b\.?)?(?![\w'])", r"\1\2m", text, flags=re.I)
    text = re.sub(r"\b(\d{1,2}(?::\d\d)?) ([ap])\.? ?m\b\.?(?![\w'])", r"\1\2m", text, flags=re.I)
    text = re.sub(rf"\b({'|'.join(_TENS)})(?:-({'|'.join(_NUMBERS[1:10])}))?\b", _number, text, flags=re.I)
    for index, word in enumerate(_NUMBERS):
        if index != 1:
            text = re.sub(rf"\b{word}\b", str(index), text, flags=re.I)
    text = re.sub(
        r"\bone(?= (?:new|(?:\w+ ){1,2}(?:room|machine)|procedure|visit|patient|exam|day|week|month|business|hour|session|follow))",
        "1",
        text,
    )
    text = re.sub(r"\ba couple(?: of)?\b", "2", text, flags=re.I)
    text = re.sub(r"\b(\d{1,3})[ -]?(?:minutes?|m)\b", r"\1 minutes", text)
    text = re.sub(r"\b(\d{1,2})[ -]?(?:hours?|h)\b", r"\1 hours", text)
    text = re.sub(r" ?& ?", " and ", text)
    return re.sub(r"\s+", " ", text).strip()


def _number(match: re.Match[str]) -> str:
    """'forty-five' → '45'."""
    return str(_TENS[match[1].lower()] + (_NUMBERS.index(match[2].lower()) if match[2] else 0))


def _span(match: re.Match[str]) -> str:
    return f"{_LETTERS[match[1]]} to {_LETTERS[match[2]]}"


def _list(match: re.Match[str]) -> str:
    return ", ".join(_LETTERS[letter] for letter in re.findall(_LETTER, match.group()))


# Times --------------------------------------------------------------------------------------------------------

_CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))? ?(am|pm)?|(noon|midday|midnight)", re.I)


def minutes_of(text: str) -> tuple[int, bool] | None:
    """A time as minutes of the day, and whether it says which half of the day; None where it is none."""
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        return None
    if match[4]:
        return (1440 if match[4].lower() == "midnight" else 720), True
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if hour > 24 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute, bool(half) or hour > 12


def span_of(first: str, last: str) -> tuple[int, int] | None:
    """Hours as a clinic means them: '8-5' is 8:00 to 17:00, '1-5' the afternoon; None where it is not clear."""
    begin, end = minutes_of(first), minutes_of(last)
    if begin is None or end is None:
        return None
    (start, start_said), (stop, stop_said) = begin, end
    if start == stop:
        return None  # '12-12': from noon, or from midnight
    if not start_said and 6 * 60 <= start < 7 * 60 and not stop_said:
        return None  # six in the morning or in the evening
    if not start_said and start < 6 * 60:
        start += 720
    if not stop_said and stop <= start:
        stop += 720
    if not start_said and stop_said and start >= stop >= 720:
        return None
    return (start, stop) if 0 <= start < stop <= 1440 and stop - start <= 16 * 60 else None


def time_of(text: str) -> int | None:
    """One time as a clinic means it: 'before 10' is 10:00, 'after 3' is 15:00; None where it may be either."""
    time = minutes_of(text)
    if time is None:
        return None
    minutes, said = time
    if said or 8 * 60 <= minutes <= 12 * 60:
        return minutes
    return minutes + 720 if 60 <= minutes < 6 * 60 else None


def clock(minutes: int) -> str:
    """'08:00'."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
