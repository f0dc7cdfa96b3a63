"""Settings of a positive control: one practice may take all of a web process."""

from frontdesk.server.settings import *  # noqa: F403

AT_WORK = IN_LINE = 1000
PATIENCE = 60
