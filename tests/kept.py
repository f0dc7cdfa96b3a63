"""What many tests begin with, a practice or more, is made twice by the actions; after that its rows are put back as they were.

Publishing asks the database a hundred questions, putting back asks one.  What was to end or begin within the hour does so as long
after they are put back as after they were made: a time that is kept for ten minutes is not over for whoever comes later.  Only inside the transaction of a test (`db`), and
only where there is no other practice: what a test does with it is done by the actions, as always.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from frontdesk.tenancy.context import enter
from frontdesk.tenancy.models import Practice

T = TypeVar("T")
CHICAGO = ZoneInfo("America/Chicago")  # where the practices of tests are
DATABASE = "frontdesk"  # that of `db`; others belong to a single test
_asked: Counter[Any] = Counter()
_kept: dict[Any, tuple[UUID, str, Any, float]] = {}  # the last: when they were made

# The rows of all tables that the migrations leave empty; and back again as they were, with nothing that follows from writing them.
FUNCTIONS = """
CREATE SCHEMA kept;
GRANT USAGE ON SCHEMA kept TO frontdesk_app;

CREATE TABLE kept.tables AS
SELECT relname, string_agg(quote_ident(attname), ', ') AS columns
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
GROUP BY relname;

DO $$ DECLARE one text; filled boolean; BEGIN
  FOR one IN SELECT relname FROM kept.tables LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO filled;
    IF filled THEN DELETE FROM kept.tables WHERE relname = one; END IF;
  END LOOP;
END $$;

CREATE FUNCTION kept.rows() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE one record; filled jsonb; stored jsonb := '{}'; BEGIN
  FOR one IN SELECT * FROM kept.tables LOOP
    EXECUTE format('SELECT jsonb_agg(to_jsonb(t)) FROM public.%I t', one.relname) INTO filled;
    IF filled IS NOT NULL THEN stored := stored || jsonb_build_object(one.relname, filled); END IF;
  END LOOP;
  RETURN stored;
END $$;

CREATE TABLE kept.ends AS
SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND NOT attisdropped
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
AND attname IN ('hold_expires_at', 'expires_at', 'not_before', 'claimed_until');

CREATE FUNCTION kept.put_back(stored jsonb, age interval) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET session_replication_role = replica AS $$
DECLARE one record; BEGIN
  FOR one IN SELECT tables.*, value FROM jsonb_each(stored) JOIN kept.tables ON relname = key LOOP
    EXECUTE format('INSERT INTO public.%1$I (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::public.%1$I, $1)',
                   one.relname, one.columns) USING one.value;
  END LOOP;
  FOR one IN SELECT * FROM kept.ends WHERE stored ? relname LOOP
    EXECUTE format('UPDATE public.%1$I SET %2$I = %2$I + $1 WHERE %2$I BETWEEN $2 AND $2 + make_interval(hours => 1)',
                   one.relname, one.attname) USING age, clock_timestamp() - age;
  END LOOP;
END $$;
"""


def once(key: Any, make: Callable[[], T]) -> T:
    """What `make` makes of a practice and all that is in it, entered; `key` names it among all that are kept."""
    if connection.settings_dict["NAME"] != DATABASE or Practice.objects.exists():
        return make()
    key = key, dt.datetime.now(CHICAGO).date()  # what is a week ahead of one day is not of the next
    if key in _kept:
        practice, rows, made, at = _kept[key]
        _ask("SELECT kept.put_back(%s, make_interval(secs => %s))", rows, time.time() - at)
        enter(practice)
        return deepcopy(made)
    made = make()
    _asked[key] += 1
    if _asked[key] > 1:
        practice = UUID(_ask("SELECT current_setting('frontdesk.practice')"))
        _kept[key] = practice, _ask("SELECT kept.rows()"), deepcopy(made), time.time()
    return made


def _ask(query: str, *values: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]
