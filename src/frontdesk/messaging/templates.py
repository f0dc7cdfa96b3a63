"""What is written to patients: the practice, a day, a time, a place, a link; never a diagnosis, never the reason for a visit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Template:
    subject: str
    body: str
    secret: bool = False


TEMPLATES: dict[str, Template] = {
    "code": Template(
        "Your code for {practice}",
        "Your code is {code}. It works for 10 minutes.\n\nIf you did not ask for it, you need do nothing.",
        secret=True,
    ),
    "request-received": Template(
        "{practice} has your request",
        "We have your request, number {number}. It is not an appointment yet. We will answer by {reply_by}.\n\nSee how it stands: {link}",
    ),
    "information-needed": Template(
        "{practice} needs something from you",
        "To go on with your request, number {number}, we need something more from you.\n\nAnswer here: {link}",
    ),
    "request-approved": Template(
        "{practice}: your request is approved",
        "Your request, number {number}, is approved. {next}\n\n{link}",
    ),
    "request-declined": Template(
        "{practice} about your request",
        "We cannot book your request, number {number}. See why, and what you can do: {link}",
    ),
    "booked": Template(
        "Your appointment with {practice}",
        "You have an appointment on {when} at {place}.\n\nSee it, move it or cancel it: {link}",
    ),
    "rescheduled": Template(
        "Your appointment with {practice} has moved",
        "Your appointment is now on {when} at {place}.\n\nSee it: {link}",
    ),
    "cancelled": Template(
        "Your appointment with {practice} is cancelled",
        "Your appointment on {when} at {place} is cancelled.\n\nIf you need another one: {link}",
    ),
}
