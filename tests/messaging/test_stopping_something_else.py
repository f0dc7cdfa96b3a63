"""A word that ends texts may speak of something else; a real STOP is never missed, and what is not certain ends texts and is read too."""

import pytest

from frontdesk.intake.models import Task
from frontdesk.messaging.consent import agreed
from frontdesk.messaging.inbound import meaning
from frontdesk.messaging.stopping import stops
from tests import factory as f
from tests.messaging.test_texts import NUMBER, hook

OTHER = """
stop the pain please | please stop the pain | stop my appointment tomorrow | Stop my appointment | stop my refill | Stop the refill | stop metformin or not | stop the metformin?
stop lisinopril tonight? | Quit my job, new insurance | quit my job so my insurance changed | alto colesterol | Alto azúcar, 300 | alto riesgo de diabetes | stop birth control
Stop the antibiotic yes or no | stop vomiting since last night | stop at the pharmacy first? | stop in tomorrow? | stop her insulin | stop the atorvastatin please | stop my mirena
stop my blood thinner before Friday | revoke my proxy | parar la medicina | parar mi tratamiento | parar el dolor | stop the appointment | stop my PT visits | Stop coughing for two days
stop the cream or keep going | stop amoxicillin | parar la metformina
stop my dads insulin? | stop my daughter's medication | stop my son's allergy shots | stop our baby's vitamin drops? | stop my mother's blood pressure pills? | stop giving my ex my info | stop sharing my records with my ex
Stop sign at the entrance? | stop light by the clinic | stop Plavix before procedure? | stop Eliquis before my colonoscopy? | stop Xyz until after surgery? | stop charging my account | stop billing my old card
stop portal access for my ex | stop my ex's portal access | How do I cancel my account? | can I close my profile? | delete my old number and use this one
"""
REAL = """
STOP | stop. | Stop!! | Stop please | please stop | stop texting me | STOP all | stop all | STOP ALL MESSAGES | stop it | stop this | stop now | Stop sending these | stop these texts | stop the texts | stop the messages
stop the reminders | stop my reminders | stop my messages | stop my texts | stop the spam | stop the calls | stop the emails | stop my notifications | stop the appointment reminders | stop appointment reminders | stop my appointment texts
STOP, wrong number | STOP wrong number | STOP my mother died | stop my husband passed away | Stop my number changed | stop my insurance changed | STOP I moved | stop bothering me | stop harassing me | stop contacting me
quit texting me | quit it | quit | stop at once | stop your nonsense | stop the nonsense | stop the harassment | STOP. My appointment is canceled | Stop my appointment. STOP | STOP, stop the pain | stop the pain and stop texting me
Stop the antibiotic. Stop texting me | ALTO | alto por favor | alto ya | Alto, no quiero mensajes | alto a los mensajes | parar | parar los mensajes | paren de escribir | paren los mensajes | unsubscribe | unsubscribe me
revoke my consent | revoke my permission | stop my medicine texts | stop refill reminders | stop my subscription | STOP STOP STOP | stop everything | stop sending me refill messages | stop calling about my refill | STOP - my refill | STOP / my appointment tomorrow | STOP... my appointment tomorrow
Stop my info | STOP my account | stop my patient portal | Stop my service | stop my profile | stop our membership | parar mi cuenta | parar mi servicio
stop my mothers | stop our twins | stop my kid's | stop my grandmother's please | stop my stepson | stop my partner | stop our babies | stop my aunt | stop my wifes | parar mis hijos | parar mi esposo | stop my patients
cancel texts | cancel all messages | CANCEL ALL | cancelar mensajes | cancelar todos los mensajes | darme de baja | dar de baja | quiero darme de baja | denme de baja | opt me out | opt us out please | opt this number out
take my number off your list | remove this number | delete our number | take us off your list | please cancel my texts | cancel reminders | cancel my reminders | cancel my account | close my account | delete my account | end my subscription
cancel my subscription | cancelar mi cuenta | borrar mi cuenta | unenroll me | no longer want texts | I do not want reminders | no longer a patient there stop contacting me | wrong person, stop contacting this number
STOP I have a rash | stop my dad died | stop my son is in pain now | stop my wife has surgery | stop giving me texts | stop sharing your messages | stop billing texts
"""


def each(table: str) -> list[str]:
    return [one.strip() for line in table.strip().splitlines() for one in line.split("|")]


@pytest.mark.parametrize("text", each(OTHER))
def test_something_else_is_to_stop_and_a_person_reads_it(text):
    assert not stops(text) and meaning(text) != "stop"


@pytest.mark.parametrize("text", each(REAL))
def test_a_real_stop_is_never_missed(text):
    assert stops(text)


@pytest.mark.parametrize("text", ["stop the pain please", "Stop my appointment tomorrow", "alto colesterol"])
def test_texts_go_on_and_it_is_a_task(cedar, text):
    f.booked(cedar, email="", phone=NUMBER)
    hook(cedar, text, "SM1")
    assert agreed(NUMBER) and Task.objects.filter(state="open", thing_kind="inbound").count() == 1


@pytest.mark.parametrize("text", ["STOP my mother died", "stop my insurance changed", "stop the nonsense"])
def test_what_is_not_certain_ends_texts_and_is_a_task(cedar, text):
    f.booked(cedar, email="", phone=NUMBER)
    hook(cedar, text, "SM1")
    assert not agreed(NUMBER) and Task.objects.filter(state="open", thing_kind="inbound").count() == 1
