"""How long something has waited, and until when it may: a span of time never stands without the clock time and the date."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import get_language, gettext, ngettext

from ..core import saying
from ..messaging.dates import short_day


def moment_words(moment: dt.datetime, zone: str) -> str:
    """'Tue, Dec 1, 9:20 AM'."""
    local, language = moment.astimezone(ZoneInfo(zone)), get_language() or "en"
    day = short_day(local.date(), language, now().astimezone(ZoneInfo(zone)).date())
    return f"{day}, {saying.clock(local.hour * 60 + local.minute, language)}"


def age(moment: dt.datetime) -> str:
    """How long ago: '5 min', '3 h', '1 day', '2 days'."""
    minutes = int((now() - moment).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    return f"{minutes // 60} h" if minutes < 24 * 60 else _days(minutes // 1440)


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def ago(moment: dt.datetime, zone: str) -> SafeString:
    """'3 h', with the exact time for whoever points at it."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="minutes"),
        moment_words(moment, zone),
        age(moment),
    )


def due(moment: dt.datetime, zone: str) -> SafeString:
    """'today at 3:00 PM (in 2 h)', 'tomorrow at 3:00 PM', 'Tue, Dec 1, 9:00 AM (in 4 days)', or '… (3 h late)'."""
    local, language = moment.astimezone(ZoneInfo(zone)), get_language() or "en"
    days = (local.date() - now().astimezone(ZoneInfo(zone)).date()).days
    near = {0: gettext("today"), 1: gettext("tomorrow")}.get(days)
    at = near + saying.at_clock(local.hour * 60 + local.minute, language) if near else moment_words(moment, zone)
    if abs(moment - now()) < dt.timedelta(minutes=1):
        left = ""
    elif moment < now():
        left = gettext("%(time)s late") % {"time": age(moment)}
    elif days == 1:
        left = ""
    else:
        left = gettext("in %(time)s") % {"time": age(now() - (moment - now())) if days == 0 else _days(days)}
    return format_html(
        '<time datetime="{}">{}</time>{}',
        moment.isoformat(timespec="minutes"),
        at,
        format_html(' <span class="whitespace-nowrap">({})</span>', left) if left else "",
    )
