"""The role that row-level security binds.  Needs no Django: the command line asks before it has started."""

from __future__ import annotations

import os

APP_ROLE = os.environ.get("FRONTDESK_APP_ROLE") or "frontdesk_app"  # a second installation in one cluster has its own
if not (APP_ROLE.isascii() and APP_ROLE.isidentifier() and APP_ROLE.islower() and len(APP_ROLE) < 50):
    raise SystemExit("frontdesk: FRONTDESK_APP_ROLE must be a short name of small letters, digits and underscores")
