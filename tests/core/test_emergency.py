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
I took 30 pills | I swallowed 20 Tylenol | I took a whole bunch of pills | my daughter took ten tablets | I took a handful of Advil | I am going to take all 40 pills
he is not responding | she is not responding to me | he won't respond | not responding, blue lips | grandpa won't wake up | can't wake her up
I cut my wrists | I slit my wrist | I cut myself again | I don't want to be here anymore | I do not want to wake up again | nothing left to live for
everyone would be better off without me | I can't go on anymore | my baby is not moving | my baby is not moving anymore | the baby stopped kicking
I haven't felt the baby today | I can't feel my baby move | my water broke | I am in labor | throwing up blood | coughing up blood | he was stabbed
i wanna die | I dont wanna live anymore | no pulse | his heart isn't beating | my baby is limp | he OD'd | he OD'd on fentanyl | can'nt breathe
I want to d\u200bie | my husband is beating me | I want to unalive myself | kms | gonna off myself | I feel like dying | there is blood everywhere
call 911 | this is an emergency | I need an ambulance | ｓｕｉｃｉｄｅ
me quiero matar | quiero matarme | voy a suicidarme | quitarme la vida | me quiero quitar la vida | quiero morirme | no quiero vivir
acabar con mi vida | hacerme daño | me quiero hacer daño | dolor en el pecho | dolor de pecho | me duele mucho el pecho | presión en el pecho
no puedo respirar | no puede respirar | no puedo ni respirar | me cuesta mucho respirar | me falta el aire | se está ahogando | derrame
un derrame cerebral | infarto | ataque al corazón | tiene la cara caída | arrastra las palabras | está sangrando | se desmayó | convulsiones
sobredosis | tomé demasiadas pastillas | me tragué todas las pastillas | se envenenó | anafilaxia | reacción alérgica muy fuerte
me tomé 30 pastillas | se tragó veinte tabletas | mi hijo se tomó un frasco de pastillas | no responde, labios morados | mi mamá no responde
this is the worst headache of my life | sudden vision loss in my left eye | allergic reaction to the antibiotic, face swelling | her lips are swollen
I think I'm having a miscarriage | I bled through a pad an hour | soaking through pads | contractions 5 min apart | I'm 34 weeks and leaking fluid
numb on left side | blood sugar is 480 | his sugar is 38 | I fell and hit my head | i dont feel safe at home | le dio un ataque | no siento las piernas
el azúcar está en 450 | se me hinchó la cara | contracciones cada 5 minutos | el peor dolor de cabeza
no siento moverse a mi bebé | mi bebé no se mueve | ya no siento al bebé | se me rompió la fuente | me corté las venas | ya no quiero estar aquí
baby turned blue | he turns blue when he cries | seizing right now | she is seizing | I have a gun and I can't do this anymore | he is going to kill me
my left arm is numb and I'm sweating | I can't do this anymore | mi bebé no me responde | mi mamá no nos reacciona
tomó 30 pastillas | mi hijo se tomó cloro | mi hijo tragó una pila | mi esposo me pega | no tiene pulso | vomitando sangre | no reacciona | se me cierra la garganta | se le hinchó la lengua | es una emergencia | una ambulancia
"""
CALM = """
I want to kill time | my heart doctor | a cough | blood test | knee pain | my chest x-ray result | a chest cold follow-up | breast exam
poison ivy rash | bad breath | I do not have bad breath | breathing exercises class | life insurance form | ending my physical therapy
I took my pills | a refill of my pills | seasonal allergies | allergy shots | self-pay visit | a short visit | face cream for acne
speech therapy for my son | my arm cast comes off | heartburn | too many appointments | dying to see you | this is not an emergency
my emergency contact changed | change my life habits | hurt my knee | allergic reaction to penicillin years ago | a tight schedule
I took 2 Tylenol for my knee | I take 10 mg of my pills | my eczema is not responding to the cream | you are not responding to my calls | my knee is not moving well
I don't want to be here early | I don't want to come here anymore | I cut my finger last week | baby shots | I have a baby sitter | my flu shot | I got my shots
I take 5 pills every day | I had 10 tablets left | ya no quiero seguir esperando | tomo 5 pastillas al día | no quiero despertar a mi bebé
an odd rash | odd feeling in my knee | I am dying to see you | he hits the ball | limp from my ankle | my limp is better | tomo 2 pastillas | come bien
mi bebé tiene alergia al detergente | pain and a limp | labor day | tengo 30 años y tomo pastillas | la oficina no responde el teléfono | no quiero esperar | mi bebé tiene una cita | mi bebé no duerme
I had a miscarriage last year | blood sugar check at 10 | my headache is better | my knee is swollen | a sugar test | le dio un ataque de risa | I hit my quota
una tos | dolor de rodilla | quiero matar el tiempo | doy pecho a mi bebé | pastillas para la presión | vida sana | no es una emergencia
my hand is numb from carpal tunnel | seizing the day | the engine is seizing up | nadie me responde el teléfono | la clínica no me responde | mi hija no me responde el teléfono
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
    assert not is_emergency("pain pain heart face " * 10_000)


PARENTS = ["mi hija se tomó unas pastillas", "mi hijo se tomó mis pastillas", "mi niño se tragó unas pastillas", "mi hijo no para de sangrar", "no deja de sangrar", "le sangra la nariz y no para", "fiebre de 105", "tiene 105 de fiebre", "fiebre de 40", "calentura de 41 grados", "105 fever", "fever of 104", "his temp is 105.2", "104.5 fever", "she has a fever and it is 106", "my son swallowed pills", "my daughter ate my pills", "toddler got into my meds", "won't stop bleeding", "she can't stop seizing", "mi bebé tiene 40 de fiebre", "se tomó las pastillas de la abuela", "mi hija se comió unas pastillas", "no le para la sangre", "no para la hemorragia", "mi nieto se tomó mis medicinas", "mi hija tomó pastillas"]  # fmt: skip
CALM_PARENTS = ["se tomó sus pastillas", "toma pastillas para la presión", "mi hija se tomó su pastilla", "mi hijo ya tomó la medicina", "mi hija toma unas pastillas para la alergia", "fever of 101", "fiebre de 38", "no tiene fiebre", "100.4 fever", "my temp is 98.6", "she took her pills", "my son takes pills for adhd", "appointment at 10:40, he had a fever", "se tomó las pastillas como dijo el doctor", "mi hijo no para de toser", "suite 105 for temperature check", "fever since 10/4", "fiebre desde el 10", "she swallowed her pill fine", "mi hija tomó unas pastillas que le recetaron", "he ate and took his meds", "tiene fiebre desde hace 40 horas"]  # fmt: skip


@pytest.mark.parametrize("text", PARENTS)
def test_a_parent_in_fear_is_heard_in_both_languages(text):
    assert is_emergency(text)


@pytest.mark.parametrize("text", CALM_PARENTS)
def test_a_calm_parent_is_no_emergency(text):
    assert not is_emergency(text)
