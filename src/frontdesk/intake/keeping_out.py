"""Why a record does not take an address, or somebody does not act for it: whose it is, and who of the staff keeps them out."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext

from ..audit.models import Entry
from ..core.refusals import Refusal
from ..messaging import dates
from ..people.models import Patient, Proxy

ENDING = ("patient.end_proxy", "patient.end_too")


class OwnContact(Refusal):
    """Nobody acts for a record with the record's own address: it would be theirs no longer."""

    code, status = "own_contact", 422

    @property
    def sentence(self) -> str:
        return gettext(
            "This is the email address or phone number of the record itself. Enter the one of the person who can manage the patient's appointments."
        )


class ActsForThem(Refusal):
    """A record does not take the address of somebody who acts for it: who signs in there would be the patient."""

    code, status = "acts_for_them", 422

    @property
    def sentence(self) -> str:
        return gettext(
            "This is the email address or phone number of a person who can manage the patient's appointments. Use one that is the patient's own."
        )


class KeptOut(Refusal):
    """A record does not take the address of somebody whose access staff have ended: they would be let in as the patient."""

    code, status = "kept_out", 422

    def __init__(self, proxy: Proxy) -> None:
        self.who = ended_words(proxy)
        super().__init__()

    @property
    def sentence(self) -> str:
        words = gettext(
            "This is the email address or phone number of a person whose access our staff ended (%(who)s). "
            "If it is the patient's own, remove that note on the patient's page first, with a reason. "
            "If this person may manage the patient's appointments again, confirm them there instead."
        )
        return words % {"who": self.who}


class EndedByStaff(Refusal):
    """Staff have ended somebody's access: nobody but staff gives it back."""

    code, status = "ended_by_staff", 409

    @property
    def sentence(self) -> str:
        return gettext("We ended this person's access to your appointments. Call us if they should have it again.")


def ended_words(proxy: Proxy) -> str:
    """Which of the staff ended it, and on which day; as far as the trail knows."""
    told = Entry.objects.filter(action__in=ENDING, actor_kind="staff", thing_id=proxy.pk).order_by("-number")
    if (entry := told.first()) is None:
        return gettext("before this was recorded")
    day = entry.at.astimezone(proxy.patient.practice.zone).date()
    return f"{entry.actor_name}, {dates.day(day, get_language() or 'en')}"


def refuse_who_acts(patient: Patient, addresses: Iterable[str]) -> None:
    """Called in the patient's line, before the record takes one of these addresses.  Raises ActsForThem, KeptOut."""
    there = patient.proxies.filter(contact__in=[address for address in addresses if address])
    refuse_kept_out(there)
    if there.exclude(state="ended").exists():
        raise ActsForThem


def refuse_kept_out(proxies: QuerySet[Proxy]) -> None:
    """Raises KeptOut where staff have ended the access of one of them."""
    if (out := proxies.filter(ended_by_staff=True).first()) is not None:
        raise KeptOut(out)
