"""A screen for each section of the practice file: what is typed goes into the draft, and every other line stays."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, read
from frontdesk.practice.file.holidays import HOLIDAYS
from frontdesk.rules.language import parse
from frontdesk.web.setup.sections import weeks
from frontdesk.web.setup.sections.addressing import names_of
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_staff, at


@pytest.fixture
def manager(cedar):
    return as_staff(cedar, "manager")


def url(cedar, path):
    return at(cedar, f"setup/{path}")


def send(manager, cedar, path, **data):
    return manager.post(url(cedar, path), data, follow=True).content.decode()


def draft():
    return queries.examined(queries.draft())


def layer(provider, number=0):
    """What that layer of somebody's hours is addressed by now."""
    text = (queries.draft() or queries.in_force()).text
    found = next(one for one in document.entries(text, "providers") if one["id"] == provider)
    return weeks.name_of_layer(weeks.layers(found["hours"])[number])


def entries(section):
    return document.entries(queries.draft().text, section)


PAGES = [
    "practice/",
    "parts/locations/",
    "parts/visits/",
    "parts/payers/",
    "parts/providers/",
    "new/locations/",
    "parts/locations/downtown/",
    "parts/visits/procedure/",
    "parts/payers/aetna/",
    "parts/providers/chen/",
    "hours/chen/",
    "hours/chen/?layer=new",
    "closures/",
    "questions/",
    "questions/form/new-patient/",
    "questions/new/?kind=choice&visit=procedure",
    "questions/one/reason/",
    "writing/",
    "reasons/",
    "levels/",
    "proxies/",
    "templates/",
    "templates/booked/",
]


AS_THEY_ARE = [
    "practice/",
    "parts/locations/downtown/",
    "parts/visits/procedure/",
    "parts/payers/aetna/",
    "parts/providers/chen/",
    "hours/chen/",
    "questions/one/reason/",
    "writing/",
    "reasons/",
    "levels/",
    "templates/booked/",
]


@pytest.mark.parametrize("path", some_of(PAGES, one_in=3, torture=2))
def test_every_page_opens_and_begins_no_draft(cedar, manager, path):
    assert manager.get(url(cedar, path)).status_code == 200
    assert queries.draft() is None


class Fields(HTMLParser):
    """What a browser sends of a form; of a list in which nothing is selected, its first choice."""

    def __init__(self):
        super().__init__()
        self.values, self.area, self.select, self.first = {}, "", "", {}

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "input" and a.get("name") and ("checked" in a or a.get("type") not in ("checkbox", "radio")):
            usual = "on" if a.get("type") == "checkbox" else ""
            self.values.setdefault(a["name"], []).append(a.get("value", usual))
        self.area = a.get("name", "") if tag == "textarea" else ""
        if tag == "textarea":
            self.values.setdefault(self.area, [""])
        if tag == "select":
            self.select = a.get("name", "")
        if tag == "option":
            self.first.setdefault(self.select, [a.get("value", "")])
            if "selected" in a:
                self.values.setdefault(self.select, []).append(a.get("value", ""))

    def handle_data(self, data):
        if self.area:
            self.values[self.area] = [self.values[self.area][0] + data]


def as_a_browser_sends(page):
    forms = [part for part in page.split("<form")[1:] if 'class="card' in part or "data-paint" in part]
    fields = Fields()
    fields.feed("<form" + forms[0].split("</form>")[0])
    sent = fields.first | fields.values
    return {name: value for name, value in sent.items() if name not in ("csrfmiddlewaretoken", "do")}


@pytest.mark.parametrize("path", some_of(AS_THEY_ARE, one_in=3, torture=2))
def test_opening_and_saving_a_page_as_it_is_changes_nothing(cedar, manager, path):
    page = manager.get(url(cedar, path)).content.decode()
    response = manager.post(url(cedar, path), as_a_browser_sends(page))
    assert response.status_code == 302, path
    assert queries.draft() is None or not queries.changes(queries.draft()), queries.changes(queries.draft())


