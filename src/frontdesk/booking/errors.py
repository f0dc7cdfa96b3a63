"""What can stand in the way of a booking, in words that the user can act on."""

from __future__ import annotations

from django.utils.translation import gettext

from ..availability.model import Reason
from ..core.refusals import Refusal
from .offers import Offer


class JustTaken(Refusal):
    """Somebody else was faster; `nearest` are the three free times nearest to the one that was wanted."""

    code = "just_taken"

    def __init__(self, nearest: list[Offer]) -> None:
        self.nearest = nearest
        super().__init__(gettext("That time has just been taken."))


class NotThereThen(JustTaken):
    """Nobody is there at that time by now: the practice has closed, or the provider is away or gone."""

    code = "not_there_then"

    @property
    def sentence(self) -> str:
        return gettext("We cannot see you at that time any more: nobody is here then. Please choose another time.")


class BreaksRules(Refusal):
    """The practice's rules do not allow this time; `reasons` are all that stand in the way."""

    code = "breaks_rules"

    def __init__(self, reasons: list[Reason]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reason.rule or reason.detail for reason in reasons))


class SameTime(Refusal):
    """It was to be moved to where it is."""

    code = "same_time"

    @property
    def sentence(self) -> str:
        return gettext("The appointment has this time already. Nothing was changed, and no message was sent.")


class HoldGone(Refusal):
    """The hold has expired; the time may be free still: choose it again."""

    code = "hold_gone"

    def __init__(self) -> None:
        super().__init__(gettext("We kept this time for you as long as we could. Please choose a time again."))


class AcceptedAlready(HoldGone):
    """Somebody else was faster, and said yes as well."""

    code = "accepted_already"

    def __init__(self) -> None:
        Refusal.__init__(self, gettext("This time was accepted already. It is booked."))


class ChangedSince(HoldGone):
    """What it was kept in the place of has been moved, cancelled or set right since."""

    def __init__(self) -> None:
        Refusal.__init__(
            self, gettext("Your appointment has changed since, so we no longer keep this time. Look at it first.")
        )


class NoLongerKept(HoldGone):
    """It was given up, by them or by the practice, and what they have is as it was."""

    def __init__(self) -> None:
        Refusal.__init__(self, gettext("We no longer keep this time for you. Please choose a time again."))


class ChosenSince(HoldGone):
    """They chose another time after this one."""

    def __init__(self) -> None:
        Refusal.__init__(self, gettext("You chose another time after this one, so we no longer keep it for you."))


class HasAnother(HoldGone):
    """Somebody booked or moved it while this time was kept: `when` and with whom they have it now."""

    def __init__(self, when: str, name: str) -> None:
        words = gettext("We no longer keep this time for you: your appointment was set for %(when)s with %(name)s.")
        Refusal.__init__(self, words % {"when": when, "name": name})


class TooLate(Refusal):
    """The practice's cut-off for what patients change themselves is over; `rule` is its sentence."""

    code = "too_late"

    def __init__(self, rule: str, phone: str) -> None:
        self.rule = rule
        call = gettext("Call us at %(phone)s.") % {"phone": phone} if phone else gettext("Please call us.")
        super().__init__(f"{gettext('It is too late to change this here.')} {call}")


class NotReady(Refusal):
    """A time may be chosen only for a request that is approved."""

    code = "not_approved"

    def __init__(self) -> None:
        super().__init__(gettext("This request is not approved yet; a time can be chosen after that."))


class WhoIsIt(Refusal):
    """Who asks typed their record themselves, and is likely one of `names`: staff say who it is before a time is booked."""

    code = "who_is_it"

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__()

    @property
    def sentence(self) -> str:
        words = gettext("Nothing was booked. First say who this is: likely %(names)s, who has a record here.")
        return words % {"names": ", ".join(dict.fromkeys(self.names))}


class NotWaiting(Refusal):
    """Who was to be offered a time waits no longer, or has an offer."""

    code = "not_waiting"

    @property
    def sentence(self) -> str:
        return gettext("They are no longer waiting, or have an offer already. Nothing was offered.")


class MustMove(Refusal):
    """The practice has to move this appointment: that the patient will come answers nothing."""

    code = "must_move"

    @property
    def sentence(self) -> str:
        return gettext(
            "This appointment cannot take place at that time: we have to move it. Look at it here, or call us."
        )


class OpenAlready(Refusal):
    """Another time is kept for the same appointment, request or due visit, and waits for an answer."""

    code = "open_already"

    @property
    def sentence(self) -> str:
        return gettext("Another time is being kept for this visit already. Answer that one first.")
