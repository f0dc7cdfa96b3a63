"""Forms of what is written into the practice file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ..forms import Form
from ..still_offered import offer

# What a file of YAML cannot hold as it is, or would end a line of it: control characters, other marks of a line's end, no characters.
_SEEN = r"\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
UNSEEN = _("There is a character in it that cannot be seen (a control character). Take it out.")
ONE_LINE = RegexValidator(rf"\A[{_SEEN}]*\Z", UNSEEN, "unseen")
LINES = RegexValidator(rf"\A[{_SEEN}\r\n]*\Z", UNSEEN, "unseen")


class WrittenForm(Form):
    """Every text in it can stand in the practice file, and what stands there can be chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(LINES if isinstance(field.widget, forms.Textarea) else ONE_LINE)

    def is_as_opened(self, there: object) -> bool:
        """Whether it is about something that is `there`, and says nothing else of it than the page showed: nothing is written then."""
        return bool(there) and not self.has_changed()

    def __getitem__(self, name: str) -> forms.BoundField:
        """Looked at whenever the field is drawn or read, since its choices may have been said after the form was made."""
        bound = super().__getitem__(name)
        offer(bound.field, bound.initial)
        return bound