def test_a_visit_type_is_added_with_its_spanish_and_an_id_of_its_own(cedar, manager):
    page = send(manager, cedar, "new/visits/", name="Flu shot", es_name="Vacuna contra la gripe")
    assert "Saved into the draft." in page
    assert entries("visit types")[-1] == {
        "id": "flu-shot",
        "name": "Flu shot",
        "es": {"name": "Vacuna contra la gripe"},
    }
    send(manager, cedar, "new/visits/", name="Flu shot!")
    assert entries("visit types")[-1]["id"] == "flu-shot-2"


def test_a_new_name_goes_into_the_rules_that_say_the_old_one(cedar, manager):
    page = manager.get(url(cedar, "parts/providers/chen/")).content.decode()
    assert "At most 2 procedures per day with Dr. Chen." in page
    send(manager, cedar, "parts/providers/chen/", name="Dr. Chen-Li", npi="1234567893")
    assert "At most 2 procedures per day with Dr. Chen-Li." in queries.draft().text
    assert not draft().faults


def test_taking_out_what_rules_name_is_kept_and_said(cedar, manager):
    page = send(manager, cedar, "parts/visits/procedure/arrange/", do="remove")
    assert "2 errors" in page and "procedure" not in [one["id"] for one in entries("visit types")]


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(cedar, manager):
    response = manager.post(url(cedar, "new/providers/"), {"name": "Dr. Ray", "npi": "1234567890"})
    page = response.content.decode()
    assert response.status_code == 422 and "check digit" in page and 'value="Dr. Ray"' in page
    response = manager.post(url(cedar, "parts/locations/downtown/"), {"name": "Downtown", "rooms": "exam 1"})
    assert response.status_code == 422 and "write a short name, a colon and a kind" in response.content.decode()
    assert queries.draft() is None


def test_rooms_are_lines_and_keep_their_order(cedar, manager):
    send(
        manager,
        cedar,
        "parts/locations/downtown/",
        name="Downtown",
        rooms="exam-2: exam room\nUS 1: ultrasound machine",
    )
    assert entries("locations")[0]["rooms"] == [
        {"id": "exam-2", "kind": "exam room"},
        {"id": "us-1", "kind": "ultrasound machine"},
    ]


HOURS_OF_A_MACHINE = """us-1: ultrasound machine
  mon, wed: 08:00 to 12:00
  15th, last day: 13:00 to 17:00
  sat: 20:00 to 02:00; only procedure, follow-up; starting 2026-12-05; until 2027-03-31; every 2 weeks; which 1st, last"""


def test_hours_of_a_machine_are_lines_below_it_and_stay_when_something_else_is_saved(cedar, manager):
    lines = f"exam-1: exam room\n{HOURS_OF_A_MACHINE}"
    send(manager, cedar, "parts/locations/downtown/", name="Downtown", rooms=lines)
    hours = entries("locations")[0]["rooms"][1]["hours"]
    assert hours[0] == {"days": ["mon", "wed"], "from": "08:00", "to": "12:00"}
    shown = manager.get(url(cedar, "parts/locations/downtown/")).content.decode()
    assert all(line in shown for line in lines.splitlines())
    assert "mon, wed: 08:00 to 12:00" in manager.get(url(cedar, "parts/locations/")).content.decode()
    send(manager, cedar, "parts/locations/downtown/", name="Downtown", phone="312 555 0100", rooms=lines)
    assert entries("locations")[0]["rooms"][1]["hours"] == hours
    block = draft().file.setup.locations["downtown"].by_id["us-1"].blocks[2]
    assert (block.to, block.every, block.which, block.only) == (26 * 60, 2, {1, -1}, {"procedure", "follow-up"})


@pytest.mark.parametrize(
    "line", ["mon, xyz: 08:00 to 12:00", "mon: 08:00", "mon: 08:00 to 12:00; sometimes", "mon: 08:00 to 12:00; every"]
)
def test_a_line_that_is_to_say_hours_and_does_not_is_refused(cedar, manager, line):
    rooms = f"us-1: ultrasound machine\n{line}"
    response = manager.post(url(cedar, "parts/locations/downtown/"), {"name": "Downtown", "rooms": rooms})
    assert response.status_code == 422 and "write hours as weekdays" in response.content.decode()


