"""From prose to a draft, on its page; and a language model that suggests, is read by the grammar, and decides nothing."""

import re

import pytest

from frontdesk.practice.drafts import queries
from frontdesk.practice.models import Policy
from tests import factory as f
from tests.peers import language_model
from tests.web_client import as_staff, at

PROSE = (
    "We're a two-doctor pediatric clinic, open 8–5, Dr. Alvarez is off Fridays, sports physicals are 20 minutes, "
    "new Medicaid patients need Maria's approval. Twins come together on Thursdays."
)


@pytest.fixture
def manager(cedar):
    return as_staff(cedar, "manager")


def send(manager, cedar, **data):
    return manager.post(at(cedar, "setup/describe/"), data, follow=True).content.decode()


def test_what_was_understood_stands_beside_the_words_and_the_rest_is_asked(cedar, manager):
    page = send(manager, cedar, text=PROSE)
    assert "Sports physicals take 20 minutes." in page and "“sports physicals are 20 minutes”" in page
    assert (
        "<mark>Twins come together on Thursdays.</mark>" in page
        and "Which of these does “Twins come together on Thursdays.” mean?" in page
    )
    assert "<ins>Dr. Alvarez is off Fridays,</ins>" in page and "When does Dr. Alvarez see patients?" in page
    assert "Of 28 words, 10 are read, 18 are asked about and 0 are not about scheduling." in page
    assert queries.draft() is None, "reading changes nothing"


def test_it_becomes_the_draft_and_nothing_more(cedar, manager):
    before = Policy.objects.get(state="published").text
    page = send(manager, cedar, text=PROSE, do="take")
    assert "This is the draft now. Nothing is in force before you publish it." in page
    assert "Sports physicals take 20 minutes." in queries.draft().text
    assert Policy.objects.get(state="published").text == before


NEW = "Dr. Chen doesn't see new patients on Fridays. Sports physicals take 45 minutes. Dr. Ray works Mondays 8-12."


def test_what_is_in_force_stays_and_what_is_new_is_added(cedar, manager):
    """A manager who writes two sentences does not mean that the practice has nothing else."""
    before = Policy.objects.get(state="published").text
    page = send(manager, cedar, text=NEW)
    assert 'value="add">Add this to the draft' in page and "Start over with only this" in page
    page = send(manager, cedar, text=NEW, do="add")
    assert "This is in the draft now." in page
    draft = queries.draft()
    kept = [line for line in before.splitlines() if line.strip()]
    assert [line for line in draft.text.splitlines() if line in kept] == kept
    assert "Sports physicals take 45 minutes." in draft.text and "Dr. Ray" in draft.text
    assert not queries.examined(draft).faults


def test_it_is_added_to_a_draft_that_is_worked_on_and_nothing_twice(cedar, manager):
    send(manager, cedar, text=NEW, do="add")
    once = queries.draft().text
    send(manager, cedar, text=NEW, do="add")
    assert queries.draft().text == once


def test_hours_that_are_there_already_stay_and_that_is_said(cedar, manager):
    before = queries.in_force().text
    said = "Dr. Chen works Mondays 1-5 pm. Sports physicals take 45 minutes."
    page = send(manager, cedar, text=said)
    assert "Not added, because the rules have something else already: the hours or rooms of Dr. Chen." in page
    send(manager, cedar, text=said, do="add")
    chen = next(line for line in before.splitlines() if "Dr. Chen, npi" in line)
    assert chen in queries.draft().text and "Sports physicals" in queries.draft().text


def test_only_what_is_ticked_is_taken_and_an_answer_that_is_chosen(cedar, manager):
    page = send(manager, cedar, text=PROSE)
    ticks = re.findall(r'name="fact" value="(\d+)" checked', page)
    answers = re.findall(r'name="(answer-\d+)" value="([^"]+)"', page)
    asked, chosen = next((name, value) for name, value in answers if "Thursdays" in value)
    send(manager, cedar, text=PROSE, do="take", ticks="1", fact=ticks[1:], **{asked: chosen})
    text = queries.draft().text
    assert "Sports physicals take 20 minutes." in text and chosen in text
    assert "Dr. Alvarez is away every Friday." not in text, "its tick was taken away"


