"""The reasons that staff choose from: the practice's own, else the standard ones, in the language of whoever reads them."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from . import policies
from .file.model import BY_PATIENT, BY_PRACTICE, NOT_FREE

STANDARD: dict[str, tuple[str, ...]] = {
    "ask": (
        _("Please send a photo of both sides of your insurance card."),
        _("Please tell us a little more about why you want to come."),
        _("Please ask your doctor to send us the referral."),
        _("Please check your date of birth and phone number."),
    ),
    "approve": (
        _("Insurance checked"),
        _("The referral is here"),
        _("Agreed with the provider"),
        _("Urgent: as soon as possible"),
    ),
    "decline": (
        _("We do not take this insurance"),
        _("We do not offer this visit"),
        _("This needs an emergency department"),
        _("The patient is cared for elsewhere"),
        _("We could not reach the patient"),
    ),
    "cancel": (
        _("The patient asked"),
        _("The provider is away"),
        _("The patient is ill"),
        _("Booked by mistake"),
        _("Another reason"),
    ),
}

# What the standard reasons to cancel mean; the others are the practice's wish, and their time is free.
MEANS = {"The patient asked": BY_PATIENT, "The patient is ill": BY_PATIENT, "The provider is away": NOT_FREE}


def reasons_to(decide: str, language: str) -> list[str]:
    """What may be chosen to 'ask', 'approve', 'decline' or 'cancel' (file.model.DECISIONS)."""
    own = policies.current().reasons.get(decide)
    if own is not None:
        return [(reason.es if language == "es" else "") or reason.say for reason in own]
    with translation.override(language):
        return [gettext(text) for text in STANDARD[decide]]


def meaning_of(reason: str, *, from_patient: bool = False) -> str:
    """What it means that an appointment is canceled or moved for this reason (file.model.MEANINGS), in whichever language it was chosen.

    It is asked once, when that happens, and kept with the appointment.  What was not chosen but typed says no more than who
    typed it: the patient's own wish, or the practice's.  '' of no reason.
    """
    said = reason.strip().casefold()
    if not said:
        return ""
    if from_patient:
        return BY_PATIENT
    for own in policies.current().reasons.get("cancel", ()):
        if own.means and said in (own.say.casefold(), own.es.casefold()):
            return own.means
    for text, means in MEANS.items():
        if said in _in_each_language(text):
            return means
    return BY_PRACTICE


def _in_each_language(text: str) -> set[str]:
    texts = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts.add(gettext(text).casefold())
    return texts