def test_hours_of_a_machine_are_not_guessed_to_be_at_night(cedar, manager):
    def sent(hours):
        rooms = f"us-1: ultrasound machine\n  mon: {hours}"
        return manager.post(url(cedar, "parts/locations/downtown/"), {"name": "Downtown", "rooms": rooms})

    answer = sent("1:00 to 5:00")
    assert answer.status_code == 422 and "1:00 AM or 1:00 PM?" in answer.content.decode()
    assert "mon: 1:00 to 5:00" in answer.content.decode() and queries.draft() is None
    assert sent("8:30 am to 1:00 PM").status_code == 302
    assert entries("locations")[0]["rooms"][0]["hours"] == [{"days": ["mon"], "from": "08:30", "to": "13:00"}]


def test_hours_below_no_room_are_refused(cedar, manager):
    response = manager.post(
        url(cedar, "parts/locations/downtown/"), {"name": "Downtown", "rooms": "mon: 08:00 to 12:00"}
    )
    assert response.status_code == 422 and queries.draft() is None


def test_hours_on_days_of_the_month_are_shown_as_text_and_not_painted_away(cedar, manager):
    text = queries.in_force().text.replace("days: [mon, tue, wed, thu, fri, sat, sun]", "days: [mon, 15th]", 1)
    send(manager, cedar, "file/", text=text)
    page = manager.get(url(cedar, "hours/chen/")).content.decode()
    assert "mon, 15th: 08:00 to 12:00" in page and "Save into the draft" not in page


def test_entries_move_up_and_down(cedar, manager):
    send(manager, cedar, "parts/payers/aetna/arrange/", do="up")
    assert [one["id"] for one in entries("payers")] == ["medicaid", "aetna", "medicare"]


# Hours ------------------------------------------------------------------------------------------------------


def cells(day, begin, end, step=30):
    return [f"{day}-{minute}" for minute in range(begin * 60, end * 60, step)]


def test_a_painted_week_becomes_blocks_with_the_same_hours_together(cedar, manager):
    send(
        manager,
        cedar,
        "hours/chen/",
        layer=layer("chen"),
        step="30",
        at="downtown",
        cell=cells("mon", 8, 12) + cells("mon", 13, 17) + cells("tue", 8, 12),
    )
    assert entries("providers")[0]["hours"] == [
        {"at": "downtown", "days": ["mon", "tue"], "from": "08:00", "to": "12:00"},
        {"at": "downtown", "days": ["mon"], "from": "13:00", "to": "17:00"},
    ]


def test_other_hours_hold_for_some_visits_or_part_of_the_year(cedar, manager):
    send(
        manager,
        cedar,
        "hours/chen/",
        layer="new",
        step="30",
        at="downtown",
        only="procedure",
        starting="2027-01-04",
        every="2",
        cell=cells("sat", 13, 15),
    )
    assert entries("providers")[0]["hours"][-1] == {
        "at": "downtown",
        "days": ["sat"],
        "from": "13:00",
        "to": "15:00",
        "only": ["procedure"],
        "starting": "2027-01-04",
        "every": "2 weeks",
    }
    assert not draft().faults
    page = manager.get(url(cedar, f"hours/chen/?layer={layer('chen', 1)}")).content.decode()
    assert page.count('name="cell"') > 0 and 'value="sat-780" checked' in page
    assert "elsewhere" in page, "the other layer's hours are shown and cannot be painted"


def test_two_layers_that_overlap_are_a_fault_that_is_shown(cedar, manager):
    page = send(manager, cedar, "hours/chen/", layer="new", step="30", at="downtown", cell=cells("mon", 9, 10))
    assert "1 error" in page and "nobody is in two places" in str(draft().faults)


def test_every_other_week_needs_a_date_to_count_from(cedar, manager):
    response = manager.post(
        url(cedar, "hours/chen/"),
        {"layer": layer("chen"), "step": "30", "at": "downtown", "every": "2", "cell": "mon-480"},
    )
    assert response.status_code == 422 and "Every other week from when?" in response.content.decode()


