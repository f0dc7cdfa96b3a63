"""Any list as a file: CSV in UTF-8 (RFC 4180) that a spreadsheet opens and does not run."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext

from ..audit.actions import exported
from . import posted
from .picked import dates_not_read
from .request import PageRequest

MOST = 100_000
AWAITED = re.compile(r"downloaded-[0-9]{1,10}")
RUNS = (*"=+-@", *"＝＋－＠", "\t", "\r", "\n")  # what a spreadsheet would take for a formula


def wanted(request: PageRequest) -> bool:
    """Whether a file is asked for, of what can be shown: where a date cannot be read, the page says so in its place."""
    return request.GET.get("format") == "csv" and not dates_not_read(request.GET)


def csv_of(
    request: PageRequest, name: str, heading: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The rows of a list that this actor sees on the page anyway; that they took it away is written down.

    A file that would be too long for a spreadsheet says in its last row that it is not the whole list.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_plain(cell) for cell in heading])
    count = 0
    for row in rows:
        if count == MOST:
            words = gettext("There are more: only %(shown)s are in this file.") % {"shown": f"{MOST:,}"}
            writer.writerow([words])
            break
        writer.writerow([_plain(_at_home(cell, request.practice.zone)) for cell in row])
        count += 1
    return download(request, name, "\ufeff" + out.getvalue(), count)


def download(request: PageRequest, name: str, text: str, rows: int) -> HttpResponse:
    """A CSV file that a browser keeps; that this actor took it away is written down."""
    exported(request.actor, request.practice, name=name, rows=rows)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    awaited = posted.text(request, "downloading")
    if AWAITED.fullmatch(awaited):  # the form's page is shown anew when the file is there: frontend/src/forms.ts
        response.set_cookie(awaited, "1", max_age=60, path=request.path, secure=request.is_secure(), samesite="Strict")
    return response


def _at_home(cell: object, zone: ZoneInfo) -> object:
    """A moment as the practice's clock shows it, with its offset; one that has a place's own zone keeps it."""
    if not isinstance(cell, dt.datetime):
        return cell
    return (cell.astimezone(zone) if cell.tzinfo is dt.UTC else cell).isoformat(timespec="minutes")


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RUNS) else text
