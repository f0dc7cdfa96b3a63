"""A database of before the first tables were written down anew: the same schema, under the names of today.

Until 28 November 2026 the schema was made in 88 steps; now each room has one for its tables and one for what they refuse
(`docs/schema.sql` shows what both come to).  A database that all of those steps made is the same as one of today.  The last
versions of before had up to four steps more; each is one that stands among today's steps too, under another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .complaint import Complaint

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

Step = tuple[str, str]

_EARLIER = {
    "tenancy": [
        "0001_initial",
        "0002_role_and_extensions",
        "0003_sample",
        "0004_one_sample",
        "0005_own_practice_alone",
    ],
    "audit": [
        "0001_initial",
        "0002_practices_apart",
        "0003_head_kept_by_the_chain",
        "0004_what_a_key_was_sent_with",
        "0005_where_a_press_led",
        "0006_a_key_each",
    ],
    "practice": [
        "0001_initial",
        "0002_practices_apart",
        "0003_drafts",
        "0004_policies_apart",
        "0005_held_back",
        "0006_remarks_begin_lines",
        "0007_revisions",
        "0008_several_scheduled",
        "0009_base_revision",
    ],
    "people": [
        "0001_initial",
        "0002_practices_apart",
        "0003_patients_side",
        "0004_practices_apart",
        "0005_api_clients",
        "0006_console_permissions",
        "0007_setup_permissions",
        "0008_own_roles",
        "0009_practices_apart",
        "0010_kinds_and_roles",
        "0011_normal_contacts",
        "0012_whose_contacts",
        "0013_tallies",
        "0014_access",
        "0015_folded_names",
        "0016_one_letter_keys",
        "0017_jobs",
        "0018_first_password",
        "0019_own_contact_no_proxy",
        "0020_ended_by_staff",
        "0021_kept_out",
        "0022_answer_by_telephone",
        "0023_one_way_to_deal_with_a_text",
    ],
    "intake": [
        "0001_initial",
        "0002_practices_apart",
        "0003_patients_side",
        "0004_staff_console",
        "0005_practices_apart",
        "0006_drawn_documents",
        "0007_normal_contacts",
        "0008_ways_back",
        "0009_gone",
        "0010_followed_by",
        "0011_replaced_by",
        "0012_draft_owner",
        "0013_same_key",
        "0014_settled_with",
        "0015_back_to_work",
        "0016_came_after_all",
        "0017_answers_in_their_place",
    ],
    "messaging": [
        "0001_initial",
        "0002_practices_apart",
        "0003_patients_side",
        "0004_practices_apart",
        "0005_normal_contacts",
        "0006_another_way",
        "0007_messages_are_live",
        "0008_about",
    ],
    "booking": [
        "0001_initial",
        "0002_practices_apart",
        "0003_patients_side",
        "0004_practices_apart",
        "0005_staff_console",
        "0006_practices_apart",
        "0007_seats",
        "0008_one_thing_open",
        "0009_ways_back",
        "0010_overridden",
        "0011_waitlist_is_live",
        "0012_keys_as_written",
        "0013_taken_back",
        "0014_refused_by_mistake",
    ],
    "reports": [
        "0001_initial",
        "0002_practices_apart",
        "0003_trials",
        "0004_practices_apart",
        "0005_failed_jobs",
        "0006_practices_apart",
    ],
}
EARLIER = frozenset((room, step) for room, steps in _EARLIER.items() for step in steps)
TODAY = tuple((room, step) for room in _EARLIER for step in ("0001_tables", "0002_guards"))
AFTER: dict[Step, Step] = {
    ("booking", "0015_chosen_beside_a_proposal"): ("booking", "0003_chosen_beside_a_proposal"),
    ("booking", "0016_answered_by_mistake"): ("booking", "0004_answered_by_mistake"),
    ("booking", "0017_what_they_got"): ("booking", "0005_what_they_got"),
    ("intake", "0018_numbers_of_who_acts"): ("intake", "0003_numbers_of_who_acts"),
}
NEWER = "the database is newer than this Frontdesk ({step}); install the newer version"
LAST = "4a76000"  # the last version with the earlier steps, and the one that brings all before it up to date
TOO_OLD = (
    "a Frontdesk of before 28 November 2026 made these tables, and this one cannot go on from them; nothing was changed. Bring them up to "
    f"date with the last version of before that day (git checkout {LAST}, then 'frontdesk migrate' there, or 'make demo' for a demo), then with this one"
)
BACKUP_TOO_OLD = (
    "a Frontdesk of before 28 November 2026 made this backup, and this one cannot read it; nothing was restored. Restore it into an empty "
    f"database with the last version of before that day (git checkout {LAST}, then 'frontdesk restore' there), "
    "then bring that database up to date with this one ('frontdesk migrate')"
)


def as_of_today(applied: set[Step], too_old: str = TOO_OLD) -> set[Step]:
    """What is applied, by today's names.  Raises Complaint, which says `too_old`, where some of the earlier steps are missing."""
    if not applied & (EARLIER | AFTER.keys()):
        return applied
    if EARLIER - applied:
        raise Complaint(too_old)
    return applied - EARLIER - AFTER.keys() | set(TODAY) | {AFTER[step] for step in applied & AFTER.keys()}


def of_a_backup(recorded: set[Step]) -> set[Step]:
    """The same of what a backup's file records."""
    return as_of_today(recorded, BACKUP_TOO_OLD)


def rename(cursor: CursorWrapper, known: frozenset[Step]) -> None:
    """Write today's names into a database that has the earlier ones, all of them or none.

    Raises Complaint before anything is written where steps are missing, or are there that are not `known` to this version.
    """
    cursor.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL")
    if cursor.fetchone() != (True,):
        return
    cursor.execute("SELECT app, name FROM django_migrations")
    applied = {(str(app), str(name)) for app, name in cursor.fetchall()}
    today = as_of_today(applied)
    unknown = sorted(today - known)
    if unknown:
        raise Complaint(NEWER.format(step=" ".join(unknown[-1])) + "; nothing was changed")
    for app, name in applied - today:
        cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", [app, name])
    for app, name in sorted(today - applied):
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", [app, name])
