"""Words of an emergency, as people write them in a hurry, in both languages; and words that sound like it and are none."""

import pytest

from frontdesk.core.emergency import is_emergency

SAID = """
I have chest pain | my chest is hurting | chest feels really tight | pain in the middle of my chest | pressure on my chest
I think it is a heart attack | I am having a stroke | slurred speech | her speech is slurring | face drooping | his mouth is drooping
my face started to droop on one side | numbness on one side | I can't speak | can't breathe | can’t breathe | canʼt breathe | CAN´T BREATHE
I cannot catch my breath | having trouble with breathing | short of breath | shortness of breath | she is not breathing | out of breath
gasping for air | his lips are blue | the baby is choking | bleeding a lot | he passed out | she is unresponsive | he collapsed
my son had a seizure | overdose | I overdosed | took too many pills | I took too many of my pills | swallowed a whole bottle of pills
my child drank bleach | poisoned | hurting myself | killing myself | I might kill myself | thinking about suicide | self harm | self-harming
cutting myself | I want to die | wish I was dead | I don't want to live | ending my life | take my own life | going to end it all
severe allergic reaction | a really bad allergic reaction | anaphylaxis | anaphylactic | my throat is closing | my tongue is swollen
call 911 | this is an emergency | I need an ambulance | ｓｕｉｃｉｄｅ
me quiero matar | quiero matarme | voy a suicidarme | quitarme la vida | me quiero quitar la vida | quiero morirme | no quiero vivir
acabar con mi vida | hacerme daño | me quiero hacer daño | dolor en el pecho | dolor de pecho | me duele mucho el pecho | presión en el pecho
no puedo respirar | no puede respirar | no puedo ni respirar | me cuesta mucho respirar | me falta el aire | se está ahogando | derrame
un derrame cerebral | infarto | ataque al corazón | tiene la cara caída | arrastra las palabras | está sangrando | se desmayó | convulsiones
sobredosis | tomé demasiadas pastillas | me tragué todas las pastillas | se envenenó | anafilaxia | reacción alérgica muy fuerte
se me cierra la garganta | se le hinchó la lengua | es una emergencia | una ambulancia
"""
CALM = """
I want to kill time | my heart doctor | a cough | blood test | knee pain | my chest x-ray result | a chest cold follow-up | breast exam
poison ivy rash | bad breath | I do not have bad breath | breathing exercises class | life insurance form | ending my physical therapy
I took my pills | a refill of my pills | seasonal allergies | allergy shots | self-pay visit | a short visit | face cream for acne
speech therapy for my son | my arm cast comes off | heartburn | too many appointments | dying to see you | this is not an emergency
my emergency contact changed | change my life habits | hurt my knee | allergic reaction to penicillin years ago | a tight schedule
una tos | dolor de rodilla | quiero matar el tiempo | doy pecho a mi bebé | pastillas para la presión | vida sana | no es una emergencia
cambiar mi contacto de emergencia | alergia al polen | la boca seca | quiero una cita | me cortaron los puntos
"""


def phrases(table: str) -> list[str]:
    return [one.strip() for line in table.strip().splitlines() for one in line.split("|")]


@pytest.mark.parametrize("said", phrases(SAID))
def test_it_is_taken_for_an_emergency(said):
    assert is_emergency(said)
    assert is_emergency(f"Hello, since this morning {said}, thank you")


@pytest.mark.parametrize("said", phrases(CALM))
def test_it_is_taken_for_none(said):
    assert not is_emergency(said)


def test_both_tables_are_long_enough():
    assert len(phrases(SAID)) >= 60 and len(phrases(CALM)) >= 30


def test_a_long_text_is_read_at_once():
    assert not is_emergency("pain pain heart face " * 50_000)
