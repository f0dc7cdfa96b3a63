"""Words of the set-up pages that are put together; marked here so that they are translated."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as _

from ..core.typed import whole_number
from ..rules.families import BY_NAME
from ..rules.rule import Family
from ..rules.words import lower_first
from .choosing import PART_NAMES
from .own_words import spoken_sentence

SECTIONS: dict[str, str] = {  # of the practice file
    "practice": _("Practice"),
    "locations": _("Locations and rooms"),
    "payers": _("Insurance"),
    "visit types": _("Visit types"),
    "providers": _("Providers and hours"),
    "intake": _("Questions"),
    "rules": _("Rules"),
    "messages": _("Message texts"),
    "waitlist": _("Waitlist"),
    "recalls": _("Recalls"),
    "proxies": _("Who can manage whose appointments"),
    "cases": _("Decided cases"),
    "reasons": _("Reasons to choose from"),
    "appointments": _("Appointments"),
}
KEYS: dict[str, str] = {
    "name": _("name"),
    "timezone": _("time zone"),
    "phone": _("phone"),
    "email": _("email"),
    "address": _("address"),
    "rooms": _("rooms and machines"),
    "sensitive": _("name kept private"),
    "description": _("description"),
    "es": _("Spanish"),
    "npi": _("NPI"),
    "kind": _("kind"),
    "hours": _("weekly hours"),
    "ask": _("question"),
    "help": _("help"),
    "why": _("why we ask"),
    "options": _("choices"),
    "for": _("on the forms of"),
    "required": _("must be answered"),
    "show when": _("shown when"),
    "templates": _("texts"),
    "subject": _("subject"),
    "text": _("text message"),
    "reminders": _("reminders"),
    "quiet hours": _("quiet hours"),
    "order": _("order"),
}
EFFECTS = (
    _("length"),
    _("starts"),
    _("kept free before"),
    _("kept free after"),
    _("offered"),
    _("earliest"),
    _("latest"),
    _("limits"),
    _("rooms"),
    _("patients book it themselves"),
    _("yes"),
    _("no"),
)
GAPS = (  # the builder's questions (rules.building)
    _("Which visits"),
    _("How many"),
    _("On which days"),
    _("Who"),
    _("Where"),
    _("Which insurance"),
    _("What must be known"),
    _("Which answer"),
    _("Which rooms or machines"),
    _("With whom"),
    _("From what time to what time"),
    _("At what time"),
    _("The rest of the condition"),
    _("For which visits"),
    _("Until when it is kept"),
    _("What is said"),
    _("What is mentioned"),
    _("In which answer"),
)
OUTCOMES: dict[str, str] = {  # of a request under rules that are tried
    "alone": _("booked without staff"),
    "staff": _("staff find a time"),
    "information": _("waits for information"),
    "approval": _("waits for approval"),
    "no_time": _("no time is left for it"),
    "refused": _("refused: nobody may do it"),
    "unknown": _("there is no such visit"),
}
CHANNELS: dict[str, str] = {
    "online": _("online"),
    "phone": _("by phone"),
    "referral": _("by referral"),
    "staff": _("by staff"),
}
PARTS: dict[str, str] = {  # pages of set-up
    "practice": _("The practice"),
    "locations": _("Locations and rooms"),
    "providers": _("Providers and hours"),
    "visits": _("Visit types"),
    "payers": _("Insurance"),
    "closures": _("Closed and away"),
    "questions": _("Forms"),
    "templates": _("Message texts"),
    "writing": _("Reminders and waitlist"),
    "levels": _("How long requests may wait"),
    "reasons": _("Reasons to choose from"),
    "proxies": _("Who can manage whose appointments"),
}


def ages_words(line: Mapping[str, Any]) -> str:
    """Of which ages a line of the table speaks, as people say it: a child of 12 is one of "12 to 17"."""
    least, most = (whole_number(str(line.get(key) or "")) or 0 for key in ("from age", "under age"))
    if not least:
        return gettext("younger than %(age)s") % {"age": most} if most else gettext("any age")
    if not most:
        return gettext("%(age)s and older") % {"age": least}
    return gettext("%(first)s to %(last)s") % {"first": least, "last": most - 1} if most - 1 > least else str(least)


PROXIES: dict[str, str] = {
    "parent": _("a parent"),
    "carer": _("a caregiver"),
    "patient": _("the patient"),
    "see": _("see"),
    "book": _("book"),
    "cancel": _("cancel"),
}
DESCRIBED: dict[str, str] = {  # what a description was understood as
    "practice": _("The practice"),
    "location": _("Locations"),
    "provider": _("Providers"),
    "visit type": _("Visit types"),
    "insurance": _("Insurance"),
    "room": _("Rooms and machines"),
    "hours": _("Hours"),
    "rule": _("Rules"),
}
FINDINGS: tuple[str, ...] = (  # what is odd about rules, hours and questions
    _("This is said twice."),
    _("Its conditions exclude each other."),
    _("It waits for itself: nobody ever has the first one."),
    _("What has to come first waits for something in turn: nobody ever has the first one."),
    _("The days in which one is due reach into those of the next."),
    _("Two sentences make this visit due again and again: the earlier date counts."),
    _(
        "Invitations go out %(invited)s days ahead, but patients book only %(ahead)s days ahead: the link has no times for them at first."
    ),
    _("Patients book at most a day ahead, and invitations go out earlier: the link has no times for them at first."),
    _("It promises a time that is sooner than such a visit can be booked: it can never be kept."),
    _(
        "“%(question)s” is not asked for: it is late for every such visit. Add a question for it, or a sentence that the visits need it before booking."
    ),
    _("“%(question)s” is not asked for: there is none that could hold."),
    _("“%(question)s” is on every record: it is never late."),
    _("At most 0 means never: no time is offered for it."),
    _("This is over."),
    _("Other rules leave nothing for it."),
    _("Narrower rules decide everywhere."),
    _("For some of these visits a narrower sentence decides, whatever the condition says."),
    _(
        "Who books without signing in has no history here, so this never holds for them. Add “when the patient is established” to the sentence by which they book: then they send a request first, and you see whose it is."
    ),
    _(
        "The message “%(message)s” tells of a visit and does not say whose it is: write {for_whom} where that stands in a sentence, as in “an appointment{for_whom}”."
    ),
    _("Where “%(question)s” is asked, narrower sentences always win."),
    _("A lower limit is always reached first."),
    _("No day is left between the two."),
    _("Nobody it speaks of works at two locations."),
    _("Nobody has hours then that are long enough: no time is left."),
    _("%(visit)s takes at least %(minutes)s minutes with %(who)s: more than the time that is kept for it."),
    _("These steps take all of the visit's minutes, so that %(visit)s never has a time."),
    _("%(who)s has no hours at %(where)s."),
    _("%(who)s has no hours."),
    _("Nobody has hours there."),
    _("%(visit)s: nobody can ever have it."),
    _("%(who)s, %(when)s at %(where)s: these hours are over."),
    _("%(who)s, %(when)s at %(where)s: there is no such date between the first and the last."),
    _("%(who)s, %(when)s at %(where)s: no visit may be then."),
    _("%(who)s, %(when)s at %(where)s: no visit fits into these hours."),
    _("“%(question)s” is answered in people's own words: hardly anybody writes exactly “%(value)s”."),
    _("“%(value)s” is not among the options of “%(question)s”."),
    _("“%(question)s” is answered with a file: it is there or missing, and never “%(value)s”."),
    _("“%(question)s” is not answered with a date."),
    _("“%(question)s” is answered with yes or no, and never “%(value)s”."),
    _("“%(question)s” is answered with a number or a date as digits, and never “%(value)s”."),
    _("It depends on “%(question)s”, which is asked after it."),
    _("It depends on “%(question)s”, which is not asked for: %(visits)s."),
)
ASKED: tuple[str, ...] = (  # what is asked back about a description
    _("Which of these does “%(text)s” mean?"),
    _("What does “%(text)s” mean? Say it in other words."),
    _("What is the practice called?"),
    _("In which time zone is the practice?"),
    _("Who sees patients? Write their names, such as “Dr. Chen and Maria Lee, NP”."),
    _("When does %(who)s see patients?"),
)

OPEN_THINGS = {  # what points to something that a draft takes out
    "request": _("Request"),
    "appointment": _("Appointment"),
    "waitlistentry": _("Waitlist entry"),
    "recall": _("Recall"),
    "referral": _("Referral"),
    "timeaway": _("Time away"),
    "staff": _("Somebody who works here"),
}


def effect_words(text: str) -> str:
    """What a rule changes ('length'), yes and no, and how long; sentences stay as the practice wrote them."""
    minutes = re.fullmatch(r"(every )?(\d+) minutes", text)
    if minutes:
        if minutes[1]:
            return gettext("every %(count)s minutes") % {"count": minutes[2]}
        return ngettext("%(count)s minute", "%(count)s minutes", int(minutes[2])) % {"count": minutes[2]}
    if text in EFFECTS:
        return gettext(text)
    return lower_first(family_words(BY_NAME[text])) if text in BY_NAME else spoken_sentence(text)


def family_words(family: Family) -> str:
    """The title of a family of rules in the page's language: each is written in the family's own file."""
    return family.titled(get_language() or "en")


# Filter of templates → its table: 'visit types'|section_words → 'Visit types', in the language of the page.
TABLES: dict[str, Mapping[str, Any]] = {
    "section_words": SECTIONS,  # sections of the practice file
    "key_words": KEYS,  # their keys
    "outcome_words": OUTCOMES,  # what rules make of a request
    "channel_words": CHANNELS,  # how a request came
    "day_part_words": PART_NAMES,  # parts of the day that suit somebody on the waitlist
    "part_words": PARTS,  # pages of set-up
    "proxy_words": PROXIES,  # who acts for a patient, and what they may
    "described_words": DESCRIBED,  # what a description speaks of
}


def said_in(table: Mapping[str, Any]) -> Callable[[str], str]:
    """What a word of the table is in the language of the page; any other is said as it is."""
    return lambda word: gettext(table.get(word, word)) if isinstance(word, str) else ""
