"""Settings of a positive control: pages are drawn inside the web process, as they once were."""

from frontdesk.server.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.unguarded_pictures_app.Unguarded"]  # noqa: F405
