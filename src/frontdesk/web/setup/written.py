"""Forms of what is written into the practice file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ..forms import Form

# What a file of YAML cannot hold as it is, or would end a line of it: control characters, other marks of a line's end, no characters.
_SEEN = r"\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
UNSEEN = _("There is a character in it that cannot be seen (a control character). Take it out.")
ONE_LINE = RegexValidator(rf"\A[{_SEEN}]*\Z", UNSEEN, "unseen")
LINES = RegexValidator(rf"\A[{_SEEN}\r\n]*\Z", UNSEEN, "unseen")


class WrittenForm(Form):
    """Every text in it can stand in the practice file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(LINES if isinstance(field.widget, forms.Textarea) else ONE_LINE)
