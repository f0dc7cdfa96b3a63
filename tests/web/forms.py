"""The forms of a page as a browser would send them: every field with what it shows, the token included."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass
class Form:
    """Where it goes and what it would send when nothing is changed; `buttons` are the values of its named buttons.

    `leads`: where buttons of it go instead.
    """

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, list[str]] = field(default_factory=dict)
    leads: list[str] = field(default_factory=list)

    def data(self, **change: object) -> dict[str, object]:
        """What is sent with these fields typed or pressed (None: left out)."""
        sent: dict[str, object] = {**self.fields, **change}
        return {name: value for name, value in sent.items() if value is not None}


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms = address, []
        self.by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._select: tuple[Form, str] | None = None
        self._first: str | None = None
        self._text: tuple[Form, str] | None = None

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "form":
            action = urlsplit(urljoin(f"http://x{self.address}", said.get("action") or self.address))
            path = action.path + (f"?{action.query}" if action.query else "")
            self._open = self._with_id(said.get("id"))
            self._open.action, self._open.method = path, (said.get("method") or "get").lower()
            self.forms.append(self._open)
            return
        owner = self._with_id(said["form"]) if said.get("form") else self._open
        name = said.get("name")
        if owner is None:
            return
        if said.get("formaction"):
            owner.leads.append(said["formaction"])
        if tag == "option" and self._select is not None:
            value = said.get("value", "")
            if self._first is None:
                self._first = value
            if "selected" in said:
                owner.fields[self._select[1]] = [value]
                self._first = ""
            return
        if not name or "disabled" in said:
            return
        if tag == "select":
            self._select, self._first = (owner, name), None
        elif tag == "textarea":
            self._text = (owner, name)
            owner.fields[name] = [""]
        elif tag == "button":
            owner.buttons.setdefault(name, []).append(said.get("value", ""))
        elif tag == "input":
            kind = said.get("type", "text")
            if kind in ("submit", "button", "image"):
                owner.buttons.setdefault(name, []).append(said.get("value", ""))
            elif kind in ("checkbox", "radio"):
                if "checked" in said:
                    owner.fields.setdefault(name, []).append(said.get("value", "on"))
            elif kind != "file":
                owner.fields.setdefault(name, []).append(said.get("value", ""))

    def _with_id(self, name: str | None) -> Form:
        """The form that has this id, or will: what belongs to it may stand before it."""
        return self.by_id.setdefault(name, Form("", "")) if name else Form("", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "select" and self._select is not None:
            owner, name = self._select
            owner.fields.setdefault(name, [self._first or ""])
            self._select = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data):
        if self._text is not None:
            owner, name = self._text
            owner.fields[name] = [owner.fields[name][0] + data]


def forms_of(address: str, html: str) -> list[Form]:
    """Every form of a page, in order."""
    reader = _Reader(address)
    reader.feed(html)
    return reader.forms
