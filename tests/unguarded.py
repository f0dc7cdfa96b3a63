"""Settings for the positive controls of race tests: the product's own, with the advisory lock taken out."""

from frontdesk.server.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.unguarded_app.Unguarded"]  # noqa: F405
