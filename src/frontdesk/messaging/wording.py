"""The standard wording, English and Spanish.  Sixth-grade words, short sentences."""

from __future__ import annotations

from ..practice.file import Template

T = Template

STANDARD: dict[str, Template] = {
    "code": T(
        "Your code for {practice}",
        "Your code is {code}. It works for 10 minutes.\n\nIf you didn't request this, ignore this message.",
        "{practice}: your code is {code}. It works for 10 minutes.",
    ),
    "request-received": T(
        "{practice} has your request",
        "We have your request, number {number}. It is not an appointment yet. We will answer by {reply_by}.\n\nCheck its status: {link}",
        "{practice}: we have your request, number {number}. It is not an appointment yet. We answer by {reply_by}. {link}",
    ),
    "information-needed": T(
        "{practice} needs more information from you",
        "To go on with your request, number {number}, we need more information from you.\n\nAnswer here: {link}",
        "{practice}: we need more information for your request, number {number}. Answer here: {link}",
    ),
    "request-approved": T(
        "{practice}: your request is approved",
        "Your request, number {number}, is approved. {next}\n\n{link}",
        "{practice}: your request, number {number}, is approved. {next} {link}",
    ),
    "request-declined": T(
        "{practice} about your request",
        "We can't schedule your request, number {number}. See why, and what you can do: {link}",
        "{practice}: we can't schedule your request, number {number}. See why: {link}",
    ),
    "booked": T(
        "Your appointment with {practice}",
        "You have an appointment{for_whom} on {when} at {where}.\n\n{choices}",
        "{practice}: you have an appointment{for_whom} on {when} at {place}. {link}",
    ),
    "rescheduled": T(
        "Your appointment with {practice} has moved",
        "Your appointment{for_whom} is now on {when} at {where}.\n\nSee it: {link}",
        "{practice}: your appointment{for_whom} is now on {when} at {place}. {link}",
    ),
    "cancelled": T(
        "Your appointment with {practice} is canceled",
        "Your appointment{for_whom} on {when} at {place} is canceled.\n\nIf you need another one: {link}",
        "{practice}: your appointment{for_whom} on {when} at {place} is canceled. Another one: {link}",
    ),
    "reminder": T(
        "Your appointment with {practice} on {day}",
        "You have an appointment{for_whom} on {when} at {where}.\n\n{choices}",
        "{practice}: you have an appointment{for_whom} on {when} at {place}.{reply} STOP ends texts. {link}",
    ),
    "reminder-confirmed": T(
        "Your appointment with {practice} on {day}",
        "You confirmed your appointment{for_whom} on {when} at {where}.\n\n{choices}",
        "{practice}: you confirmed your appointment{for_whom} on {when} at {place}.{reply} STOP ends texts. {link}",
    ),
    "confirmed": T(
        "Thank you: your appointment with {practice} is confirmed",
        "Thank you. Your appointment{for_whom} on {when} at {where} is confirmed.\n\n{link}",
        "{practice}: thank you. Your appointment{for_whom} on {when} at {place} is confirmed.",
    ),
    "waitlist-offer": T(
        "{practice}: a time is open",
        "A time is open: {when}{with_whom} at {where}. We are holding it for you until {until}.{meanwhile}\n\nTake or decline it: {link}",
        "{practice}: a time is open, {when}{with_whom} at {place}. We are holding it for you until {until}. Take it here: {link}",
    ),
    "waitlist-offer-call": T(
        "{practice}: a time is open",
        "A time is open{for_whom}: {when}{with_whom} at {where}. We are holding it until {until}.{meanwhile}\n\nTo take it, call us at {phone}. See it: {link}",
        "{practice}: a time is open{for_whom}, {when}{with_whom} at {place}. We are holding it until {until}. To take it, call {phone}. {link}",
    ),
    "offer-ended": T(
        "{practice}: that time is no longer available",
        "We are sorry: we offered you {when} at {where}, and we cannot see you then any more. You are still on the waitlist.{meanwhile}\n\n{link}",
        "{practice}: we are sorry, we cannot see you on {when} any more. You are still on the waitlist.{meanwhile}",
    ),
    "recall": T(
        "{practice}: it is time to schedule your next visit",
        "Please choose a time between {from_day} and {to_day}: {link}\n\nOr call us at {phone}.",
        "{practice}: please choose a time for your next visit, between {from_day} and {to_day}: {link}",
    ),
    "recall-again": T(
        "{practice}: your next visit is not scheduled yet",
        "You have not chosen a time yet. Please choose one between {from_day} and {to_day}: {link}\n\nOr call us at {phone}.",
        "{practice}: you have not chosen a time for your next visit yet: {link}",
    ),
    "recall-overdue": T(
        "{practice}: your visit is overdue",
        "A visit with us was due and is not booked yet. Please choose a time now: {link}\n\nOr call us at {phone}.",
        "{practice}: a visit with us was due and is not booked yet. Please choose a time now: {link}",
    ),
    "series-booked": T(
        "Your {count} appointments with {practice}",
        "You have {count} appointments at {where}, the first on {when}: {days}.\n\nSee them: {link}",
        "{practice}: you have {count} appointments at {place}, the first on {when}. See them: {link}",
    ),
    "referral-status": T(
        "{practice} about referral {number}",
        "Your referral, number {number}, {status}.\n\nCheck its status, with a code that we send you: {link}\n\nQuestions? Call {phone}.",
        "{practice}: your referral, number {number}, {status}. {link}",
    ),
    "time-proposed": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {old} cannot take place{why_it_moves}. We are holding another time for you until {until}: {when}{with_whom} at {where}.\n\nTake it or ask for another time: {link}\n\nIf we do not hear from you by then, you will have no appointment: we will contact you about another time.",
        "{practice}: your appointment{for_whom} on {old} cannot take place{why_it_moves}. We are holding {when}{with_whom} at {place} for you until {until}. Take it or ask for another time: {link}",
    ),
    "provider-proposed": T(
        "{practice}: another provider can see you at the same time",
        "We are sorry: your appointment{for_whom} on {old} cannot take place as booked{why_it_moves}. {who_instead} can see you at the same time, at {where}. We are holding it for you until {until}.\n\nTake it or ask for another time: {link}\n\nIf we do not hear from you by then, you will have no appointment: we will contact you about another time.",
        "{practice}: your appointment{for_whom} on {old} cannot take place as booked{why_it_moves}. {who_instead} can see you at the same time. We are holding it for you until {until}. Take it or ask for another time: {link}",
    ),
    "time-proposed-call": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {old} cannot take place{why_it_moves}. We are holding another time until {until}: {when}{with_whom} at {where}.\n\nTo take it or ask for another time, call us at {phone}. We will also contact you.\n\nSee it: {link}",
        "{practice}: your appointment{for_whom} on {old} cannot take place{why_it_moves}. We are holding {when}{with_whom} at {place} until {until}. To take it or ask for another time, call {phone}. {link}",
    ),
    "provider-proposed-call": T(
        "{practice}: another provider can see you at the same time",
        "We are sorry: your appointment{for_whom} on {old} cannot take place as booked{why_it_moves}. {who_instead} can see you at the same time, at {where}. We are holding it until {until}.\n\nTo take it or ask for another time, call us at {phone}. We will also contact you.\n\nSee it: {link}",
        "{practice}: your appointment{for_whom} on {old} cannot take place as booked{why_it_moves}. {who_instead} can see you at the same time. We are holding it until {until}. To take it or ask for another time, call {phone}. {link}",
    ),
    "time-withdrawn": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment on {when} at {where} cannot take place{why_it_moves}. No other time is held for you. Please choose one: {link}\n\nOr call us at {phone}.",
        "{practice}: your appointment on {when} cannot take place{why_it_moves}. Please choose another time: {link}",
    ),
    "time-withdrawn-call": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {when} at {where} cannot take place{why_it_moves}. No other time is held for you. We will contact you to find one, or call us at {phone}.\n\nSee it: {link}",
        "{practice}: your appointment{for_whom} on {when} cannot take place{why_it_moves}. We will contact you to find another time, or call {phone}. {link}",
    ),
    "must-move": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {when} at {where} cannot take place{why_it_moves}. We will contact you about another time, or call us at {phone}.\n\nSee it: {link}",
        "{practice}: your appointment{for_whom} on {when} cannot take place{why_it_moves}. We will contact you about another time, or call {phone}. {link}",
    ),
    "time-stays": T(
        "Your appointment with {practice} stays as it is",
        "Our earlier message no longer counts: you do not have to move. Your appointment{for_whom} stays on {when} at {place}.\n\n{choices}",
        "{practice}: our earlier message no longer counts. Your appointment{for_whom} stays on {when} at {place}. {link}",
    ),
    "place-changed": T(
        "{practice}: our {place} office has moved",
        "Our {place} office has moved. Your appointment{for_whom} on {when} is now at this address: {where}.\n\nSee it: {link}",
        "{practice}: our {place} office has moved. Your appointment{for_whom} on {when} is now at: {where}. {link}",
    ),
    "text-help": T(
        "{practice}",
        "{practice}: questions? Call {phone}.",
        "{practice}: questions? Call {phone}. Reply C to confirm, R to reschedule, STOP to get no more texts.",
    ),
    "text-stopped": T(
        "{practice}",
        "You get no more messages from {practice}.",
        "{practice}: you get no more texts from us. This changes none of your appointments. To cancel one, call {phone}. Reply START to get texts again.",
    ),
    "text-started": T(
        "{practice}",
        "You get messages from {practice} again.",
        "{practice}: you get texts from us again. Reply STOP to end them, HELP for help.",
    ),
    "confirmed-several": T(
        "Thank you: your appointment with {practice} is confirmed",
        "Thank you. Confirmed: {list}.\n\n{link}",
        "{practice}: thank you. Confirmed: {list}.",
    ),
    "text-urgent": T(
        "{practice}",
        "If this is an emergency, call 911 now. Our staff have been told. You can also call us at {phone}.",
        "{practice}: if this is an emergency, call 911 now. Do not wait for our answer. Our staff have been told. Our number: {phone}.",
    ),
    "text-cannot": T(
        "{practice}",
        "We read that you cannot come. Move or cancel your visit here: {link}",
        "{practice}: we read that you cannot come. Move or cancel here: {link} or call {phone}. Nothing is canceled yet.",
    ),
    "text-cannot-move": T(
        "{practice}",
        "We read that you cannot come. Move your visit here: {link}\n\nTo cancel it, call us at {phone}.",
        "{practice}: we read that you cannot come. Move your visit here: {link}. To cancel it, call {phone}. Nothing is canceled yet.",
    ),
    "text-cannot-cancel": T(
        "{practice}",
        "We read that you cannot come. Cancel your visit here: {link}\n\nTo move it, call us at {phone}.",
        "{practice}: we read that you cannot come. Cancel your visit here: {link}. To move it, call {phone}. Nothing is canceled yet.",
    ),
    "text-cannot-call": T(
        "{practice}",
        "We read that you cannot come. To move or cancel your visit, call us at {phone}. Nothing is canceled yet. See it: {link}",
        "{practice}: we read that you cannot come. To move or cancel your visit, call {phone}. Nothing is canceled yet. {link}",
    ),
    "text-unclear": T(
        "{practice}",
        "We could not read your answer. In an emergency, call 911.",
        "{practice}: we could not read that. In an emergency, call 911. Reply C to confirm, R to reschedule, or call {phone}. {link}",
    ),
    "text-must-move": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {when} cannot take place then. Take another time here: {link}",
        "{practice}: we are sorry, your appointment{for_whom} on {when} cannot take place then. Take another time here: {link} or call {phone}.",
    ),
    "text-must-move-call": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {when} cannot take place then. We will contact you to find another time, or call us at {phone}. See it: {link}",
        "{practice}: we are sorry, your appointment{for_whom} on {when} cannot take place then. We will contact you to find another time, or call {phone}. {link}",
    ),
    "text-over": T(
        "{practice}",
        "That appointment is canceled. See what you have: {link}",
        "{practice}: that appointment is canceled. See what you have, or ask for another: {link} or call {phone}.",
    ),
    "text-offered": T(
        "{practice}",
        "To take {when}, go here: {link}. We are holding it for you until {until}.",
        "{practice}: to take {when}, go here: {link} or call {phone}. We are holding it for you until {until}. It is yours once you take it.",
    ),
    "text-offer-over": T(
        "{practice}",
        "We are sorry: we are no longer holding {when} for you. Our staff will read your text. See what you have: {link}",
        "{practice}: we are sorry, we are no longer holding {when} for you. Our staff will read your text. See what you have: {link} or call {phone}.",
    ),
    "text-to-staff": T(
        "{practice}",
        "Our staff will read your text. In an emergency, call 911. See what you have: {link}",
        "{practice}: our staff will read your text. In an emergency, call 911. You can also see what you have here: {link} or call {phone}.",
    ),
    "text-link": T(
        "{practice}",
        "Choose another time here: {link}",
        "{practice}: choose another time here: {link} or call {phone}. Nothing changes until you choose.",
    ),
    "text-link-call": T(
        "{practice}",
        "This visit can't be moved online. Our staff will contact you about another time, or call us at {phone}. See it: {link}",
        "{practice}: this visit can't be moved online. Our staff will contact you about another time, or call {phone}. Nothing changes until then. {link}",
    ),
    "version-held-back": T(
        "{practice}: new rules did not take effect",
        "Version {version} of the rules was to take effect on {when}. It did not: {why}\n\nLook at it: {link}",
        "{practice}: version {version} of the rules did not take effect on {when}. Look at it: {link}",
    ),
    "rights-given": T(
        "{practice}: somebody was given new permissions",
        "{by} gave {whom}: {what}.\n\nIf you did not expect this, look into it now. {link}",
        "{practice}: somebody was given new permissions. Look into it. {link}",
    ),
}
