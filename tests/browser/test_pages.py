"""Every page: axe in both themes, no sideways scrolling at 320 px, no script errors; and screenshots where asked for."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import DESK, PHONE, ROOT
from tests.browser.journeys import patient_signs_in

pytestmark = pytest.mark.browser
SHOTS = ROOT / "test-results" / "shots" if os.environ.get("FRONTDESK_SHOTS") else None
ALL = bool(SHOTS or os.environ.get("FRONTDESK_LOOK"))

PUBLIC = ["", "sign-in/", "console/sign-in/", "outbox/", "gallery/", "nothing-here/"]
STAFF = {
    "scheduler@cedar.example": [
        "console/queue/?state=awaiting_approval",
        "console/queue/?state=awaiting_info",
        "console/queue/?state=requested",
        "REQUEST",
        "console/calendar/",
        "console/calendar/?view=week",
        "console/calendar/?view=month",
        "console/calendar/?by=room",
        "console/calendar/?by=location",
        "console/calendar/day-sheet/",
        "console/calendar/at/",
        "APPOINTMENT",
        "MOVE",
        "PLACE",
        "LENGTH",
        "console/exceptions/",
        "console/away/",
        "AWAY",
        "console/referrals/",
        "REFERRAL",
        "console/referrals/new/",
        "console/find/?q=ca",
        "MERGE",
        "WRITE",
        "console/book/",
        "console/book/?q=rosa",
        "console/book/new/",
        "TIMES",
        "console/patients/?q=a",
        "PATIENT",
        "console/messages/",
        "console/waitlist/",
        "console/recalls/?which=overdue",
        "console/recalls/?which=due",
        "DUE",
    ],
    "chen@cedar.example": ["console/mine/", "console/queue/", "console/calendar/", "console/away/"],
    "billing@cedar.example": ["console/billing/"],
    "manager@cedar.example": [
        "console/reports/pipeline/",
        "console/reports/pipeline/approved/",
        "console/reports/access/?visit=follow-up&location=downtown",
        "console/reports/exceptions/",
        "console/reports/exceptions/due/",
        "setup/rules/",
        "setup/templates/",
        "setup/audit/",
    ],
    "admin@cedar.example": ["setup/staff/", "setup/roles/", "setup/roles/front_desk/"],
}


ON_A_DAY = ("APPOINTMENT", "MOVE", "PLACE", "LENGTH")


def resolve(who, path: str) -> str:
    """Addresses of things, found as a person finds them."""
    if path == "REQUEST":
        who.go("console/queue/?state=awaiting_approval")
    elif path in ("AWAY", "REFERRAL"):
        who.go(f"console/{path.lower()}{'s' if path == 'REFERRAL' else ''}/")
    elif path in ON_A_DAY:
        with_one = _day_with_one_booked(who)
        who.go(with_one)
    elif path in ("PATIENT", "TIMES", "WRITE", "DUE", "MERGE"):
        who.go("console/patients/?q=rosa")
    else:
        return path
    row = who.page.locator("[data-row]", has_text="Booked" if path in ON_A_DAY else "").first
    found = (row.get_attribute("href") or "").split("/cedar/")[1].partition("?")[0]
    if path == "PLACE":
        date = with_one.rpartition("=")[2]
        return f"console/calendar/?date={date}&move={found.split('/')[2]}"
    if path == "LENGTH":
        return f"{found}length/?minutes=55"
    if path == "MERGE":
        return f"{found}merge/"
    if path == "MOVE":
        return f"{found}move/"
    if path == "DUE":
        return f"{found}recall/"
    if path == "TIMES":
        return f"console/book/{found.split('/')[2]}/?visit=follow-up"
    if path == "WRITE":
        return f"console/book/{found.split('/')[2]}/request/?visit=new-patient"
    return found


def _day_with_one_booked(who) -> str:
    import datetime as dt

    for offset in range(1, 14):
        path = f"console/calendar/?date={dt.datetime.now(dt.UTC).date() + dt.timedelta(days=offset)}"
        who.go(path)
        if who.page.locator("[data-row]", has_text="Booked").count():
            return path
    raise AssertionError("no booked appointment in two weeks")


# `make test` looks at a page as those whom it is for have it mostly, `make torture` in the other way as well.
OTHERWISE = pytest.mark.slow
AT_A_DESK = pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=OTHERWISE)])
ON_A_PHONE = pytest.mark.parametrize("theme", [pytest.param("light", marks=OTHERWISE), "dark"])


def look(who, path: str, name: str, theme: str) -> None:
    """The wide page in the light theme in English, the phone's in the dark one in Spanish; `make look` looks at all of them."""
    errors: list[str] = []
    who.page.on("pageerror", lambda error: errors.append(str(error)))
    who.page.on(
        "console",
        lambda message: errors.append(message.text) if message.type == "error" and "404" not in message.text else None,
    )
    for width, viewport in (("desk", DESK), ("phone", PHONE), ("narrow", {"width": 320, "height": 640})):
        # Both widths in both themes and both languages, each pair once: light desk and dark phone in English, the others in Spanish.
        language = "en" if (width == "desk") == (theme == "light") else "es"
        if not ALL:
            language = "en" if theme == "light" else "es"
            if width == ("phone" if theme == "light" else "desk"):
                continue
        who.page.set_viewport_size(viewport)
        if width != "narrow":  # the narrowest is the phone's page, narrower still
            speak(who, "en" if SHOTS else language)
            who.go(path)
            assert who.violations() == [], (path, width, theme, language)
        assert who.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{path} scrolls sideways at {viewport['width']} px ({language})"
        )
        if SHOTS and width != "narrow":
            SHOTS.mkdir(parents=True, exist_ok=True)
            who.page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{theme}.png", full_page=True)
    speak(who, "en")
    if language == "es":
        who.go(path)  # what follows reads English
    assert errors == [], path


