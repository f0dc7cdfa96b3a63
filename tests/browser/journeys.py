"""The ways people go, for the tests that walk them."""

from __future__ import annotations

import itertools

_numbers = itertools.count(1)


def ask_for_a_first_visit(
    who, card, *, payer: str = "Medicaid", reason: str = "A cough that does not go away", email: str = ""
) -> str:
    """From the first page to sent, by pressing; the address of the request."""
    page = who.page
    email = email or f"walker{next(_numbers)}@patients.example"
    who.go("")
    page.get_by_label("New patient visit").check()
    who.press("Continue")
    page.get_by_label("Me", exact=True).check()
    page.fill("#id_first", "Wanda")
    page.fill("#id_last", "Walker")
    page.fill("#id_birth_0", "3")
    page.fill("#id_birth_1", "27")
    page.fill("#id_birth_2", "1946")
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
    page.wait_for_url("**/ask/code/")
    page.fill("#id_code", who.code())
    who.press("Continue")
    page.wait_for_url("**/requests/*/")
    return page.url


def patient_signs_in(who, email: str) -> None:
    who.go("sign-in/")
    who.page.fill("#id_contact", email)
    who.press("Send me a code")
    who.page.wait_for_url("**/sign-in/code/")
    who.page.fill("#id_code", who.code())
    who.press("Continue")
    who.page.wait_for_url("**/home/")


def established_patient(site) -> str:
    """The e-mail of a patient whom the practice knows, is grown up and may book a follow-up."""
    return _established()[0]


def caller_with_room(site) -> str:
    """The name of such a patient, for staff who book a caller."""
    return _established()[1]


def _established() -> tuple[str, str]:
    from tests.conftest import superuser

    with superuser("frontdesk_browser") as root:
        row = root.execute(
            "SELECT email, first_name || ' ' || last_name FROM people_patient p WHERE established AND email <> '' AND no_shows < 2 AND birth_date < '2000-01-01' AND NOT EXISTS "
            "(SELECT FROM booking_appointment a WHERE a.patient_id = p.id AND a.start > now() AND a.state = 'booked') "
            "AND NOT EXISTS (SELECT FROM intake_request r WHERE r.patient_id = p.id) ORDER BY id LIMIT 1"
        ).fetchone()
    return row