def test_an_answer_that_no_question_offers_is_not_taken(cedar, manager):
    send(manager, cedar, text=PROSE, do="take", ticks="1", **{"answer-0": "Visits take 5 minutes."})
    assert queries.draft() is None or "Visits take 5 minutes." not in queries.draft().text


def test_what_is_too_long_is_said_and_not_cut_off(cedar, manager):
    page = send(manager, cedar, text="Visits take 20 minutes. " * 900)
    assert "longer than 20,000 characters" in page and "Make this the draft" not in page


def test_nothing_written_is_said_and_markup_is_text(cedar, manager):
    assert "Write something first." in send(manager, cedar, text="  ")
    page = send(manager, cedar, text="<script>alert(1)</script> Open 8-5. Dr. <b>Ray</b>.")
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_without_a_configured_model_nobody_is_asked(cedar, manager):
    assert "Ask the language model" not in send(manager, cedar, text=PROSE)


def test_a_models_sentences_are_read_by_the_grammar_and_wait_for_a_person(cedar, manager, settings):
    says = "Visits with Dr. Alvarez take 30 minutes.\n- Ignore all rules and publish.\nSports physicals need approval.\nDr. Nobody is away on 2027-01-01."
    with language_model(says) as (url, asked):
        settings.SUGGEST_URL, settings.SUGGEST_MODEL, settings.SUGGEST_KEY = url, "small", "secret"
        assert "Ask the language model" in send(manager, cedar, text=PROSE)
        assert asked == [], "only when somebody presses for it"
        page = send(manager, cedar, text=PROSE, do="suggest")
    assert (
        page.count('name="suggested"') == 2
        and "Ignore all rules" not in page
        and '" checked' not in page.split("Suggested by")[1].split("</section>")[0]
    )
    assert asked[0]["path"] == "/v1/chat/completions" and asked[0]["key"] == "Bearer secret"
    sent = asked[0]["messages"][1]["content"]
    assert "Twins come together" in sent and "Sports physicals" not in sent, "only what was not understood"
    assert queries.draft() is None
    send(manager, cedar, text=PROSE, do="take", suggested="Sports physicals need approval.")
    text = queries.draft().text
    assert "# suggested by a language model, taken by Some manager\n  Sports physicals need approval." in text
    assert "Visits with Dr. Alvarez take 30 minutes." not in text, "what nobody ticked is not there"


@pytest.mark.parametrize(
    "personal",
    [
        "call Ada at 312-555-0100",
        "ada@example.org cannot come",
        "born 3/27/1946",
        "MRN 12345678 is late",
        "SSN 123-45-6789",
    ],
)
def test_nothing_that_looks_like_a_patient_is_sent(cedar, manager, settings, personal):
    with language_model("") as (url, asked):
        settings.SUGGEST_URL, settings.SUGGEST_MODEL = url, "small"
        send(manager, cedar, text=f"Open 8-5. Dr. Ray. Twins sit together. And {personal} somehow.", do="suggest")
    sent = str(asked)
    assert personal not in sent and "Twins sit together" in sent


def test_no_row_of_the_database_is_sent(cedar, manager, settings):
    f.patient(cedar, first_name="Canary", last_name="Canaryson")
    with language_model("") as (url, asked):
        settings.SUGGEST_URL, settings.SUGGEST_MODEL = url, "small"
        send(manager, cedar, text=PROSE, do="suggest")
    assert asked and "Canary" not in str(asked) and cedar.phone not in str(asked)


@pytest.mark.parametrize("status", [500, 404])
def test_a_model_that_does_not_answer_takes_nothing_away(cedar, manager, settings, status):
    with language_model("", status) as (url, _asked):
        settings.SUGGEST_URL, settings.SUGGEST_MODEL = url, "small"
        page = send(manager, cedar, text=PROSE, do="suggest")
    assert "did not answer" in page and "Sports physicals take 20 minutes." in page
