"""`messages:`, `waitlist:` and `recalls:`: what is written to patients, and when."""

from __future__ import annotations

import datetime as dt
import re
import string
from collections.abc import Mapping
from types import MappingProxyType

from ...rules.vocabulary import nearest
from .model import Messages, QuietHours, Recalls, Template, Waitlist
from .nodes import Node

# What each message may say.  No visit's reason, no diagnosis; {visit} is 'visit' where its name is sensitive.
_APPOINTMENT = ("practice", "phone", "when", "day", "time", "place", "where", "visit", "link", "for_whom")
_TOLD = (*_APPOINTMENT, "before")  # what the rules tell before the visit; behind all else where {before} does not stand
_MAY = (
    *_TOLD,
    "choices",
    "reply",
)  # what the patient may do with the visit then, with the link; in a text, what to answer
_REQUEST = ("practice", "phone", "number", "link")
WORDS: dict[str, tuple[str, ...]] = {
    "code": ("practice", "code"),
    "request-received": (*_REQUEST, "reply_by"),
    "information-needed": _REQUEST,
    "request-approved": (*_REQUEST, "next"),
    "request-declined": _REQUEST,
    "booked": (*_TOLD, "choices"),
    "rescheduled": _TOLD,
    "cancelled": _APPOINTMENT,
    "reminder": _MAY,
    "reminder-confirmed": _MAY,
    "confirmed": _TOLD,
    "waitlist-offer": (*_APPOINTMENT, "until", "with_whom", "meanwhile"),
    "waitlist-offer-call": (*_APPOINTMENT, "until", "with_whom", "meanwhile"),
    "offer-ended": (*_APPOINTMENT, "meanwhile"),
    "recall": ("practice", "phone", "link", "from_day", "to_day"),
    "recall-again": ("practice", "phone", "link", "from_day", "to_day"),
    "recall-overdue": ("practice", "phone", "link"),
    "series-booked": (*_APPOINTMENT, "count", "days"),
    "referral-status": (*_REQUEST, "status"),
    "time-proposed": (*_APPOINTMENT, "old", "until", "with_whom", "why_it_moves"),
    "provider-proposed": (*_APPOINTMENT, "old", "until", "who_instead", "why_it_moves"),
    "time-proposed-call": (*_APPOINTMENT, "old", "until", "with_whom", "why_it_moves"),
    "provider-proposed-call": (*_APPOINTMENT, "old", "until", "who_instead", "why_it_moves"),
    "time-withdrawn": (*_APPOINTMENT, "why_it_moves"),
    "time-withdrawn-call": (*_APPOINTMENT, "why_it_moves"),
    "must-move": (*_APPOINTMENT, "why_it_moves"),
    "time-stays": (*_APPOINTMENT, "choices"),
    "place-changed": _APPOINTMENT,
    "text-help": ("practice", "phone"),
    "text-stopped": ("practice", "phone"),
    "text-started": ("practice", "phone"),
    "confirmed-several": ("practice", "phone", "link", "list"),
    "text-urgent": ("practice", "phone", "link"),
    "text-cannot": ("practice", "phone", "link"),
    "text-cannot-move": ("practice", "phone", "link"),
    "text-cannot-cancel": ("practice", "phone", "link"),
    "text-cannot-call": ("practice", "phone", "link"),
    "text-unclear": ("practice", "phone", "link"),
    "text-must-move": _APPOINTMENT,
    "text-must-move-call": _APPOINTMENT,
    "text-over": ("practice", "phone", "link"),
    "text-offered": ("practice", "phone", "link", "when", "until"),
    "text-offer-over": ("practice", "phone", "link", "when"),
    "text-to-staff": ("practice", "phone", "link"),
    "text-link": ("practice", "phone", "link"),
    "text-link-call": ("practice", "phone", "link"),
    "version-held-back": ("practice", "phone", "link", "version", "when", "why"),
    "rights-given": ("practice", "phone", "link", "by", "whom", "what"),
}
ORDERS = ("longest waiting", "most urgent")
_SPAN = re.compile(r"([0-9]{1,4})\s*(min|minute|hr|h|hour|day|week)s?")
_UNITS = {"min": "minutes", "hr": "hours", "h": "hours"}
_LONGEST_TEXT = 480  # three parts of a text message


def read_messages(top: Node) -> Messages:
    node = top.child("messages")
    if node is None:
        return Messages()
    node.only("templates", "reminders", "quiet hours")
    reminders = [_span(node, "reminders", text) for text in node.strings("reminders")]
    distinct = tuple(sorted({reminder for reminder in reminders if reminder}, reverse=True))
    return Messages(_templates(node), distinct if "reminders" in node.data else Messages().reminders, _quiet(node))


