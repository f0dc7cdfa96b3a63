"""A file that a patient sends: limited, looked at, kept; or the error at its field that says what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from ...intake import drafts
from ...intake.models import Document, Draft
from ...intake.vault import VaultClosed
from ...people.actions import TooMany
from ..forms import Form
from ..request import PageRequest
from ..sender import limit


def keep_upload(
    request: PageRequest, form: Form, at: str, file: Any, field: str, draft: Draft | None = None
) -> Document | None:
    """The document, or None with an error at the form's field `at`."""
    try:
        limit(request, "upload")
        return drafts.keep_document(request.practice, field, file.read(drafts.LARGEST + 1), draft)
    except (drafts.NotADocument, TooMany) as problem:
        form.add_error(at, str(problem))
    except (VaultClosed, OSError):
        form.add_error(at, gettext("We can't receive files right now. Please try again later, or bring it with you."))
    return None
