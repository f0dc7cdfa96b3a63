"""A manager changes how scheduling works, tries it, publishes it, and a patient sees it at once; a clinician sees none of it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.journeys import Keyboard, established_patient, patient_signs_in
from tests.browser.staging import work_off
from tests.browser.test_pages import AT_A_DESK, look

pytestmark = pytest.mark.browser


@pytest.fixture
def manager(person):
    who = person(DESK)
    who.sign_in("manager@cedar.example")
    yield who
    # Whatever a test published is taken back: the others run on the rules of the demo.
    who.go("setup/versions/")
    if who.page.locator("[data-row]").first.inner_text() != "1":
        who.page.get_by_role("link", name="1", exact=True).click()
        who.page.fill("#reason", "As it was")
        who.press("Put version 1 in force again")
        who.page.get_by_text("is in force again.").first.wait_for()
    who.go("setup/draft/")
    if who.page.get_by_role("button", name="Discard draft").count():
        who.press("Discard draft")
        who.page.get_by_text("Discarded.").first.wait_for()  # before its browser closes


def add_rule(who, sentence):
    who.go("setup/rules/")
    who.page.fill("#text-new", sentence)
    who.page.locator("#reading-new", has_text="Understood").wait_for()
    who.press("Add to the draft")
    who.page.get_by_text("Added.").wait_for()


def publish(who, why):
    who.go("setup/draft/")
    who.page.fill("#reason", why)
    who.page.get_by_role("button", name=re.compile("Publish")).click()
    who.page.get_by_text("Published: it is in force from the next request on.").wait_for()


def test_a_rule_is_changed_tried_published_and_the_patient_sees_it_at_once(person, site, manager):
    patient = person(PHONE)
    patient_signs_in(patient, established_patient(site))
    patient.go("")
    assert patient.page.get_by_label("Follow-up visit").count()
    # what the patient can book themselves, before
    patient.page.get_by_label("Follow-up visit").check()
    patient.press("Continue")
    before = patient.page.url

    add_rule(manager, "Patients may not book follow-up visits themselves")
    assert "patients book it themselves: yes → no" in re.sub(r"\s+", " ", manager_effect(manager))
    # tried out in the background, while the page waits and is told
    manager.go("setup/try/")
    manager.press("Try it")
    manager.page.wait_for_url(re.compile(r"/try/[0-9a-f-]+/"))
    work_off()
    manager.page.get_by_role("heading", name="The same appointments, booked again").wait_for()
    manager.page.get_by_role("heading", name=re.compile("requests?$")).wait_for()
    assert manager.violations() == []
    # nothing has changed for the patient yet
    patient.page.goto(before)
    publish(manager, "Doctors want to look at them first")
    offered = times_page(patient, site)
    assert not offered, "the next request already follows the new rule"


def manager_effect(who):
    who.go("setup/draft/")
    return who.text()


def times_page(patient, site):
    """Whether the patient is offered times to choose from, having asked for a follow-up."""
    patient.go("")
    patient.page.get_by_label("Follow-up visit").check()
    patient.press("Continue")
    return patient.page.locator("button.time").count()


def test_a_sentence_is_written_with_the_keyboard_alone_and_completed(manager):
    keys = Keyboard(manager)
    keys.go("setup/rules/")
    keys.type("#text-new", "New pat")
    manager.page.locator("#reading-new a[data-complete='New patient visits']").wait_for()
    manager.page.keyboard.press("ArrowRight")
    expect(manager.page.locator("#text-new")).to_have_value("New patient visits ")
    manager.page.keyboard.type("with Dr. Par")
    manager.page.locator("#reading-new a[data-complete$='Dr. Park']").wait_for()
    manager.page.keyboard.press("ArrowRight")
    manager.page.keyboard.type("take 45 minutes")
    manager.page.locator("#reading-new", has_text="45 minutes").locator("ins").first.wait_for()
    with manager.page.expect_navigation():
        manager.page.keyboard.press("Enter")
    assert "Added." in manager.text() and "New patient visits with Dr. Park take 45 minutes." in manager.text()


def test_where_reading_stopped_is_marked_as_it_is_typed(manager):
    manager.go("setup/rules/")
    manager.page.fill("#text-new", "Visits with Dr. Chne take 20 minutes")
    manager.page.locator("#reading-new mark", has_text="Dr. Chne").wait_for()
    assert "Dr. Chen" in manager.page.locator("#reading-new").inner_text()


def test_a_form_is_changed_published_and_the_patient_is_asked(person, site, manager):
    manager.go("setup/questions/form/follow-up/")
    manager.follow("yes or no")
    manager.page.fill("#id_ask", "Do you use stairs?")
    manager.page.fill("#id_es_ask", "¿Usa escaleras?")
    manager.page.locator("#drawn .phone", has_text="Do you use stairs?").first.wait_for()
    manager.page.locator("#drawn .phone", has_text="¿Usa escaleras?").wait_for()
    manager.press("Save into the draft")
    manager.page.locator(".sortable", has_text="Do you use stairs?").wait_for()
    publish(manager, "The lift is broken")
    patient = person(PHONE)
    patient_signs_in(patient, established_patient(site))
    patient.go("")
    patient.page.get_by_label("Follow-up visit").check()
    patient.press("Continue")
    for _ in range(6):
        if "Do you use stairs?" in patient.text():
            break
        if patient.page.locator("input[type=radio]").count():
            patient.page.locator("input[type=radio]").first.check()
        elif patient.page.locator("textarea").count():
            patient.page.locator("textarea").first.fill("My knee")
        patient.press("Continue")
    assert "Do you use stairs?" in patient.text()


def test_questions_are_dragged_into_another_order_and_moved_by_button(manager):
    manager.go("setup/questions/")
    order = manager.page.locator(".sortable > li").evaluate_all("all => all.map(one => one.dataset.id)")
    manager.page.locator("[data-handle]").first.wait_for()
    manager.page.wait_for_load_state("networkidle")
    first, third = manager.page.locator("[data-handle]").nth(0), manager.page.locator("[data-handle]").nth(2)
    a, b = first.bounding_box(), third.bounding_box()
    manager.page.mouse.move(a["x"] + 5, a["y"] + 5)
    manager.page.mouse.down()
    with manager.page.expect_navigation():
        manager.page.mouse.move(b["x"] + 5, b["y"] + b["height"] - 2, steps=12)
        manager.page.mouse.move(b["x"] + 5, b["y"] + b["height"] + 6, steps=4)
        manager.page.mouse.up()
    after = manager.page.locator(".sortable > li").evaluate_all("all => all.map(one => one.dataset.id)")
    assert after.index(order[0]) > 0 and sorted(after) == sorted(order)
    for _ in range(after.index(order[0])):
        row = manager.page.locator(f".sortable > li[data-id='{order[0]}']")
        with manager.page.expect_navigation():
            row.get_by_role("button", name=re.compile("Up")).click()
    assert manager.page.locator(".sortable > li").evaluate_all("all => all.map(one => one.dataset.id)") == order


def test_a_week_is_painted_by_dragging_and_ticked_by_the_keyboard(manager):
    manager.go("setup/hours/chen/?layer=new")
    cell = manager.page.locator(".week td:has(input[value='sat-540'])")
    last = manager.page.locator(".week td:has(input[value='sat-630'])")
    a, b = cell.bounding_box(), last.bounding_box()
    manager.page.mouse.move(a["x"] + 8, a["y"] + 8)
    manager.page.mouse.down()
    manager.page.mouse.move(b["x"] + 8, b["y"] + 8, steps=8)
    manager.page.mouse.up()
    on = "all => all.filter(one => one.checked).map(one => one.value)"
    assert manager.page.locator(".week input").evaluate_all(on) == ["sat-540", "sat-570", "sat-600", "sat-630"]
    manager.page.locator(".week input[value='sun-540']").focus()
    manager.page.keyboard.press("Space")
    manager.press("Save into the draft")
    manager.page.wait_for_url(re.compile("layer="))
    manager.go("setup/draft/")
    assert "sat, from: 9:00 AM, to: 11:00 AM" in manager.text() and "sun, from: 9:00 AM, to: 9:30 AM" in manager.text()


def test_a_description_becomes_a_draft(manager):
    manager.go("setup/describe/")
    manager.page.fill(
        "#text",
        "We're a two-doctor pediatric clinic, open 8–5, Dr. Alvarez is off Fridays, sports physicals are 20 minutes, new Medicaid patients need Maria's approval.",
    )
    manager.press("Read it")
    manager.page.get_by_text("10 are read").wait_for()
    assert manager.violations() == []
    manager.press("Add this to the draft")
    manager.page.get_by_text("This is in the draft now.").wait_for()
    assert "Sports physicals take 20 minutes." in manager.text()


def test_a_clinician_sees_none_of_it(person, manager):
    add_rule(manager, "Follow-up visits with Dr. Chen take 25 minutes")
    doctor = person(PHONE)
    doctor.sign_in("chen@cedar.example")
    assert doctor.page.get_by_role("link", name="Settings").count() == 0
    for path in ("setup/rules/", "setup/draft/", "setup/try/", "setup/describe/", "setup/start/"):
        assert doctor.go(path).status == 403
        assert "25 minutes" not in doctor.text()


def test_an_administrator_looks_as_the_front_desk_and_comes_back(person):
    who = person(DESK)
    who.sign_in("admin@cedar.example")
    who.go("setup/roles/")
    who.page.get_by_role("button", name=re.compile("View as.*Front desk")).click()
    who.page.get_by_text("Everybody here is made up.").wait_for()
    assert who.violations() == []
    who.press("Back to your own")
    who.page.wait_for_url("**/cedar/setup/roles/")


@AT_A_DESK
def test_every_page_of_a_draft_at_work(person, manager, theme):
    add_rule(manager, "Visits with Dr. Chen take 25 minutes")
    add_rule(manager, "Keep Mondays from 08:00 to 09:00 with Dr. Chen for follow-up visits until 2 days before")
    who = person(theme=theme)
    who.sign_in("manager@cedar.example")
    for path in PAGES:
        look(who, path, f"setup-{path.replace('/', '-').replace('?', '-')}", theme)


PAGES = [
    "setup/start/",
    "setup/rules/?text=Visits+wth+Dr.+Chen",
    "setup/rules/build/?shape=caps-1",
    "setup/draft/",
    "setup/try/",
    "setup/why/",
    "setup/versions/",
    "setup/file/",
    "setup/describe/",
    "setup/practice/",
    "setup/parts/providers/",
    "setup/parts/locations/downtown/",
    "setup/hours/chen/",
    "setup/hours/chen/keep/",
    "setup/closures/",
    "setup/questions/form/new-patient/",
    "setup/questions/one/interpreter-language/",
    "setup/templates/booked/",
    "setup/levels/",
    "setup/proxies/",
]
