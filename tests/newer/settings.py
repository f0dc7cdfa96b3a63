"""Settings of a version with one more step of the schema."""

from frontdesk.server.settings import *  # noqa: F403

MIGRATION_MODULES = {"people": "tests.newer.people"}
