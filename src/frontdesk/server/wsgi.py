"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from . import heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdesk.server.settings")
heartbeat.start()
application = get_wsgi_application()
