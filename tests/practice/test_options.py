"""A choice without its Spanish is said in English; the others keep theirs."""

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import read
from tests.web_client import as_staff, at


def test_one_that_is_missing_takes_none_of_the_others_with_it(cedar):
    client = as_staff(cedar, "manager")
    said = {
        "ask": "Which language?",
        "kind": "choice",
        "options": "English | Inglés\nPolish\nSpanish | Español",
        "required": "on",
    }
    assert client.post(at(cedar, "setup/questions/new/"), said).status_code == 302
    question = read(queries.draft().text).intake[-1]
    assert question.labels("es") == {"English": "Inglés", "Polish": "Polish", "Spanish": "Español"}
