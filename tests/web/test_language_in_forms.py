"""English and Español on every form of patients: pressed without a script, what was typed is on the page again, and in no address."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from frontdesk.intake import actions as intake
from frontdesk.intake import drafts
from frontdesk.intake.models import Draft
from frontdesk.intake.referrals.outcome import hashed, token_of
from frontdesk.people.models import Proxy
from tests import factory as f
from tests.web.every_page import every_page
from tests.web.richer import RicherWorld
from tests.web.world import differences, rows
from tests.web_client import as_patient, at

BUTTONS = ("page_language", "language")
NOT_TYPED = {
    "website",
    "write_in",
}  # the trap of machines; and a choice that stands for the language of the page itself
NO_TEXT = ("hidden", "submit", "button", "image", "file")


@dataclass
class Control:
    form: str
    kind: str
    name: str
    value: str = ""
    on: bool = False


@dataclass
class Sheet:
    method: str
    action: str
    hidden: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """The forms of a page: what can be typed or chosen in each, and to which of them the button of the language belongs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sheets: dict[str, Sheet] = {}
        self.controls: list[Control] = []
        self.pressed: tuple[str, str] | None = None  # the form of the button, and its name
        self.open, self.text, self.select, self.language = "", None, "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        owner, name = said.get("form") or self.open, said.get("name", "")
        if tag == "html":
            self.language = said.get("lang", "")
        elif tag == "form":
            self.open = said.get("id") or f"form {len(self.sheets)}"
            self.sheets[self.open] = Sheet((said.get("method") or "get").lower(), said.get("action", ""))
        elif tag == "button" and name in BUTTONS:
            self.pressed = (owner, name)
        elif tag == "textarea":
            self.text = Control(owner, "text", name)
            self.controls.append(self.text)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            self.controls.append(Control(owner, "choice", self.select, said.get("value", ""), "selected" in said))
        elif tag == "input":
            self._input(owner, name, said)

    def _input(self, owner, name, said):
        kind = said.get("type", "text")
        if kind in ("radio", "checkbox"):
            self.controls.append(Control(owner, kind, name, said.get("value", "on"), "checked" in said))
        elif kind == "hidden" and owner in self.sheets:
            self.sheets[owner].hidden[name] = said.get("value", "")
        elif kind not in NO_TEXT:
            self.controls.append(Control(owner, "text", name, said.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = ""
        elif tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = ""

    def handle_data(self, data):
        if self.text is not None:
            self.text.value += data

    def typed_into(self) -> dict[str, list[Control]]:
        """By form, what somebody can type or choose in one that is sent."""
        found: dict[str, list[Control]] = {}
        for one in self.controls:
            if one.name not in NOT_TYPED and one.form in self.sheets and self.sheets[one.form].method == "post":
                found.setdefault(one.form, []).append(one)
        return found


def filled(controls: list[Control]) -> dict[str, list[str]]:
    """Something in every field: words that no field takes for right, and the last of each choice."""
    said: dict[str, list[str]] = {}
    for one in controls:
        if one.kind == "text":
            said[one.name] = [f"x{len(said)}"]
        elif one.kind == "checkbox":
            said.setdefault(one.name, []).append(one.value)
        else:
            said[one.name] = [one.value]
    return said


def shows(page: Page) -> dict[str, list[str]]:
    return {
        name: [one.value.strip() for one in page.controls if one.name == name and (one.kind == "text" or one.on)]
        for name in {one.name for one in page.controls}
    }


def press(client, path: str, text: str) -> str:
    """What is lost, or said wrongly, when the language is pressed on that page with something in its form; '' where nothing is."""
    page = Page(text)
    forms = page.typed_into()
    if not forms:
        return ""
    if len(forms) > 1:
        return f"{len(forms)} forms, and one press sends one of them"
    ((name, controls),) = forms.items()
    if page.pressed is None or page.pressed[0] != name:
        return "the button of the language is not the form's own"
    said = filled(controls)
    address = page.sheets[name].action or path
    sent = {**page.sheets[name].hidden, **said, page.pressed[1]: "es"}
    before = rows()
    answer = client.post(address, sent, follow=True)
    after = Page(answer.content.decode())
    ways = [path, *(way for way, _ in answer.redirect_chain)]
    changed = {table: how for table, how in differences(before, rows()).items() if table != Draft._meta.db_table}
    wrong = [
        *([] if answer.status_code == 200 else [f"answered {answer.status_code}"]),
        *([] if after.language == "es" else ["not in Spanish"]),
        *([f"written: {changed}"] if changed else []),
        *(["said to be wrong"] if b'role="alert"' in answer.content else []),
        *(
            f"{one} in an address"
            for values in said.values()
            for one in values
            if any(one in way for way in ways) and one.startswith("x")
        ),
        *(
            f"{one}: {shows(after).get(one)} for {values}"
            for one, values in said.items()
            if shows(after).get(one) != values
        ),
    ]
    return "; ".join(wrong)


@pytest.fixture
def world(db):
    return RicherWorld(f.load_cedar(f.CEDAR))


def portal(world, who):
    for route, path, text in every_page(world, who=who):
        if not route.startswith(("console/", "setup/")):
            yield route, path, text


def test_on_every_page_of_patients_the_language_keeps_what_is_typed(world):
    lost, pressed = {}, set()
    for who in ("patient", "nobody"):
        for route, path, text in portal(world, (who,)):
            if Page(text).typed_into():
                pressed.add(route)
                if wrong := press(world.client(who, tokens=False), path, text):
                    lost[who, route] = wrong
    assert lost == {}, "\n".join(f"{route}: {wrong}" for route, wrong in lost.items())
    assert pressed >= {
        "",
        "sign-in/",
        "preferences/",
        "preferences/carers/",
        "documents/",
        "appointments/<uuid:key>/cancel/",
    }


def opened(client, path: str) -> tuple[str, str]:
    answer = client.get(path, follow=True)
    return (answer.redirect_chain[-1][0] if answer.redirect_chain else path), answer.content.decode()


def of_questions(world):
    mine = intake.submit(
        f.themselves(world.patient), world.patient, visit_type=f.visit("follow-up"), answers={"reason": "a cough"}
    )
    asked = intake.ask(
        world.desk, mine, fields=["reason", "insurance-card"], note="Please tell us more.", version=mine.version
    )
    return as_patient(world.practice, world.patient), at(world.practice, f"requests/{asked.pk}/answer/")


def of_a_code(world):
    client = world.client("nobody", tokens=False)
    client.post(at(world.practice, "sign-in/"), {"contact": world.patient.email})
    return client, at(world.practice, "sign-in/code/")


def of_who_has_no_record(world):
    Proxy.objects.filter(pk=world.proxy.pk).update(state="confirmed", ended_by_staff=False)
    client = world.client("nobody", tokens=False)
    session = client.session
    session["practice"], session["contact"] = str(world.practice.pk), world.proxy.contact
    session.save()
    return client, at(world.practice, "preferences/")


def begun(world, **said):
    client = world.client("nobody", tokens=False)
    client.post(at(world.practice, ""), {"visit": "follow-up"})
    drafts.keep(Draft.objects.latest("expires_at"), **said)
    return client


def of_a_request_left_on_the_device(world):
    client = begun(world, last="Okafor", first="Ada")
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    return client, at(world.practice, "ask/on-this-device/")


def of_a_step(world):
    return begun(world), at(world.practice, "ask/who/")


def of_the_code_of_a_request(world):
    return begun(world, contact="ada@example.org"), at(world.practice, "ask/code/")


BEFORE = (
    of_questions,
    of_a_code,
    of_who_has_no_record,
    of_a_request_left_on_the_device,
    of_a_step,
    of_the_code_of_a_request,
)


@pytest.mark.parametrize("made", BEFORE)
def test_so_it_does_where_something_came_before(world, made):
    client, path = made(world)
    path, text = opened(client, path)
    assert Page(text).typed_into(), text
    assert press(client, path, text) == ""


def of_a_clinic(world):
    world.referral.clinic_email = "desk@lakeview.example"
    world.referral.token_hash = hashed(token_of(world.referral))
    world.referral.save()
    return world.client("nobody", tokens=False), at(world.practice, f"referrals/{token_of(world.referral)}/")


def of_a_request_with_an_address(world):
    client = begun(world, contact="ada@example.org")
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    return client, at(world.practice, "ask/on-this-device/")


@pytest.mark.parametrize("made", [of_a_clinic, of_a_request_with_an_address])
def test_so_it_does_at_a_code_that_was_sent_by_the_page_itself(world, made):
    client, path = made(world)
    text = client.post(path, {}).content.decode()
    assert Page(text).typed_into(), text
    assert press(client, path, text) == ""


def test_a_file_that_was_chosen_is_kept_and_nobody_chooses_it_again(world):
    client, path = of_questions(world)
    answer = client.post(
        path, {"page_language": "es", "insurance-card-answer": SimpleUploadedFile("card.png", f.photo(), "image/png")}
    )
    assert "Aquí está el archivo que eligió antes" in answer.content.decode()
    assert client.get(path).status_code == 200 and client.cookies["frontdesk_language"].value == "es"


def test_a_form_of_another_site_is_no_press(world):
    """The page would come with what they wrote in its fields."""
    client = world.client("nobody", tokens=True)
    answer = client.post(at(world.practice, "sign-in/"), {"page_language": "es", "contact": "x@example.org"})
    assert answer.status_code == 403 and "x@example.org" not in answer.content.decode()


@pytest.mark.parametrize("language", ["xx", ""])
def test_a_language_that_there_is_not_changes_nothing(world, language):
    client = world.client("nobody", tokens=False)
    answer = client.post(at(world.practice, "sign-in/"), {"page_language": language, "contact": "no address"})
    assert answer.status_code == 422 and "frontdesk_language" not in client.cookies


def test_a_form_that_loses_it_would_be_found(world):
    """The button of the page's own small form sends nothing of the other one."""
    client, path = world.client("nobody", tokens=False), at(world.practice, "sign-in/")
    text = client.get(path).content.decode()
    assert press(client, path, text.replace('name="page_language" form="typed"', 'name="language"')) != ""
    assert press(client, path, text.replace('name="contact"', 'name="other"')) != ""
