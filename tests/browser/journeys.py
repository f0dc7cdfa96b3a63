"""The ways people go, for the tests that walk them."""

from __future__ import annotations

import itertools

_numbers = itertools.count(1)


def ask_for_a_first_visit(
    who,
    card,
    *,
    payer: str = "Medicaid",
    reason: str = "A cough that does not go away",
    email: str = "",
    last: str = "",
) -> str:
    """From the first page to sent, by pressing; the address of the request.

    `last`: a family name that nobody else of the run has, for who must not look like somebody who asked before.
    """
    page = who.page
    email = email or f"walker{next(_numbers)}@patients.example"
    who.go("")
    page.get_by_label("New patient visit").check()
    who.press("Continue")
    page.get_by_label("Me", exact=True).check()
    page.fill("#id_first", "Wanda")
    page.fill("#id_last", last or "Walker")
    page.fill("#id_birth_0", "3")
    page.fill("#id_birth_1", "27")
    page.fill("#id_birth_2", "1958" if last else "1946")
    who.press("Continue")
    page.fill("#id_contact", email)
    who.press("Continue")
    page.get_by_label(payer).check()
    who.press("Continue")
    page.fill("#id_answer", reason)
    who.press("Continue")
    page.get_by_label("No", exact=True).check()
    who.press("Continue")
    page.set_input_files("#id_answer", card)
    who.press("Continue")
    who.press("Send me the code")
    page.wait_for_url("**/ask/code/**")
    page.fill("#id_code", who.code())
    who.press("Continue")
    page.wait_for_url("**/requests/*/")
    return page.url


def established_patient(site) -> str:
    """The e-mail of a patient whom the practice knows, is grown up and may book a follow-up: a new one each time."""
    return _established()[0]


def caller_with_room(site) -> str:
    """The name of such a patient, for staff who book a caller."""
    return _established()[1]


def _established() -> tuple[str, str]:
    from tests.conftest import superuser
    from tests.factory import unlike

    number = next(_numbers)
    email, last = f"known{number}@patients.example", f"Settled{unlike(number)}"
    with superuser("frontdesk_browser") as root:
        known = {"first_name": "Quinn", "last_name": last, "birth_date": "1970-02-03", "email": email, "language": "en"}
        known |= {
            "uninsured": True,
            "insured_elsewhere": False,
            "established": True,
            "self_registered": False,
            "no_shows": 0,
            "email_of": "patient",
        }
        known |= {"phone_of": "patient", "known_before": True, "not_agreed_to": [], "let_in": "{}"}
        known |= {name: "" for name in _texts(root) if name not in known}
        names = ", ".join(known)
        root.execute(
            f"INSERT INTO people_patient (id, practice_id, created_at, {names}) "
            f"SELECT gen_random_uuid(), id, now(), {', '.join(['%s'] * len(known))} FROM tenancy_practice",
            list(known.values()),
        )
        root.execute(
            "INSERT INTO messaging_consent (id, practice_id, contact, channel, given, how, at) "
            "SELECT gen_random_uuid(), id, %s, 'email', true, 'told the tests', now() FROM tenancy_practice",
            (email,),
        )
    return email, f"Quinn {last}"


def _texts(root) -> list[str]:
    """The words that every record of a patient has, if only empty ones."""
    rows = root.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'people_patient' AND is_nullable = 'NO' "
        "AND column_default IS NULL AND is_generated = 'NEVER' AND data_type IN ('text', 'character varying')"
    )
    return [name for (name,) in rows]


def patient_signs_in(who, email: str) -> None:
    who.go("sign-in/")
    who.type("#id_contact", email)
    who.press("Send me a code")
    who.page.wait_for_url("**/sign-in/code/")
    who.type("#id_code", who.code())
    who.press("Continue")
    who.page.wait_for_url("**/home/")


class Keyboard:
    """The same person without a finger or a mouse: everything is reached by Tab and arrows, and pressed by Enter or Space."""

    def __init__(self, who) -> None:
        self.who, self.page, self.site = who, who.page, who.site
        self.go, self.text, self.code, self.violations = who.go, who.text, who.code, who.violations

    def _tab_to(self, target) -> None:
        target.first.wait_for()
        handle = target.first.element_handle()
        for _ in range(250):
            if self.page.evaluate("one => document.activeElement === one", handle):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    def press(self, name) -> None:
        self._tab_to(self.page.get_by_role("button", name=name))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, name) -> None:
        self._tab_to(self.page.get_by_role("link", name=name))
        if name in ("Download", "Add to my calendar"):  # lead to no other page
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, field: str, text: str) -> None:
        self._tab_to(self.page.locator(field))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, label: str) -> None:
        """A radio button is one stop for its group: Tab to the group, arrows to the one."""
        one = self.page.get_by_label(label, exact=True).first
        if one.get_attribute("type") == "checkbox":
            self._tab_to(self.page.get_by_label(label, exact=True))
            self.page.keyboard.press("Space")
            return
        name = one.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        for _ in range(250):
            if self.page.evaluate(
                "e => document.activeElement.type === 'radio' && document.activeElement.name === e", name
            ):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if one.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert one.is_checked()
