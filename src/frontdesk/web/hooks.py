"""What the text provider tells us.  Nothing is believed that it has not signed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt

from ..messaging import queries as messaging
from ..messaging.actions import arrived, bounced
from ..messaging.incoming import receive
from ..messaging.providers import signed_by_provider
from ..messaging.stopping import stops
from ..outreach.texting import answer_by_text, keep_for_staff
from ..people import actions as people
from ..people.contacts import normal_contact
from . import posted
from .page import page
from .request import PageRequest

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


def _signed(request: PageRequest) -> bool:
    """Signed over the public address, never over a Host header."""
    url = f"{settings.PUBLIC_URL}/{request.practice.slug}{request.path_info}"
    form = {name: str(value) for name, value in request.POST.items()}
    return signed_by_provider(url, form, request.headers.get("X-Twilio-Signature", ""))


@csrf_exempt
@page("text.receive", ["POST"])
def text(request: PageRequest) -> HttpResponse:
    """A text message that came in."""
    raw = posted.text(request, "From").replace("\x00", "").strip()[:40]
    key = posted.text(request, "MessageSid").replace("\x00", "")[:80]
    if not _signed(request) or not key:
        return HttpResponseForbidden("not signed")
    body, sender = posted.text(request, "Body"), normal_contact(raw)
    answered = sender is not None  # to a short code, or a name in the place of a number, nothing can be sent
    try:
        people.limit(request.practice, "text", raw)
    except people.TooMany:  # it is kept and read; only nobody is answered without an end
        answered = answered and stops(body)
    got, new = receive(request.practice, sender=sender or raw, body=body, key=key, answered=answered)
    if new and (answered or got.meaning == "urgent"):
        answer_by_text(got)
    elif new:
        keep_for_staff(got)
    return HttpResponse(EMPTY, content_type="text/xml")


@csrf_exempt
@page("text.receive", ["POST"])
def status(request: PageRequest) -> HttpResponse:
    """What became of a text message of ours."""
    if not _signed(request):
        return HttpResponseForbidden("not signed")
    message = messaging.text_by_key(posted.text(request, "MessageSid", 80))
    if message is not None:
        said = posted.text(request, "MessageStatus")
        if said == "delivered":
            arrived(message)
        elif said in ("undelivered", "failed"):
            bounced(
                message,
                f"the text could not be delivered ({posted.text(request, 'ErrorCode', 10, default='no reason given')})",
            )
    return HttpResponse(EMPTY, content_type="text/xml")
