"""How to write what people write otherwise: told where reading stopped."""

from __future__ import annotations

import re

_BOTH_HALVES = "say of both times which half of the day is meant, such as “from 9 am to 1 pm”"
_HINTS = (
    (r"[-+±][0-9.]", "write a number without a sign"),
    (
        r"[0-9]{1,2}\.[0-9]{2}(?![0-9])",
        "write a time with a colon, such as 13:00, and minutes as a whole number, such as 90 minutes",
    ),
    (r"[0-9]*\.[0-9]", "write whole numbers, such as 90 minutes for an hour and a half"),
    (r"[0-9]{1,2}[/-][0-9]{1,2}(?![0-9:]|[ap]m)", "write a date as December 25 (every year) or as 2026-12-25"),
    (r"[0-9]{1,2}-[0-9]{1,2} ?[ap]m", _BOTH_HALVES),
    (r"[0-9]+m\b", "write the word, such as 20 minutes"),
    (
        r"[0-9]{1,2}(st|nd|rd|th)\b",
        "write the month with the day, such as December 25, or the 25th of the month for every month",
    ),
    (r"(midnight|12 ?am)\b", "write 0:00, or 24:00 as an end"),
    (r"#", "a remark begins a line of its own"),
)

_NUMBER_WORD = re.compile(
    r"(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|forty-five|sixty|ninety)\b",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(r"[0-9](st|nd|rd|th)\.?\s*$", re.IGNORECASE)

ONE_BY_ONE = "write a sentence for each of them"
NOT_BOTH = f"“and” and “or” do not stand in one condition; {ONE_BY_ONE}"
_WEEKDAY = r"\b(mon|tue|wed|thu|fri|sat|sun)"
_EACH_DAY = "name each day, as in “Mondays, Wednesdays and Fridays”; Monday to Friday are “weekdays”"
# What stands before the place where reading stopped, what stands there, and what to do.
_IN_A_SENTENCE = (
    (r"need.* (with|at) ", r"and .*first\W*$", "write “or” where a visit with one of them will do; else " + ONE_BY_ONE),
    (r"(when|unless) .* and .* or $", r"", NOT_BOTH),
    (r"(when|unless) .* or .* and $", r"", NOT_BOTH),
    (r"(when|unless) .* or ", r"and ", NOT_BOTH),
    (r"(when|unless) .* and ", r"or ", NOT_BOTH),
    (r"(is|are) $", r"open\b", "people's hours are no rules: they stand in the weekly hours; a rule says when it is closed"),
    (
        r"(closed|away) (on|every) $",
        r"weekends?\b",
        "write a sentence for each day, one with “every Saturday” and one with “every Sunday”",
    ),
    (
        r"(is|are) (offered )?$",
        r"(offered )?(on|every|from|before|after|between|mon|tue|wed|thu|fri|sat|sun|week|[0-9])",
        "write “only offered” where these are all the times there are",
    ),
    (rf"{_WEEKDAY}[a-z]*\.?[-/ ]$", rf"(to |through |thru |-|/)?{_WEEKDAY}", _EACH_DAY),
    (rf"{_WEEKDAY}[a-z]*\.?$", rf"[-/]{_WEEKDAY}", _EACH_DAY),
    (r"offered $", r"between ", "write “from” and “to”, as in “from 9:00 to 13:00”"),
    (r"(closed|away) on [a-z]+ [0-9]+ $", r"and ", ONE_BY_ONE),
    (r"(closed|away) on [a-z]+s $", r"and ", "write every day by itself, as in “is away every Monday”; " + ONE_BY_ONE),
    (r"^when .*\bthe $", r"[a-z][a-z -]* calls\b", "of who calls, “the” stands with the front desk, the scheduler, the clinician and the manager; else write “a”, as in “a nurse calls”"),
    (r"ahead $", r"and ", ONE_BY_ONE),
    (r"except on [a-z]+ [0-9]+\W*$", r"$", "write the date with its year, such as 2027-10-11"),
    (r"has $", r"more than ([0-9]{1,3})\b", "write “%d or more” for more than %d"),
    (r"has $", r"never\b", "a rule knows new patients of the practice, and not of one provider"),
    (r"each $", r"(doctor|physician|nurse|clinician)", "write “each provider”; “with a nurse” counts all nurses together"),
    (r"needs? $", r"(two|three|[2-9]) ", "only one of each kind can be asked for, as in “a nurse”"),
    (r"wait $", r"[0-9]", "write “Wait at least 3 days …”"),
)  # fmt: skip
_HOLIDAYS = {
    "new year's day": "January 1",
    "new years day": "January 1",
    "martin luther king": "the third Monday of January",
    "mlk": "the third Monday of January",
    "presidents": "the third Monday of February",
    "memorial day": "the last Monday of May",
    "juneteenth": "June 19",
    "independence day": "July 4",
    "labor day": "the first Monday of September",
    "columbus day": "the second Monday of October",
    "indigenous peoples": "the second Monday of October",
    "veterans day": "November 11",
    "thanksgiving": "the fourth Thursday of November",
    "black friday": "the day after the fourth Thursday of November",
    "christmas eve": "December 24",
    "christmas": "December 25",
    "new year's eve": "December 31",
    "new years eve": "December 31",
}

_NOT_FEDERAL = ("December 24", "December 31", "the day after the fourth Thursday of November")


def how_to_write(sentence: str, at: int) -> str | None:
    """What to do about the words at which reading stopped; None where there is nothing to say about how they are written."""
    before, rest = sentence[:at], sentence[at:]
    if re.search(r"[0-9]$", before) and re.match(r"-[0-9]", rest):
        return _BOTH_HALVES
    if (half := _half_an_hour(before, rest)) is not None:
        return half
    for pattern, hint in _HINTS:
        if re.match(pattern, rest, re.IGNORECASE):
            return hint
    for begun, pattern, hint in _IN_A_SENTENCE:
        if re.search(begun, before, re.IGNORECASE) and (match := re.match(pattern, rest, re.IGNORECASE)):
            return hint if "%d" not in hint else hint % (int(match[1]) + 1, int(match[1]))
    if _DAY_ALONE.search(before):
        return "write the month with the day, such as December 25, or the 25th of the month for every month"
    if _NUMBER_WORD.match(rest):
        return "write the number in digits, such as 6"
    return _holiday(before, rest) or (
        "write numbers with the digits 0 to 9" if rest[:1].isnumeric() and not rest[:1].isascii() else None
    )


_PARTS = {"½": 30, "1/2": 30, ".5": 30, "¼": 15, "1/4": 15, ".25": 15, "¾": 45, "3/4": 45, ".75": 45}
_HOURS = re.compile(
    r"(?:([0-9]{1,2})(?: ?(?=[½¼¾])|(?=\.)| ))?(½|¼|¾|1/2|1/4|3/4|\.5|\.25|\.75) ?(?:of an )?(?:hours?|hrs?|h)\b",
    re.IGNORECASE,
)
_AND_MINUTES = re.compile(r"([0-9]{1,2})h([0-9]{1,2})\b", re.IGNORECASE)


def _half_an_hour(before: str, rest: str) -> str | None:
    """'1½ hours' in minutes, wherever in it reading stopped."""
    if (both := _AND_MINUTES.match(rest)) is not None:
        return f"write {int(both[1]) * 60 + int(both[2])} minutes for {both[0]}"
    begun = re.search(r"[0-9]{1,2} ?$", before)
    said = _HOURS.match((begun[0] if begun else "") + rest)
    if said is None:
        return None
    return f"write {int(said[1] or 0) * 60 + _PARTS[said[2]]} minutes for {said[0]}"


def _holiday(before: str, rest: str) -> str | None:
    """Days that have names: when they are."""
    named = next((day for name, day in _HOLIDAYS.items() if rest.casefold().startswith(name)), None)
    if named is None:
        return None
    if re.search(r"except on $", before, re.IGNORECASE):
        return "write the date with its year, such as 2027-10-11"
    others = "" if named in _NOT_FEDERAL else "; all holidays by law are “federal holidays”"
    return f"write its date, “{named}”{others}"
