"""What a rule means for a patient: every family says it in both languages, and never with the practice's own words."""

import datetime as dt

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.for_patients import (
    OTHERWISE,
    WITHOUT_A_SENTENCE,
    horizon_for_patient,
    reasons_for_patient,
    sentences_for_patient,
)
from frontdesk.availability.model import Reason
from frontdesk.rules.families import FAMILIES
from frontdesk.rules.families.caps import PatientCap
from frontdesk.rules.families.told import Guidance, Told
from frontdesk.rules.for_patients import LANGUAGES
from frontdesk.rules.language import family_of, parse
from frontdesk.rules.rule import Rule
from tests.practices import practice, wanted
from tests.rules.test_language import EXAMPLES, VOCABULARY

NAMES = ("Dr.", "Downtown", "North", "Aetna", "Medic", "Procedure", "procedure", "New patient", "follow-up")


# What the practice writes for its patients is its own words (`test_told.py`); all else is ours.
OURS = [one for one in EXAMPLES if not isinstance(parse(one[1], VOCABULARY), (Told, Guidance))]


def kinds(of: type[Rule] = Rule) -> set[type[Rule]]:
    return {deepest for one in of.__subclasses__() for deepest in (kinds(one) or {one})}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("family", "sentence"), OURS, ids=[sentence for _, sentence in OURS])
def test_every_family_says_what_it_means_for_a_patient_in_both_languages(family, sentence, language):
    said = parse(sentence, VOCABULARY).for_patient(language)
    assert said.endswith(".") and said[0].isupper() and len(said) < 160
    assert sentence.rstrip(".") not in said
    assert not [name for name in NAMES if name in said]
    assert said != parse(sentence, VOCABULARY).for_patient(next(one for one in LANGUAGES if one != language))


def test_no_class_of_rule_is_without_it_and_each_has_an_example_here():
    silent = {kind.__name__ for kind in kinds() if kind.for_patient is Rule.for_patient}
    assert silent == set()
    shown = {type(parse(sentence, VOCABULARY)) for _, sentence in EXAMPLES}
    assert kinds() <= shown
    assert {family_of(parse(sentence, VOCABULARY)).name for _, sentence in EXAMPLES} == {one.name for one in FAMILIES}


def test_the_check_can_fail():
    class Silent(Rule):
        pass

    try:
        assert Silent in kinds() and Silent.for_patient is Rule.for_patient
        with pytest.raises(NotImplementedError):
            Silent().for_patient("es")
    finally:
        del Silent
        import gc

        gc.collect()


@pytest.mark.parametrize(
    ("sentence", "english", "spanish"),
    [
        (
            "At most 2 upcoming visits per patient.",
            "You can have 2 visits booked ahead; call us if you need another.",
            "Puede tener 2 citas por venir; llámenos si necesita otra.",
        ),
        (
            "At most 1 upcoming procedure per patient.",
            "You can have 1 visit of this kind booked ahead; call us if you need another.",
            "Puede tener 1 cita de este tipo por venir; llámenos si necesita otra.",
        ),
        (
            "Book visits at most 90 days ahead.",
            "We book up to 90 days ahead.",
            "Programamos citas con un máximo de 90 días de anticipación.",
        ),
        (
            "Patients may cancel visits up to 24 hours ahead.",
            "You can change this visit online until 24 hours ahead. After that, please call us.",
            "Puede cambiar esta cita en línea hasta 24 horas antes. Después, llámenos.",
        ),
        (
            "Book visits at least 1 days ahead.",
            "This visit must be booked at least 1 day ahead. Choose a later time, or call us.",
            "Esta visita se programa con al menos 1 día de anticipación. Elija un horario posterior o llámenos.",
        ),
    ],
)
def test_figures_are_those_of_the_rule(sentence, english, spanish):
    rule = parse(sentence, VOCABULARY)
    assert (rule.for_patient("en"), rule.for_patient("es")) == (english, spanish)


def test_a_cap_of_none_names_no_figure():
    assert "0" not in PatientCap(most=0).for_patient("en") + PatientCap(most=0).for_patient("es")


def test_what_stands_in_the_way_of_a_time_is_said_once_each_and_in_the_language():
    made = practice("At most 2 upcoming visits per patient. The practice is closed on 2026-11-30.")
    book = made.setup.book
    against = [
        Reason("cap", "At most 2 upcoming visits per patient.", "the patient has 2 already"),
        Reason("closure", "The practice is closed on 2026-11-30.", "Mon, Nov 30, all day"),
        Reason("closure", "The practice is closed on 2026-11-30.", "Mon, Nov 30, all day"),
    ]
    assert reasons_for_patient(book, against, "es") == (
        "Puede tener 2 citas por venir; llámenos si necesita otra.",
        "Estamos cerrados en ese horario. Elija otro horario.",
    )
    assert sentences_for_patient(book, ["At most 2 upcoming visits per patient.", "Gone."], "en") == (
        "You can have 2 visits booked ahead; call us if you need another.",
    )


@pytest.mark.parametrize(("family", "sentence"), OURS, ids=[sentence for _, sentence in OURS])
def test_who_chose_nobody_is_not_told_of_a_choice(family, sentence):
    rule = parse(sentence, VOCABULARY)
    english, spanish = (rule.where_nobody_can(language) for language in ("en", "es"))
    assert "person you chose" not in english and "que eligió" not in spanish and english != spanish


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "kind", ["hours", "grid", "taken", "resource", "length", "self-scheduling", "horizon", "lead time", "offers"]
)
def test_a_reason_without_a_sentence_is_said_too_and_without_its_detail(kind, language):
    (said,) = reasons_for_patient(practice("").setup.book, [Reason(kind, None, "Dr. Chen is taken")], language)
    assert said.endswith(".") and "Chen" not in said


def test_words_for_reasons_without_a_sentence_stand_there_in_two_languages():
    assert all(english != spanish for english, spanish in (*WITHOUT_A_SENTENCE.values(), OTHERWISE))


@pytest.mark.parametrize(
    ("rules", "last", "sentence"),
    [
        ("", dt.date(2027, 11, 25), ""),
        ("Book visits at most 90 days ahead.", dt.date(2027, 2, 23), "Book visits at most 90 days ahead."),
        (
            "Book visits with Dr. Chen at most 90 days ahead. Book visits with Dr. Lee at most 30 days ahead.",
            dt.date(2027, 2, 23),
            "Book visits with Dr. Chen at most 90 days ahead.",
        ),
        (
            "Patients book visits at most 10 days ahead. Book visits at most 90 days ahead. Patients may book visits themselves.",
            dt.date(2026, 12, 5),
            "Patients book visits at most 10 days ahead.",
        ),
    ],
)
def test_the_last_day_is_that_of_whoever_books_furthest_ahead_and_names_its_sentence(rules, last, sentence):
    made = practice(rules)
    end = Engine(made.setup).last_day(wanted(channel="online"))
    assert (end.date, end.rule) == (last, sentence)
    assert horizon_for_patient(made.setup.book, end.rule, "en").startswith("We book up to ")