def read_waitlist(top: Node) -> Waitlist:
    node = top.child("waitlist")
    if node is None:
        return Waitlist()
    node.only("order", "keep offers")
    order = node.text("order", ORDERS[0])
    if order not in ORDERS:
        node.fault("order", f"the waitlist's order is {' or '.join(repr(known) for known in ORDERS)}, not '{order}'")
    keep = _span(node, "keep offers", node.text("keep offers", "30 minutes"))
    if keep and not dt.timedelta(minutes=5) <= keep <= dt.timedelta(days=2):
        node.fault("keep offers", "an offer is kept for 5 minutes to 2 days")
    return Waitlist(order, keep or Waitlist().keep)


def read_recalls(top: Node) -> Recalls:
    node = top.child("recalls")
    if node is None:
        return Recalls()
    node.only("invite", "remind every")
    invite = _span(node, "invite", node.text("invite", "28 days").removesuffix(" ahead"))
    remind = _span(node, "remind every", node.text("remind every", "14 days"))
    if remind and remind < dt.timedelta(days=1):
        node.fault("remind every", "a reminder about a recall comes a day or more after the last")
    return Recalls(invite or Recalls().invite, remind or Recalls().remind)


def _span(node: Node, key: str, text: str) -> dt.timedelta | None:
    match = _SPAN.fullmatch(text.strip())
    if not match or not int(match[1]):
        node.fault(key, f"'{text}' is not a span of time; write it as 90 minutes, 24 hours, 7 days or 2 weeks")
        return None
    return dt.timedelta(**{_UNITS.get(match[2], f"{match[2]}s"): int(match[1])})


def _quiet(node: Node) -> QuietHours:
    child = node.child("quiet hours")
    if child is None:
        return QuietHours()
    child.only("from", "to")
    begin, end = child.clock("from"), child.clock("to")
    if begin is None or end is None:
        return QuietHours()
    if begin % 1440 == end % 1440:
        child.fault("to", "quiet hours that end when they begin would be the whole day")
    return QuietHours(begin % 1440, end % 1440)


def _templates(node: Node) -> Mapping[tuple[str, str], Template]:
    templates: dict[tuple[str, str], Template] = {}
    seen: dict[str, int] = {}
    for template in node.items("templates", "a template"):
        template.only("id", "subject", "email", "text", "es")
        id_ = template.id(seen)
        if id_ not in WORDS:
            hint = nearest(id_, list(WORDS))
            template.fault(
                "id", f"no message '{id_}'; " + (f"did you mean '{hint}'?" if hint else f"they are {', '.join(WORDS)}")
            )
            continue
        templates[id_, "en"] = _template(template, id_)
        spanish = template.child("es")
        if spanish is not None:
            spanish.only("subject", "email", "text")
            templates[id_, "es"] = _template(spanish, id_)
    return MappingProxyType(templates)


def _template(node: Node, id_: str) -> Template:
    for key in ("subject", "email", "text"):
        _check_words(node, key, id_)
        _check_shape(node, key)
    if len(node.text("text")) > _LONGEST_TEXT:
        node.fault("text", f"a text message has at most {_LONGEST_TEXT} characters")
    return Template(node.text("subject"), node.text("email"), node.text("text"))


def _check_shape(node: Node, key: str) -> None:
    """What would be an empty message, or one that no mail server takes."""
    if node.data.get(key) is None:
        return
    said = node.text(key)
    if not said.strip():
        node.fault(key, f"'{key}' is empty; leave it out, and the standard one is sent")
    if key == "subject" and len(said.strip().splitlines()) > 1:
        node.fault(key, "a subject is one line")
    if any((ord(letter) < 32 and letter not in "\n\r\t") or ord(letter) == 127 for letter in said):
        node.fault(key, f"'{key}' has a character in it that cannot be seen")
    if "{{" in said or "}}" in said:
        node.fault(key, "words to fill in have one brace on each side, such as {link}")


def _check_words(node: Node, key: str, id_: str) -> None:
    """Only {words} that this message has; anything else would be a gap in what a patient reads."""
    try:
        pieces = list(string.Formatter().parse(node.text(key)))
    except ValueError:
        node.fault(key, f"'{key}' has a brace without its other half; words to fill in look like {{when}}")
        return
    for _, name, spec, conversion in pieces:
        if name is None:
            continue
        if name not in WORDS[id_] or spec or conversion:
            known = ", ".join(f"{{{word}}}" for word in WORDS[id_])
            node.fault(key, f"message '{id_}' has no {{{name}}}; it may say {known}")
