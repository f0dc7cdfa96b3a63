"""A form of what changes elsewhere too, such as by a STOP: it says what it showed, and writes only what was changed on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from ..crossing import yes_or_no
from ..forms import PatientForm
from ..other_language import typed_before

SHOWN = "shown-"


def kept(value: object, about: str = "") -> str:
    """A value as the form carries it, with the address or number that it is about."""
    return f"{'yes' if value is True else value or ''}|{about}"


class ChangesForm(PatientForm):
    """`now`: what stands, field by field (`kept`); none on staff's page, which says what it showed as all of theirs do."""

    def __init__(self, *args: Any, now: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.now = now or {}

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What its page shows, for it to give back: what it showed first, where the language alone was changed since."""
        return [(SHOWN + name, typed_before().get(SHOWN + name, value)) for name, value in self.now.items()]

    def changed(self) -> dict[str, Any]:
        """What was changed on a valid form, of what it showed; an address that is another one by now was not on it."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if self._shown(name) not in (None, kept(value, self._about(name)))
            and self._shown(name).endswith(f"|{self._about(name)}")  # type: ignore[union-attr]
        }

    def meanwhile(self) -> list[str]:
        """In words, what changed elsewhere since the page was opened, and was not changed on it."""
        mine = self.changed()
        others = [name for name in self.now if name not in mine and self._shown(name) != self.now[name]]
        words = gettext("%(what)s: this was changed after you opened the page. It is now: %(now)s.")
        return [words % {"what": self.fields[name].label, "now": self._in_words(name)} for name in others]

    def _shown(self, name: str) -> str | None:
        shown: str | None = self.data.get(SHOWN + name)
        return shown

    def _about(self, name: str) -> str:
        return self.now[name].partition("|")[2]

    def _in_words(self, name: str) -> str:
        value, field = self.now[name].partition("|")[0], self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return yes_or_no(value)
        words = {str(option): said for option, said in field.widget.choices}  # type: ignore[attr-defined]
        return str(words.get(value, value))
