"""Writes docs/rules.md from the families of rules; `tests/test_docs.py` fails when the two differ."""

from __future__ import annotations

from pathlib import Path

from frontdesk.rules.families import FAMILIES

HEAD = """\
# The language of rules

*Written from `src/frontdesk/rules/families/` by `python docs/write_rules.py`; a test fails when the two differ.*

One sentence is one rule. A practice's rules stand under `rules:` of its practice file, and the engine runs on exactly those
sentences. Upper and lower case, `visit` and `visits`, and the hyphen of `follow-up` do not matter; visits have a plural, people and places
have none (`Dr. Woods` is not `Dr. Wood`). A name is an entity's name or its id, and the name comes first. A line that begins with `#` is a remark;
a remark behind a sentence is refused. Nothing is dropped: every character belongs to a word of the sentence, or reading stops there. Every rule has one canonical sentence, which is how Frontdesk shows it;
reading that sentence gives the same rule again.

A sentence that cannot be read is refused: with the place where reading stopped, what could have stood there, the nearest name
where one is misspelt, what there is where nothing is called so, how to write what stands there, and the nearest sentence that can be read. A
sentence that can be read in two ways is refused with both. Times may be written `13:00`, `1 pm` or `noon`; `1:00` to `6:59`
without am or pm can be two times (`01:00` is at night), unless one alone fits, as in `from 9:00 to 1:00`. Lengths may be written `90 minutes` or `1 hour 30 minutes`,
days `December 25`, `Dec. 25th` or `the 25th of December`. `frontdesk practice check FILE` lists every fault with its line.

**Who a rule covers**, in this order: a visit type, or `visits` for all; `with PROVIDER`; `at LOCATION`. Each may be several, with `and` (or `or`) before the last:
`Annual physicals and well-child visits with Dr. Chen and Dr. Park`. That is one sentence for each of them; where something is counted (`At most …`), they are counted together.

**Except.** Any sentence may take something out of itself: `except with Dr. Chen`, `except at Downtown`, `except for new patient visits`, `except on Fridays`, `except on federal holidays`,
`except on 2026-12-24`. It makes the sentence no narrower than it is without. Days are taken out of what is about the visits of these days; where they would leave out a person or a call
(which visits are due, who calls, papers, promises and how long requests may wait), the sentence is refused with what to write instead.

**Dates.** Any sentence may hold for a while: `from 2027-01-01`, `until 2026-12-31`, `from 2027-01-01 to 2027-03-31`, both days included. What is about a visit is judged on the date of its start, what is about
canceling and waiting on the day on which that is done.

**When** it holds: any sentence may end in `when …`, conditions joined by `and` (all of them) or by `or` (one of them is enough; the two are not mixed), and in `unless …`, which denies all that follows it. `when …` may be followed by
`unless …`. What is not known is neither so nor not so.

| condition | |
| --- | --- |
| `the insurance is [not] PAYER`, `the insurance is Aetna or Cigna` | |
| `the patient is new`, `the patient is established` | |
| `the patient is under N`, `over N`, `N or older`, `N or younger`, `from N to N` | under 18 is 17 and younger, over 65 is 66 and older; years, or `months`, `weeks`, `days` completed on the date of the start; `18 or older and under 65`, `under 3 or over 65` |
| `the patient has N or more no-shows [of VISITS] [in a row] [in N months]`, `… late cancellations …`, `… cancellations …`, `… no-shows or cancellations …`, `… since January 1` | counted back from today, that day included; `days`, `weeks` and `years` too; `since January 1`: from the last one on. `in a row`: no such visit was kept after the first of them; what was canceled in between does not end the row. Cancellations are all that the patient canceled, or somebody for them; late is what the patient canceled, or somebody for them, after the moment until which patients may cancel |
| `the request comes online`, `by phone`, `by referral` | |
| `FIELD is [not] "VALUE"`, `FIELD is "OH" or "IN"` | case and spacing do not matter |
| `FIELD is over N`, `under N`, `at least N`, `at most N` | the one number in the answer, whatever its unit |
| `FIELD mentions "WORDS"`, `mentions "A" or "B"` | from the start of a word on: "chest pain" is found in "Chest pains" |
| `FIELD is missing` | nothing was said |

**Who is new.** A patient is established from the day of their first visit here: for a booking, from a visit that took place or is booked before its start. Until
then they are new, whoever makes the record: nothing tells Frontdesk that they came before it was used. Staff who make records (front desk, scheduler) say so with *Seen here before*: when they make one
(*New patient*, accepting a referral) or on the patient's page, with the last visit where it is known. It is written into the audit trail, and what is asked or booked already is judged by it anew.

**Which rule wins.** Of the rules that set a value (length, grid, buffers, how far ahead), the one that covers the visit most
narrowly: first the one that names more of visit type, provider and location; of those that name as many, a visit type outranks
a provider, which outranks a location; of two that cover the same, the one whose condition holds, then the one with dates. Of several types, providers or places in one sentence each is as narrow as if it stood alone. Two that cover the same and
may hold together with different values are a fault. All other rules restrict: every one that covers the visit holds.

**What is not known** blocks nothing; where a rule needs it to be decided, it is asked for (`needs.unknown`
in the JSON of `frontdesk slots`).
"""


def text() -> str:
    parts = [HEAD]
    for family in FAMILIES:
        parts.append(f"\n## {family.title}\n\n{family.meaning}\n")
        for form in family.forms:
            parts.append(f"\n`{form.pattern}`\n\n" + "".join(f"- {example}\n" for example in form.examples))
    return "".join(parts)


if __name__ == "__main__":
    (Path(__file__).parent / "rules.md").write_text(text())
