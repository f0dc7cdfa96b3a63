"""Addresses that belong to no practice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from ..tenancy.models import Practice
from ..web import errors


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The practices of this installation; straight to it where there is one."""
    practices = list(Practice.objects.filter(sample_of=None).order_by("name")[:50])
    if len(practices) == 1:
        return redirect(f"/{practices[0].slug}/")
    return render(request, "front.html", {"practices": practices})


urlpatterns = [path("", front)]
handler400, handler404, handler500 = errors.bad_request, errors.not_found, errors.failed