def test_hours_are_copied_from_somebody_else_and_taken_out(cedar, manager):
    send(manager, cedar, "hours/chen/", layer=layer("chen"), step="30", at="downtown", cell=cells("mon", 8, 12))
    send(manager, cedar, "hours/lee/change/", do="copy", **{"from": "chen"})
    assert entries("providers")[1]["hours"] == entries("providers")[0]["hours"]
    send(manager, cedar, "hours/lee/change/", do="remove", layer=layer("lee"))
    assert "hours" not in entries("providers")[1]


def test_reserved_time_is_seen_in_the_week(cedar, manager):
    rule = "Keep Mondays from 09:00 to 10:00 with Dr. Chen for procedures until 2 days before."
    manager.post(url(cedar, "rules/save/"), {"text": rule, "line": "0"})
    page = manager.get(url(cedar, "hours/chen/")).content.decode()
    assert page.count(f'class="kept" title="{rule}"') == 2
    assert 'class="kept"' not in manager.get(url(cedar, "hours/lee/")).content.decode()


def test_time_that_is_kept_is_painted_too(cedar, manager):
    assert manager.get(url(cedar, "hours/chen/keep/")).content.decode().count('name="cell"') == 7 * 8
    painted = cells("mon", 9, 11) + cells("thu", 9, 11) + cells("fri", 8, 9)
    send(manager, cedar, "hours/chen/keep/", visits=["follow-up"], until="until 2 days before", cell=painted)
    said = [one.text for one in draft().file.setup.book.entries if one.text.startswith("Keep")]
    assert said == [
        "Keep Mondays and Thursdays from 09:00 to 11:00 with Dr. Chen for follow-up visits until 2 days before.",
        "Keep Fridays from 08:00 to 09:00 with Dr. Chen for follow-up visits until 2 days before.",
    ]
    page = manager.get(url(cedar, "hours/chen/keep/")).content.decode()
    assert page.count('class="kept"') == 10
    for wrong, says in (
        ({"cell": painted}, "Choose the visits"),
        ({"visits": ["procedure"]}, "Paint the time that is"),
    ):
        response = manager.post(url(cedar, "hours/chen/keep/"), wrong)
        assert response.status_code == 422 and says in response.content.decode()


def test_painting_and_reading_back_are_each_others_opposite():
    layer = {"at": "downtown"}
    names = cells("mon", 0, 24, 15) + cells("fri", 7, 9, 15)
    blocks = weeks.painted(names, 15, layer)
    assert blocks[0] == {"at": "downtown", "days": ["mon"], "from": "00:00", "to": "24:00"}
    rows = weeks.rows(blocks, [], [], 15)
    assert sorted(cell.name for row in rows for cell in row.cells if cell.on) == sorted(names)
    assert weeks.step_of([{"from": "08:00", "to": "12:10"}]) is None


# Closures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "year", "date"),
    [
        ("king", 2027, "2027-01-18"),
        ("washington", 2027, "2027-02-15"),
        ("memorial", 2027, "2027-05-31"),
        ("memorial", 2028, "2028-05-29"),
        ("labor", 2027, "2027-09-06"),
        ("columbus", 2027, "2027-10-11"),
        ("thanksgiving", 2026, "2026-11-26"),
        ("thanksgiving", 2028, "2028-11-23"),
        ("christmas", 2027, "2027-12-25"),
    ],
)
def test_federal_holidays_fall_on_the_days_of_the_law(key, year, date):
    assert str(next(one for one in HOLIDAYS if one.key == key).on(year)) == date


def test_holidays_are_offered_and_become_sentences_once(cedar, manager):
    for _ in range(2):
        send(manager, cedar, "closures/change/", do="holidays", holiday=["christmas", "thanksgiving"])
    said = [one.text for one in draft().file.setup.book.entries]
    assert said.count("The practice is closed on December 25.") == 1
    assert said.count("The practice is closed on the fourth Thursday of November.") == 1


def test_all_holidays_are_one_sentence_beside_which_none_is_offered(cedar, manager):
    send(manager, cedar, "closures/change/", do="holidays", holiday=["christmas", "all"])
    said = [entry.text for entry in draft().file.setup.book.entries if "closed on" in entry.text]
    assert said == ["The practice is closed on federal holidays."]
    page = manager.get(at(cedar, "setup/closures/")).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="holiday"[^>]*>', page)
    assert len(boxes) == len(HOLIDAYS) + 1 and all("checked" in box and "disabled" in box for box in boxes)