def speak(who, language: str) -> None:
    who.page.context.add_cookies([{"name": "frontdesk_language", "value": language, "url": who.site.url("/")}])


def test_the_look_at_a_page_finds_what_is_wrong(person):
    """Positive control: a picture without words, a field without a name, and something wider than a phone."""
    who = person(PHONE)
    who.go("console/sign-in/")
    assert who.violations() == []
    who.page.evaluate("""const main = document.querySelector('main');
        main.innerHTML += '<img src=/static/icons.svg><input><p id=wide>wide</p>';
        document.querySelector('#wide').style.width = '900px'""")
    found = " ".join(who.violations())
    assert "image-alt" in found and "label" in found
    assert who.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_that_anybody_sees(person, theme):
    who = person(theme=theme)
    for number, path in enumerate(PUBLIC):
        look(who, path, f"public-{number}-{path.replace('/', '-').strip('-') or 'start'}", theme)


@AT_A_DESK
@pytest.mark.parametrize("email", STAFF)
def test_every_page_of_a_role(person, email, theme):
    who = person(theme=theme)
    who.sign_in(email)
    for path in STAFF[email]:
        address = resolve(who, path)
        if SHOTS and path == "REQUEST" and theme == "light":  # the README's picture
            who.page.set_viewport_size({"width": 1280, "height": 640})
            who.page.screenshot(path=ROOT / "docs" / "request.png")
        look(
            who,
            address,
            f"{email.split('@')[0]}-{path.split('?')[0].replace('/', '-').strip('-').lower()}-{path.partition('=')[2]}".rstrip(
                "-"
            ),
            theme,
        )


