"""How to write what people write otherwise: told where reading stopped."""

from __future__ import annotations

import re

_HINTS = (
    (r"[-+±][0-9.]", "write a number without a sign"),
    (
        r"[0-9]{1,2}\.[0-9]{2}(?![0-9])",
        "write a time with a colon, such as 13:00, and minutes as a whole number, such as 90 minutes",
    ),
    (r"[0-9]*\.[0-9]", "write whole numbers, such as 90 minutes for an hour and a half"),
    (r"[0-9]{1,2}/[0-9]{1,2}", "write a date as December 25 (every year) or as 2026-12-25"),
    (r"[0-9]{1,2}(st|nd|rd|th)\b", "write the month with the day, such as December 25"),
    (r"(midnight|12 ?am)\b", "write 0:00, or 24:00 as an end"),
    (r"#", "a remark begins a line of its own"),
)

_DAY_ALONE = re.compile(r"[0-9](st|nd|rd|th)\.?\s*$", re.IGNORECASE)

ONE_BY_ONE = "write a sentence for each of them"
NOT_BOTH = f"“and” and “or” do not stand in one condition; {ONE_BY_ONE}"
# What stands before the place where reading stopped, what stands there, and what to do.
_IN_A_SENTENCE = (
    (r"need.* (with|at) ", r"and .*first\W*$", "write “or” where a visit with one of them will do; else " + ONE_BY_ONE),
    (r"(when|unless) .* and .* or $", r"", NOT_BOTH),
    (r"(when|unless) .* or .* and $", r"", NOT_BOTH),
    (r"(when|unless) .* or ", r"and ", NOT_BOTH),
    (r"(when|unless) .* and ", r"or ", NOT_BOTH),
    (r"(is|are) $", r"open\b", "people's hours are no rules: they stand in the weekly hours; a rule says when it is closed"),
    (r"(closed|away) on [a-z]+ [0-9]+ $", r"and ", ONE_BY_ONE),
    (r"(closed|away) on [a-z]+s $", r"and ", "write every day by itself, as in “is away every Monday”; " + ONE_BY_ONE),
    (r"ahead $", r"and ", ONE_BY_ONE),
    (r"except on [a-z]+ [0-9]+\W*$", r"$", "write the date with its year, such as 2027-10-11"),
    (r"on (the )?[0-9]+(st|nd|rd|th)? of $", r"(the|each|every) month", "a day of every month cannot be said: write its dates one by one, or a weekday such as the first Monday of the month"),
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
    for pattern, hint in _HINTS:
        if re.match(pattern, rest, re.IGNORECASE):
            return hint
    for begun, pattern, hint in _IN_A_SENTENCE:
        if re.search(begun, before, re.IGNORECASE) and (found := re.match(pattern, rest, re.IGNORECASE)):
            return hint if "%d" not in hint else hint % (int(found[1]) + 1, int(found[1]))
    if _DAY_ALONE.search(before):
        return "write the month with the day, such as December 25"
    return _holiday(before, rest) or (
        "write numbers with the digits 0 to 9" if rest[:1].isnumeric() and not rest[:1].isascii() else None
    )


def _holiday(before: str, rest: str) -> str | None:
    """Days that have names: when they are."""
    named = next((day for name, day in _HOLIDAYS.items() if rest.casefold().startswith(name)), None)
    if named is None:
        return None
    if re.search(r"except on $", before, re.IGNORECASE):
        return "write the date with its year, such as 2027-10-11"
    others = "" if named in _NOT_FEDERAL else "; all holidays by law are “federal holidays”"
    return f"write its date, “{named}”{others}"