@pytest.mark.parametrize("holiday", HOLIDAYS, ids=lambda one: one.key)
def test_a_holiday_is_closed_on_its_day_in_every_year(holiday):
    rule = parse(holiday.sentence, read(f.CEDAR).setup.book.vocabulary)
    assert all(rule.closed(holiday.on(year)) for year in range(2024, 2060))
    assert sum(bool(rule.closed(dt.date(2026, 1, 1) + dt.timedelta(days=n))) for n in range(365)) == 1


def test_a_provider_is_away_and_comes_back(cedar, manager):
    day = f.day(30)
    send(
        manager, cedar, "closures/change/", who="provider chen", first=day, last=day, **{"from": "13:00", "to": "15:00"}
    )
    (entry,) = [one for one in draft().file.setup.book.entries if "away" in one.text]
    assert entry.text == f"Dr. Chen is away on {day} from 13:00 to 15:00."
    send(manager, cedar, "closures/change/", do="remove", line=entry.line, written=entry.written)
    assert "is away" not in queries.draft().text
    page = send(manager, cedar, "closures/change/", who="", first=day, last=f.day(29))
    assert "Choose days that exist" in page


# Forms ------------------------------------------------------------------------------------------------------


def test_a_question_is_added_with_choices_in_both_languages(cedar, manager):
    send(
        manager,
        cedar,
        "questions/new/",
        ask="Which language?",
        kind="choice",
        options="Spanish | Español\nPolish | Polaco",
        visits=["new-patient"],
        es_ask="¿Qué idioma?",
        required="on",
        shown='reason mentions "interpreter"',
        back="new-patient",
    )
    assert entries("intake")[-1] == {
        "id": "which-language",
        "ask": "Which language?",
        "kind": "choice",
        "options": ["Spanish", "Polish"],
        "for": ["new-patient"],
        "show when": 'reason mentions "interpreter"',
        "es": {"ask": "¿Qué idioma?", "options": ["Español", "Polaco"]},
    }
    assert not draft().faults
    page = manager.get(url(cedar, "questions/form/new-patient/")).content.decode()
    assert "¿Qué idioma?" in page and "Polaco" in page and page.count('class="phone"') == 2


def test_a_condition_that_cannot_be_read_is_said_at_its_field(cedar, manager):
    response = manager.post(
        url(cedar, "questions/new/"),
        {"ask": "X?", "kind": "text", "visits": ["procedure"], "shown": "the patient is tall"},
    )
    assert response.status_code == 422 and "stopped at" in response.content.decode()


def test_what_is_typed_is_drawn_as_a_patient_sees_it_and_kept_nowhere(cedar, manager):
    drawn = manager.post(
        url(cedar, "questions/draw/"), {"ask": "How do you feel?", "es_ask": "¿Cómo se siente?", "kind": "yes/no"}
    ).content.decode()
    assert "How do you feel?" in drawn and "¿Cómo se siente?" in drawn and "Sí" in drawn and "Yes" in drawn
    assert queries.draft() is None


def test_questions_are_put_on_a_form_moved_and_taken_off(cedar, manager):
    send(manager, cedar, "questions/one/insurance-card/arrange/", do="on", visit="procedure")
    send(manager, cedar, "questions/one/reason/arrange/", do="on", visit="procedure")
    assert [one.get("for") for one in entries("intake")] == [["procedure"], ["procedure"]]
    send(manager, cedar, "questions/one/insurance-card/arrange/", do="up", visit="procedure")
    assert [one["id"] for one in entries("intake")] == ["insurance-card", "reason"]
    send(manager, cedar, "questions/one/insurance-card/arrange/", before="", visit="procedure")
    assert [one["id"] for one in entries("intake")] == ["reason", "insurance-card"]
    send(manager, cedar, "questions/one/insurance-card/arrange/", before="reason", visit="procedure")
    assert [one["id"] for one in entries("intake")] == ["insurance-card", "reason"]
    send(manager, cedar, "questions/one/reason/arrange/", do="off", visit="procedure")
    assert entries("intake")[1].get("for") is None


