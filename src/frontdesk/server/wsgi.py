"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from . import beat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdesk.server.settings")
beat.start()
application = get_wsgi_application()
