"""The reasons that staff choose from: the practice's own, else the standard ones, in the language of whoever reads them."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from . import policies

PROVIDER_AWAY = _("The provider is away")
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
        PROVIDER_AWAY,
        _("The patient is ill"),
        _("Booked by mistake"),
        _("Another reason"),
    ),
}


def reasons_to(decide: str, language: str) -> list[str]:
    """What may be chosen to 'ask', 'approve', 'decline' or 'cancel' (file.model.DECISIONS)."""
    own = policies.file_of(policies.published()).reasons.get(decide)
    if own is not None:
        return [(one.es if language == "es" else "") or one.say for one in own]
    with translation.override(language):
        return [gettext(one) for one in STANDARD[decide]]


def says_provider_away(reason: str) -> bool:
    """Whether it is the standard reason that nobody is there then, in whichever language it was chosen."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            if gettext(PROVIDER_AWAY).casefold() in reason.casefold():
                return True
    return False