# Messages, plans, people who act ----------------------------------------------------------------------------


def test_a_message_has_its_own_words_and_only_words_that_it_knows(cedar, manager):
    page = send(manager, cedar, "templates/booked/", subject="See you on {day}", es_subject="Le esperamos el {day}")
    assert "Saved into the draft." in page and "See you on" in page
    response = manager.post(url(cedar, "templates/booked/"), {"subject": "See you, {first_name}"})
    assert response.status_code == 422 and "has no {first_name}" in response.content.decode()
    send(manager, cedar, "templates/booked/", subject="")
    assert "See you on" not in queries.draft().text


def test_reminders_quiet_hours_and_the_waitlist_have_a_screen(cedar, manager):
    told = {"quiet_from": "20:00", "quiet_to": "09:00", "order": "most urgent", "keep": "45 minutes"}
    send(manager, cedar, "writing/", reminders="3 days, 2 hours", invite="3 weeks", remind="10 days", **told)
    file = draft().file
    assert [one.days for one in file.messages.reminders] == [3, 0]
    assert (file.messages.quiet.begin, file.waitlist.order) == (1200, "most urgent")
    response = manager.post(
        url(cedar, "writing/"), {"reminders": "soon", "invite": "3 weeks", "remind": "10 days", **told}
    )
    assert response.status_code == 422 and "is not a span of time" in response.content.decode()


def test_how_long_requests_may_wait_is_a_sentence_that_is_changed_in_its_place(cedar, manager):
    units = {"u0": "business days", "u1": "days", "u2": "hours"}
    send(manager, cedar, "levels/", n0="2", **units)
    send(manager, cedar, "levels/", n0="3", n1="7", **units)
    said = [one.text for one in draft().file.setup.book.entries if "wait" in one.text]
    assert said == [
        "Requests wait at most 3 business days for approval.",
        "Requests wait at most 7 days for information.",
    ]
    send(manager, cedar, "levels/", **units)
    assert "wait at most" not in queries.draft().text


def test_reasons_are_lines_and_the_standard_ones_stay_unwritten(cedar, manager):
    page = manager.get(url(cedar, "reasons/")).content.decode()
    assert "We do not take this insurance" in page
    send(manager, cedar, "reasons/", ask="Please call us. | Por favor llámenos.", approve="", decline="Full", cancel="")
    assert {what: [(r.say, r.es) for r in found] for what, found in draft().file.reasons.items()} == {
        "ask": [("Please call us.", "Por favor llámenos.")],
        "decline": [("Full", "")],
    }


def test_who_acts_for_whom_is_a_table_of_lines(cedar, manager):
    send(manager, cedar, "proxies/", who="parent", most="12", may=["see", "book"])
    send(manager, cedar, "proxies/", who="carer", least="18", may=["see"], visits=["procedure"])
    assert [(one.who, one.least, one.most) for one in draft().file.proxies] == [("parent", 0, 12), ("carer", 18, 200)]
    send(manager, cedar, f"proxies/{names_of(entries('proxies'))[0]}/", do="remove")
    assert [one.who for one in draft().file.proxies] == ["carer"]


def test_the_practice_itself_has_a_screen(cedar, manager):
    send(manager, cedar, "practice/", name="Cedar & Sons", timezone="America/Denver", phone="+1 312 555 0101")
    assert (draft().file.setup.name, draft().file.setup.zone.key) == ("Cedar & Sons", "America/Denver")


def test_the_file_comes_out_with_every_change_and_every_remark(cedar, manager):
    text = "# ours\n" + f.CEDAR.replace("payers:", "# who pays\npayers:")
    manager.post(url(cedar, "file/"), {"text": text})
    send(manager, cedar, "new/payers/", name="Cigna")
    out = manager.get(url(cedar, "file/export/")).content.decode()
    assert "# ours" in out and "# who pays" in out and "Cigna" in out


