"""Whether who asks may ask for that visit of whom they name: said on the page on which all three are known, before anything else is asked."""

from __future__ import annotations

from django.utils.translation import gettext

from ...people.contacts import shown as shown_contact
from ...practice.actors import may_ask_for_newcomer
from ..forms import Form
from ..request import PageRequest
from .journey import Journey


def refuse(request: PageRequest, journey: Journey, step: str, form: Form) -> None:
    """An error on the page that says who it is for, where it could never be sent."""
    if step != "who" or not form.is_valid():
        return
    birth, acts = form.cleaned_data["birth"], form.cleaned_data["acts"]
    if not may_ask_for_newcomer(request.practice, birth, journey.visit_type.code, acts_as=acts):
        form.add_error(None, not_online(request))


def said_again(request: PageRequest, journey: Journey, step: str, form: Form) -> str:
    """The same on the page of one that was begun before it could not be sent; '' where it can."""
    return "" if step != "who" or form.is_bound or journey.may_be_sent else not_online(request)


def not_online(request: PageRequest) -> str:
    """Whom to call instead."""
    phone = shown_contact(request.practice.phone)
    text = gettext("We cannot take this request for somebody else here.")
    call = gettext("Call us at %(phone)s.") % {"phone": phone}
    return f"{text} {call}" if phone else text
