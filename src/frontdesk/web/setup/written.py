"""Forms of what is written into the practice file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any, Self

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
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

    def changed(self, values: Callable[[Self], Mapping[str, Any]]) -> dict[str, Any]:
        """Of what the form writes, what it would not write as it was opened: all else stays in the file in its own words.

        A file may say the same in ways that no form writes: all visits by name, what is so anyway.
        """
        opened = self._opened()
        return otherwise(values(self), values(opened)) if opened.is_valid() else dict(values(self))

    def _opened(self) -> Self:
        """This form, sent as it was opened."""
        form = copy(self)
        form.data, form._bound_fields_cache, form._errors = QueryDict(mutable=True), {}, None  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            shown = field.widget.format_value(field.prepare_value(self[name].initial))
            if isinstance(field, forms.MultipleChoiceField):  # boxes are sent in their own order
                choices: Any = field.choices
                shown = [value for value, _name in choices if str(value) in shown]
            if isinstance(field.widget, forms.CheckboxInput):
                shown = "on" if self[name].initial else None
            if shown is not None:
                form.data.setlist(self.add_prefix(name), shown if isinstance(shown, list) else [shown])
        return form

    def __getitem__(self, name: str) -> forms.BoundField:
        """Looked at whenever the field is drawn or read, since its choices may have been said after the form was made."""
        bound = super().__getitem__(name)
        offer(bound.field, bound.initial)
        return bound


def otherwise(now: Mapping[str, Any], was: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of `now` that say something else than in `was`; of the Spanish, each by itself."""
    return {
        key: otherwise(value, was[key]) if key == "es" and value and was.get(key) else value
        for key, value in now.items()
        if key not in was or was[key] != value
    }


def over(own: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says with these changes: None takes a key out."""
    made = dict(own)
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(made.get(key), dict)
        made[key] = over(made[key], value) if both else value
    return {key: value for key, value in made.items() if value is not None}