def test_every_word_of_every_message_has_an_example_on_the_page_of_message_texts(cedar, rf):
    from frontdesk.practice.file.messages import WORDS
    from frontdesk.web.setup.templates import example_words

    request = rf.get("/")
    request.practice = cedar
    assert {word for words in WORDS.values() for word in words} <= set(example_words(request, "en"))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        *((day, "Enter dates within ten years of today.") for day in ("9999-12-31", "0046-03-27")),
        *((day, "Enter a date with the month first, such as 12/8/2026.") for day in ("soon", "²")),
    ],
)
def test_a_closure_is_of_days_that_somebody_can_mean(cedar, day, words):
    manager = as_staff(cedar, "manager")
    assert words in send(manager, cedar, "closures/change/", who="", first=day, last="")


def test_a_page_that_is_old_takes_out_no_other_line_and_no_other_hours(cedar, manager):
    """What a link or a button of an old page names by what it said is there no longer: nothing else is touched."""
    send(manager, cedar, "proxies/", who="parent", most="12", may=["see", "book"])
    send(manager, cedar, "proxies/", who="carer", least="18", may=["see"], visits=["procedure"])
    old = names_of(entries("proxies"))[0]
    send(manager, cedar, f"proxies/{old}/", do="remove")
    page = send(manager, cedar, f"proxies/{old}/", do="remove")
    assert "This line is no longer there." in page
    assert [one.who for one in draft().file.proxies] == ["carer"]
    gone = layer("chen")
    send(
        manager, cedar, "hours/chen/", layer="new", step="30", at="downtown", only="procedure", cell=cells("sat", 8, 12)
    )
    send(manager, cedar, "hours/chen/change/", do="remove", layer=gone)
    kept = entries("providers")[0]["hours"]
    assert [block["only"] for block in kept] == [["procedure"]]
    for path, do in (("hours/chen/change/", {"do": "remove"}), ("hours/chen/", {"step": "30", "at": "downtown"})):
        send(manager, cedar, path, layer=gone, cell=cells("mon", 8, 12), **do)
        assert entries("providers")[0]["hours"] == kept
    assert "no longer there" in manager.get(url(cedar, f"hours/chen/?layer={gone}"), follow=True).content.decode()


def test_lines_that_say_the_same_have_a_name_each():
    assert len(set(names_of([{"who": "parent"}, {"who": "parent"}, {"who": "carer"}]))) == 3
    assert names_of([{"a": 1}])[0] == names_of([{"b": 2}, {"a": 1}])[1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (f.CEDAR.encode(), False),
        (f.CEDAR.replace("\n", "\r\n").encode(), True),
        (b"\xef\xbb\xbf" + f.CEDAR.encode(), True),
    ],
)
def test_what_is_not_kept_of_a_file_is_said(cedar, manager, given, said):
    upload = SimpleUploadedFile("cedar.yaml", given.replace(b"Dr. Lee", b"Dr. Lea"))
    page = send(manager, cedar, "file/", file=upload)
    assert ("the file that you download has plain line ends" in page) == said
    assert "Dr. Lea" in queries.draft().text and "\r" not in queries.draft().text


def test_a_line_of_carers_that_is_saved_as_it_is_changes_nothing(db):
    line = "  - {who: parent, under age: 12, may: [see, cancel, book], visits: [procedure, follow-up]}\n"
    practice = f.load_cedar(f.CEDAR.replace("rules: |", f"proxies:\n{line}rules: |"))
    name = names_of(document.entries(queries.in_force().text, "proxies"))[0]
    said = {"who": "parent", "least": "", "most": "12", "may": ["see", "book", "cancel"]}
    said["visits"] = ["follow-up", "procedure"]
    page = as_staff(practice, "manager").post(at(practice, f"setup/proxies/{name}/"), said)
    assert page.status_code == 302 and queries.draft() is None


# Hours that cannot be used ------------------------------------------------------------------------------------

WRONG = [  # how a block of hours is written, how it is shown, and what is wrong
    ("mon 08:00-12:00", "mon 08:00-12:00", "must have keys"),
    ('{at: downtwn, days: [mon], from: "13:00", to: "14:00"}', "downtwn", "did you mean"),
    ('{at: downtown, days: [mon], from: "08:75", to: "14:00"}', "08:75", "not a time of day"),
    ('{at: downtown, from: "13:00", to: "14:00"}', "13:00", "has no &#x27;days&#x27;"),
    ('{at: downtown, days: [moonday], from: "13:00", to: "14:00"}', "moonday", "no weekday"),
    ('{at: downtown, days: [mon], from: "13:00", to: "14:00", note: lunch}', "note: lunch", "unknown key"),
    ("[mon, tue]", "[mon, tue]", "must have keys"),
]


