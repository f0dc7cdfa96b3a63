"""A standard field is asked in one field, kept in one place, and read back from there: referrals, online, the caller's page, Add information."""

import datetime as dt
import re

import pytest

from frontdesk.intake.models import Referral
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.referrals.minimum import COLUMNS, missing
from frontdesk.people.contacts import Unreadable
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_staff, at

ASKED = (
    "  New patient visits need date of birth, insurance, member id, phone and email before booking.\n"
    "  Dr. Chen does not take Medicaid.\n"
)
WHO = {"first_name": "Ada", "last_name": "Moss", "phone": "+13125553101", "clinic_email": "desk@lakeview.example"}


@pytest.fixture
def practice(cedar):
    return f.load_cedar(f.CEDAR + ASKED)


@pytest.fixture
def desk(practice):
    return f.actor(practice, "scheduler")


def received(practice, desk, **values) -> Referral:
    return referrals.receive(desk, practice, values={"visit_type": f.visit("new-patient"), **WHO, **values})


def names_in(page: str) -> list[str]:
    form = page.partition('edit/"')[2].partition("</form>")[0]
    return re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', form)


def test_a_referral_has_one_field_for_each_and_each_gap_is_named_once(practice, desk):
    one = received(practice, desk)
    page = at(practice, f"console/referrals/{one.pk}/")
    maria = as_staff(practice, "scheduler")
    shown = maria.get(page).content.decode()
    assert [name for name in names_in(shown) if name.startswith("answer-")] == []
    assert names_in(shown).count("birth_date_month") == names_in(shown).count("payer") == 1
    gaps = missing(one)
    assert gaps.who == ("date of birth",)
    assert {field for field, _ in gaps.fields} == {"insurance", "member-id", "email", "reason"}
    row = maria.get(at(practice, "console/referrals/")).content.decode()
    assert row.lower().count("date of birth") == 1


def test_what_is_filled_in_there_is_not_missing_any_more(practice, desk):
    one = received(practice, desk)
    page = at(practice, f"console/referrals/{one.pk}/")
    maria = as_staff(practice, "scheduler")
    said = {
        "version": one.version,
        "urgency": "routine",
        "visit_type": str(one.visit_type_id),
        **{name: WHO[name] for name in ("first_name", "last_name", "phone", "clinic_email")},
        "birth_date_month": "7",
        "birth_date_day": "6",
        "birth_date_year": "2012",
        "payer": str(Payer.objects.get(code="medicaid").pk),
        "member_id": "M1",
        "email": "ada@moss.example",
        "why": "cough",
    }
    maria.post(f"{page}edit/", said)
    one.refresh_from_db()
    assert (one.payer.code, one.member_id, one.why) == ("medicaid", "M1", "cough")
    assert not missing(one)


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("date-of-birth", "2012-07-06", dt.date(2012, 7, 6)),
        ("insurance", "medicaid", "Medicaid"),
        ("member-id", "m 1", "m 1"),
        ("phone", "(312) 555-3109", "+13125553109"),
        ("email", "Ada@Moss.example", "Ada@moss.example"),
        ("reason", "cough", "cough"),
    ],
)
def test_what_another_system_sends_as_an_answer_is_kept_in_its_place(practice, desk, field, said, kept):
    values = {"visit_type": f.visit("new-patient"), "last_name": "Moss"}
    one = referrals.receive(desk, practice, values=values, answers={field: said})
    again = referrals.receive(desk, practice, values=values)
    again = referrals.edit(desk, again, values={}, answers={field: said})
    for each in (one, again):
        each.refresh_from_db()
        own = getattr(each, COLUMNS[field])
        assert str(own).lower() == str(kept).lower() and field not in each.answers


def test_an_insurance_that_is_none_of_ours_is_refused(practice, desk):
    with pytest.raises(Unreadable):
        referrals.receive(desk, practice, values={"last_name": "Moss"}, answers={"insurance": "Acme Mutual"})


def test_a_new_record_is_judged_by_what_the_page_shows(practice, desk):
    """Aetna was an answer once, Medicaid is what stands there: Dr. Chen is not offered."""
    one = received(
        practice,
        desk,
        birth_date=dt.date(2012, 7, 6),
        email="ada@moss.example",
        payer=Payer.objects.get(code="medicaid"),
        member_id="M1",
        why="cough",
    )
    Referral.objects.filter(pk=one.pk).update(
        answers={"insurance": "Aetna", "member-id": "Aetna 9", "date-of-birth": "x"}
    )
    request = referrals.accept(desk, Referral.objects.get(pk=one.pk)).request
    request.patient.refresh_from_db()
    assert (request.patient.payer.code, request.patient.member_id) == ("medicaid", "M1")
    assert {answer.field for answer in request.answers.all()} == {"reason"}
    shown = as_staff(practice, "scheduler").get(at(practice, f"console/requests/{request.pk}/")).content.decode()
    assert "Aetna" not in shown
    offered = {value.split("|")[0] for value in re.findall(r'name="time" value="([^"]+)"', shown)}
    assert offered == {"lee"}


def test_another_birth_date_of_a_known_record_is_listed(practice, desk):
    known = f.patient(practice, first_name="Ada", last_name="Moss", birth_date=dt.date(2012, 6, 7))
    one = received(
        practice,
        desk,
        birth_date=dt.date(2012, 7, 6),
        email=known.email,
        payer=Payer.objects.get(code="aetna"),
        member_id="M1",
        why="cough",
    )
    shown = as_staff(practice, "scheduler").get(at(practice, f"console/referrals/{one.pk}/")).content.decode()
    table = shown.partition("What is not the same")[2].partition("</table>")[0]
    assert "Date of birth" in table and "Jun 7, 2012" in table and "Jul 6, 2012" in table
    request = referrals.accept(desk, one, patient=known).request
    shown = as_staff(practice, "scheduler").get(at(practice, f"console/requests/{request.pk}/")).content.decode()
    assert "Date of birth, says the referral" in shown and "Jul 6, 2012" in shown
