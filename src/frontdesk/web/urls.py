"""The addresses of one practice; they stand below its slug (see `middleware.in_practice`)."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from . import api, errors
from .console import urls as console
from .portal import urls as portal
from .setup import urls as setup

urlpatterns: list[URLPattern | URLResolver] = [
    path("console/", include((console.urlpatterns, "console"))),
    path("setup/", include((setup.urlpatterns, "setup"))),
    path("api/recalls/", api.recalls, name="api-recalls"),
    path("", include((portal.urlpatterns, "portal"))),
]

if settings.DEMO:
    from . import demo

    urlpatterns += [
        path("outbox/", demo.outbox, name="demo-outbox"),
        path("gallery/", demo.gallery, name="demo-gallery"),
    ]

handler400, handler404, handler500 = errors.bad_request, errors.not_found, errors.failed