@ON_A_PHONE
def test_every_page_of_a_patient(person, site, theme):
    from tests.browser.journeys import established_patient

    who = person(theme=theme)
    patient_signs_in(who, established_patient(site))
    look(who, "home/", "patient-home", theme)
    who.go("")
    who.page.get_by_label("Follow-up visit").check()
    who.press("Continue")
    look(who, "ask/for/", "patient-for", theme)
    who.page.locator("input[name=person]").first.check()
    who.press("Continue")
    look(who, "ask/reason/", "patient-question", theme)
    who.page.fill("#id_answer", "My blood test")
    look(who, "documents/", "patient-documents", theme)
    look(who, "preferences/", "patient-preferences", theme)
    who.go("ask/reason/")
    who.page.fill("#id_answer", "My blood test")
    who.press("Continue")
    request = who.page.url.split("/cedar/")[1].replace("times/", "")
    look(who, request, "patient-request", theme)
    look(who, f"{request}times/", "patient-times", theme)
    look(who, f"{request}wait/", "patient-wait", theme)
    who.go(f"{request}times/?page=1")  # after the practice's cut-off, so that it can be moved and cancelled
    who.page.locator("button.time").first.click()
    who.page.wait_for_url("**/holds/*/")
    look(who, who.page.url.split("/cedar/")[1], "patient-hold", theme)
    who.press("Book this time")
    booked = who.page.url.split("/cedar/")[1]
    look(who, booked, "patient-appointment", theme)
    look(who, f"{booked}wait/", "patient-wait-earlier", theme)
    look(who, f"{booked}move/", "patient-move", theme)
    look(who, f"{booked}cancel/", "patient-cancel", theme)


@ON_A_PHONE
def test_every_page_of_a_newcomer(person, theme):
    who = person(theme=theme)
    who.go("")
    who.page.get_by_label("New patient visit").check()
    who.press("Continue")
    for step in ("who", "contact", "insurance", "reason", "interpreter", "insurance-card"):
        look(who, f"ask/{step}/", f"newcomer-{step}", theme)
    who.go("ask/who/")
    who.press("Continue")
    assert who.violations() == [], "errors on a page"
    who.page.get_by_label("Me", exact=True).check()
    typed = {"first": "Wanda", "last": "Quist", "birth_0": "3", "birth_1": "27", "birth_2": "1946"}
    for field, value in typed.items():  # what has no name is offered to nobody on the device later
        who.page.fill(f"#id_{field}", value)
    who.press("Continue")
    who.go("ask/reason/")
    who.page.fill("#id_answer", "I have chest pain")
    who.press("Continue")
    who.page.wait_for_url("**/ask/emergency/**")
    who.page.wait_for_function("document.activeElement?.role === 'alert'")
    look(who, "ask/emergency/", "newcomer-emergency", theme)
    kept = [one for one in who.page.context.cookies() if one["name"] == "frontdesk_draft"]
    who.page.context.clear_cookies()  # the session is over; the device keeps its key
    who.page.context.add_cookies(kept)
    look(who, "", "newcomer-left", theme)
    assert "started on this device" in who.text()


@ON_A_PHONE
def test_every_page_that_comes_in_between(person, card, site, theme):
    """The code, what we need to know, the sent request: pages that only a journey reaches."""
    from tests.browser.journeys import ask_for_a_first_visit, established_patient

    who, boss = person(theme=theme), person(theme=theme)
    asked = ask_for_a_first_visit(who, card).split("/cedar/")[1]
    look(who, asked, "patient-sent", theme)
    replaced = who.page.get_by_role("link", name="Replace").get_attribute("href").split("/cedar/")[1]
    look(who, replaced, "patient-replace", theme)
    boss.sign_in("scheduler@cedar.example")
    boss.go(f"console/{asked}")
    boss.page.get_by_text("Ask for information").click()
    boss.page.get_by_label("Which pharmacy do you use?").check()
    assert boss.violations() == [], "a drawer that is open"
    boss.press("Ask the patient")
    look(boss, f"console/{asked}", "scheduler-asked", theme)
    look(who, f"{asked}answer/", "patient-answer", theme)
    who.press("Send")
    assert who.violations() == [], "errors on the answers"
    other = person(theme=theme)
    other.go("sign-in/")
    other.page.fill("#id_contact", established_patient(site))
    other.press("Send me a code")
    look(other, "sign-in/code/", "patient-code", theme)
