"""The scorecard of UX.md: pages, taps and weight of the journeys, counted as Chromium sees them.  `make ux` prints it."""

import gzip
import re

import pytest

from tests.browser.conftest import DESK, PHONE, ROOT
from tests.browser.journeys import ask_for_a_first_visit, caller_with_room, established_patient, patient_signs_in
from tests.browser.staging import work_off

pytestmark = pytest.mark.browser


class Count:
    """Pages shown, presses made, bytes received."""

    def __init__(self, who) -> None:
        self.who, self.pages, self.taps, self.bytes = who, 0, 0, 0
        who.page.on("response", self._response)
        network = who.page.context.new_cdp_session(who.page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._loaded)
        who.page.expose_function("tapped", self._tap)
        who.page.add_init_script("addEventListener('click', e => e.isTrusted && window.tapped(), true)")

    def _tap(self) -> None:
        self.taps += 1

    def _response(self, response) -> None:
        if response.request.resource_type == "document" and response.status in (200, 422):
            self.pages += 1

    def _loaded(self, event) -> None:
        self.bytes += int(event["encodedDataLength"])  # as it came over the wire; nothing for what the cache had


def say(journey: str, found: str, bar: str) -> None:
    print(f"{journey:50} {found:34} bar: {bar}")


def test_scorecard_a_new_patient_from_start_to_sent(person, card):
    who = person(PHONE)
    count = Count(who)
    ask_for_a_first_visit(who, card)
    fields = 8  # each field that is typed in is one tap more
    taps = count.taps + fields
    say(
        "new patient, start to sent",
        f"{count.pages} pages, {taps} taps, {count.bytes // 1024} kB",
        "10 pages, 22 taps, 250 kB",
    )
    assert count.pages <= 10
    assert taps <= 22
    assert count.bytes <= 250 * 1024


def test_scorecard_a_follow_up_from_sign_in_to_booked(person, site):
    who = person(PHONE)
    patient_signs_in(who, established_patient(site))
    count = Count(who)
    who.press("Follow-up visit")
    who.page.fill("#id_answer", "My blood test")
    who.press("Continue")
    who.page.get_by_role("button", name=re.compile("First available")).click()
    who.press("Book this time")
    who.page.wait_for_url("**/appointments/*/")
    say("follow-up, sign-in to booked", f"{count.pages} pages, {count.taps} taps", "5 pages, 7 taps")
    assert count.pages <= 4  # the home page came before: question, times, confirm, booked
    assert count.taps <= 7


def test_scorecard_staff_approve_and_book_a_complete_request(person, card):
    ask_for_a_first_visit(person(PHONE), card)
    who = person(DESK)
    who.sign_in("scheduler@cedar.example")
    # Of this kind, which whoever waits may approve: others of the run may wait for a clinician.
    who.go("console/queue/?state=awaiting_approval&visit=new-patient")
    keys = ["j", "a", "Enter"]
    for key in keys:
        who.page.keyboard.press(key)
        if key == "a":
            who.page.wait_for_url("**/requests/**")
            who.page.locator("button[data-key=a]:focus").wait_for()
    who.page.wait_for_url("**/appointments/*/")
    say("staff: approve and book a complete request", f"{len(keys)} keys, keyboard alone", "3 actions, keyboard alone")
    assert len(keys) <= 3


def test_scorecard_staff_book_a_caller_who_is_known(person, site):
    who, name = person(DESK), caller_with_room(site)
    who.sign_in("desk@cedar.example")
    count = Count(who)
    who.go("console/queue/")
    who.page.keyboard.press("b")
    who.page.wait_for_url("**/book/")
    who.page.fill("#q", name)
    who.page.get_by_role("link", name=re.compile(name)).click()
    who.page.select_option("#visit", label="Annual physical")
    who.press("Show times")
    who.page.fill("#id_reason-answer", "Their yearly check")
    who.page.locator("button.time").first.click()
    who.page.wait_for_url("**/appointments/*/")
    actions = count.taps + 4  # the key, the name typed, the visit chosen, the reason on which a rule depends
    say("staff: book a caller who is known", f"{actions} actions", "7 actions")
    assert actions <= 7


def a_day_with_one_of_a_patient_with_no_other(who, site) -> tuple[str, str]:
    """The page of its day, and which link on it is theirs: who had another visit on a day would be asked about a second."""
    from tests.browser.test_staff import book_ahead, calendar_of

    who.sign_in("desk@cedar.example")
    path = book_ahead(who, site)
    calendar_of(who, path)
    return who.page.url, f'a[data-row][href*="{path.split("/")[2]}"]'


def test_scorecard_staff_move_an_appointment_without_dragging(person, site):
    who = person(DESK)
    day, theirs = a_day_with_one_of_a_patient_with_no_other(who, site)
    count = Count(who)
    who.page.goto(day)
    who.page.locator(theirs).first.click()
    who.follow("Move")
    who.page.locator("button.time").first.click()
    who.page.wait_for_url(re.compile(r"/appointments/[0-9a-f-]+/$"))
    say("staff: move an appointment without dragging", f"{count.taps} actions", "4 actions")
    assert count.taps <= 4


def test_scorecard_staff_move_an_appointment_in_the_calendar(person, site):
    who = person(DESK)
    day, theirs = a_day_with_one_of_a_patient_with_no_other(who, site)
    count = Count(who)
    who.page.goto(day)
    who.page.locator(theirs).first.click()
    who.follow("Move in the calendar")
    who.page.locator("button.cal-fits").first.click()
    who.page.wait_for_url(re.compile(r"/appointments/[0-9a-f-]+/$"))
    say("staff: move an appointment in the calendar", f"{count.taps} actions", "4 actions")
    assert count.taps <= 4


def test_scorecard_staff_propose_new_times_to_everybody_of_a_day(person):
    who = person(DESK)
    who.sign_in("scheduler@cedar.example")
    count = Count(who)
    who.go("console/away/")
    who.page.select_option("#id_provider", label="Dr. Alvarez")
    day = str(_weekday_ahead(9))
    who.page.fill("#id_first_on", day)
    who.page.fill("#id_last_on", day)
    who.press("Save")
    who.page.wait_for_url(re.compile(r"/away/[0-9a-f-]+/$"))
    if who.page.get_by_role("link", name="Propose new times").count():
        who.follow("Propose new times")
        who.press("Send these proposals")
        who.page.get_by_text("The new times are being prepared").wait_for()
        work_off()
        who.page.get_by_text("Another time is held for").wait_for()
    actions = count.taps + 3  # the provider and the two dates
    say("staff: a provider falls ill, everybody is asked", f"{actions} actions", "no bar in UX.md")
    assert actions <= 6


def _weekday_ahead(days: int):
    import datetime as dt

    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return day


def test_scorecard_weight_of_styles_and_scripts():
    built = ROOT / "src/frontdesk/web/static/built/assets"
    sizes = {
        kind: sum(len(gzip.compress(path.read_bytes())) for path in built.glob(f"*.{kind}")) for kind in ("css", "js")
    }
    # What puts questions into another order is fetched by the page of forms alone, after it is shown.
    sorting = sum(len(gzip.compress(path.read_bytes())) for path in built.glob("sortable*.js"))
    sizes["js"] -= sorting
    say("what only the page of forms fetches", f"{sorting / 1024:.1f} kB", "apart")
    say(
        "styles and scripts, zipped", f"{sizes['css'] / 1024:.1f} kB and {sizes['js'] / 1024:.1f} kB", "20 kB and 30 kB"
    )
    assert sizes["css"] <= 20 * 1024
    assert sizes["js"] <= 30 * 1024