def with_a_block_more(manager, cedar, written):
    text = queries.in_force().text.replace("hours: [{", f"hours: [{written}, {{", 1)
    send(manager, cedar, "file/", text=text)
    return entries("providers")[0]["hours"]


@pytest.mark.parametrize(("written", "shown", "wrong"), WRONG)
def test_hours_that_cannot_be_used_are_shown_with_what_is_wrong_and_stay_where_others_are_painted(
    cedar, manager, written, shown, wrong
):
    before = with_a_block_more(manager, cedar, written)
    page = manager.get(url(cedar, "hours/chen/")).content.decode()
    assert "cannot be used as they are written" in page and shown in page and wrong in page
    good = weeks.name_of_layer([before[1]])
    send(manager, cedar, "hours/chen/", layer=good, step="30", at="downtown", cell=cells("mon", 8, 12))
    after = entries("providers")[0]["hours"]
    assert after[0] == before[0] and after[1]["days"] == ["mon"] and len(after) == 2
    send(
        manager, cedar, "hours/chen/", layer="new", step="30", at="downtown", only="procedure", cell=cells("sat", 8, 9)
    )
    assert entries("providers")[0]["hours"][:2] == after
    gone = weeks.name_of_layer([after[1]])
    send(manager, cedar, "hours/chen/change/", do="remove", layer=gone)
    assert entries("providers")[0]["hours"][0] == before[0] and after[1] not in entries("providers")[0]["hours"]
    send(manager, cedar, "hours/lee/change/", do="copy", **{"from": "chen"})
    assert entries("providers")[1]["hours"] == entries("providers")[0]["hours"], "what is wrong there is copied too"


@pytest.mark.parametrize("written", ["every morning", '{at: downtown, days: [mon], frm: "08:00", to: "12:00"}'])
def test_hours_that_are_no_list_at_all_are_shown_and_stay(cedar, manager, written):
    text = re.sub(r"hours: \[\{.*?\}\]", f"hours: {written}", queries.in_force().text, count=1)
    send(manager, cedar, "file/", text=text)
    assert "cannot be used as they are written" in manager.get(url(cedar, "hours/chen/")).content.decode()
    send(manager, cedar, "hours/chen/", layer="new", step="30", at="downtown", cell=cells("mon", 8, 9))
    there = entries("providers")[0]["hours"]
    assert len(there) == 2 and (there[0] == written or there[0]["frm"] == "08:00") and there[1]["to"] == "09:00"


@pytest.mark.parametrize("odd", ['from: "20:00", to: "06:00"', 'from: "08:10", to: "12:00"'])
def test_hours_that_no_week_can_show_are_text_and_no_press_takes_them_out(cedar, manager, odd):
    text = queries.in_force().text.replace('from: "08:00", to: "12:00"', odd, 1)
    send(manager, cedar, "file/", text=text)
    page = manager.get(url(cedar, "hours/chen/")).content.decode()
    assert "Save into the draft" not in page and "cannot be used" not in page
    answer = manager.post(url(cedar, "hours/chen/"), {"layer": layer("chen"), "step": "30", "at": "downtown"})
    assert answer.status_code == 422 and "cannot be painted" in answer.content.decode()
    assert len(entries("providers")[0]["hours"]) == 1


def test_hours_that_are_right_are_called_wrong_by_nothing(cedar, manager):
    assert "cannot be used" not in manager.get(url(cedar, "hours/chen/")).content.decode()


def test_a_room_that_is_no_entry_stands_in_the_list_as_it_is_written(cedar, manager):
    text = queries.in_force().text.replace("rooms: [{id: exam-1", "rooms: [a spare room, {id: exam-1", 1)
    send(manager, cedar, "file/", text=text)
    assert "a spare room, exam-1" in manager.get(url(cedar, "parts/locations/")).content.decode()
