"""More kinds of what nobody waits with, in both languages: who cannot be woken or get up, who may hurt somebody, a stroke, sight, newborns, blood, bites, blows."""

import unicodedata

import pytest

from frontdesk.core.emergency import is_emergency
from frontdesk.messaging.inbound import meaning
from tests.core.test_emergency import phrases

SAID = """
no puedo despertar a mi mamá | no logro despertar a mi hijo | no puedo despertarlo | no puedo despertar a la niña | no la puedo despertar | no consigo despertar a mi esposo | mi mamá no se ha despertado
no hay manera de despertarla | trato de despertarlo y no puedo | no logramos que reaccione | no pude despertar a mi abuelo | mi hijo no quiere despertar | no logro hacer que despierte
I can't wake my mom | unable to wake him | I couldn't wake my wife | I can't get her to wake up | hard to wake my baby | cannot rouse my father | I am not able to wake the baby
I fell and can't get up | I've fallen and can't get up | my mom fell and she can't get up | fell down the stairs and cannot get up | I slipped in the bathroom and can't stand up | cant get up off the floor
I am on the floor and can't get up | I can't get up, I fell | he fell and is unable to stand | grandma is on the floor and couldn't get up
me caí y no me puedo levantar | me cai y no puedo levantarme | mi abuela se cayó y no se puede levantar | se cayó de las escaleras y no puede pararse | no me puedo levantar del piso | mi papá está en el piso y no logra levantarse
thoughts of hurting my baby | I have thoughts of harming my baby | I might hurt my kids | afraid I will hurt my baby | I want to hurt my baby | I'm scared of hurting my son | urge to shake my baby | I am going to kill my husband | he wants to hurt us
he is going to hurt my kids | I could hurt my children | voices telling me to hurt people | thinking about killing my mother | I feel like hurting my kids | I'm afraid to hurt my baby
pensamientos de lastimar a mi bebé | tengo pensamientos de hacerle daño a mi bebé | quiero lastimar a mi hijo | tengo miedo de hacerle daño a mi bebé | ganas de golpear a mi hijo | voy a matar a mi esposo | tengo ganas de ahogar a mi bebe
half my face is numb | his face is numb on one side | half of her face went numb | the left side of my face is numb | the right side of his body is weak | side of my mouth is drooping | my face is crooked | his smile is crooked | numbness in my face | I can't feel half my face
I can't feel the left side of my body | can't move one side of my body | I cannot move my left arm | my face feels paralyzed | lost feeling in my left arm
se me durmió la mitad de la cara | tengo media cara dormida | media cara entumecida | mi mamá tiene un lado de la cara caído | se le paralizó la cara | tengo el lado izquierdo del cuerpo dormido | no siento la mitad de la cara | no siento un lado del cuerpo
I can't see out of my left eye | I cannot see from my right eye | she can't see with one eye | I lost vision in one eye | my vision is gone | his eyesight suddenly went | I am going blind | everything went black | can't see anything out of my eye | lost my sight
no puedo ver con el ojo izquierdo | no veo nada por un ojo | perdí la vista de un ojo | me quedé ciego | se me fue la vista | no veo del ojo derecho
my 2 week old has a fever | my 3 week old has a temp of 101 | newborn fever 101 | my newborn has a fever | fever in my 10 day old | my two week old is running a temp | 5 days old and burning up | 6 week old baby has a temp of 100.8 | my one month old has a fever | fever 101, he is 3 weeks old
mi bebé de 2 semanas tiene fiebre | mi bebé de dos semanas tiene calentura | mi recién nacido tiene fiebre | mi hija de 10 días tiene fiebre | fiebre en mi bebé de 3 semanas | mi bebé de un mes tiene 38.5 | mi niño de tres semanas de nacido tiene calentura | recien nacida con fiebre
perdi mucha sangre | perdí mucha sangre | está perdiendo mucha sangre | pierde mucha sangre | me sale mucha sangre | hay un charco de sangre | está echando mucha sangre | le salen chorros de sangre
I lost a lot of blood | he is losing blood | she lost so much blood | blood is gushing | blood pouring out of my arm | gushing blood | losing too much blood
snake bit me | a rattlesnake bit my son | got bit by a snake | bitten by a copperhead | a snake just bit my husband | my dog and I were bitten by a snake | scorpion stung my daughter | snake bite
me mordió una víbora | una víbora me mordió | lo picó una serpiente | mordida de serpiente | le picó un alacrán a mi hija | me picó una viuda negra | una culebra mordió a mi hijo
my husband hit me | my boyfriend punched me | my wife slapped me | my ex is beating me | he choked me | she attacked me | my dad hit my mom | he pushed me down the stairs | my partner hits me | he is hurting me | I was beaten up | I am being abused | my husband keeps hitting me
my son hit me | my husband threw me against the wall | someone attacked me | my stepdad hits us | he threatened to kill me
mi esposo me pegó | mi marido me golpeó | me pegó mi esposo | mi novio me ahorcó | él me golpea | mi papá le pegó a mi mamá | mi ex me estranguló | mi pareja me maltrata | me golpeó mi marido | mi esposo nos pega
asthma attack | bone sticking out of his leg | BP is 220/120 | my blood pressure is 210 over 120 | electric shock
on the kitchen floor, can't stand up, I fell | tengo miedo de lastimar a mi hija | my girlfriend choked me last night | my vision suddenly went black | está perdiendo sangre | perdio el movimiento, media cara caida
fiebre de mi recién nacido | my newborn is burning up | picadura de alacrán | my 9 day old has a temperature of 101.5 | se resbaló y no puede pararse | los pensamientos de matar a mi bebé no paran
"""
CALM = """
no puedo despertar temprano | no puedo despertarme a las 7 | no puedo despertar a las 7 para la cita | no puedo despertar a la una | no quiero despertar a mi bebé | I can't make it that early | hard to wake up early | hard to get up in the morning | it is hard to get up at 6
I fell asleep and couldn't get up in time | I fell behind and can't get to it | I fell last week and my knee hurts | can't get up there by 9 | I slipped and hurt my wrist last month | can't get off work | I can't get off the phone
me caí la semana pasada y me duele la rodilla | no puedo levantarme temprano | no me puedo levantar temprano | no puedo pararme de mi trabajo
could Tylenol hurt my baby | will the vaccine hurt my baby? | worried that the medicine might harm my baby | does this hurt my kids? | I don't want to hurt my baby with this medicine | is it safe for my baby | my baby hurt his arm | my son hurt his knee | my kids hurt my back when I lift them
la vacuna puede lastimar a mi bebé? | no quiero lastimar a mi bebé | tengo miedo de que la vacuna le haga daño a mi bebé | quiero matar el tiempo | quiero hacer una cita para mi bebé
numbing cream for my face | my hand is numb from carpal tunnel | my foot falls asleep | side effects of my medicine | can't move my appointment | I cannot move my visit to Monday | face cream for acne | my face is red | one side of my ear hurts | lost my phone | we cannot move the date
se me durmió el pie | mi bebé se durmió | no puedo mover mi cita | tengo la cara seca | manchas en la cara
I can't see the eye doctor until June | I can't see Dr. Lee about my eye | eye exam | my vision test | lost my vision card | new glasses, my vision is blurry | I can't see my results | can't see anything on the portal | blind spot test question | vision insurance | my vision plan is gone | lost my vision insurance
no puedo ver al doctor de los ojos | no veo mi cita | examen de la vista | lentes para ver | cita para el ojo | no veo bien de lejos
my 2 week old needs a checkup | newborn visit, no fever | my newborn has no fever | 2 weeks old, first visit | my 10 year old has a fever | my son had a fever 2 weeks ago | 12 year old with fever | fever for 2 days | newborn checkup in a week | my newborn's temp is 98.6 | my 2 month old needs shots | my 6 week old has a temp of 98.4 | my 2 year old has a fever
mi bebé de 2 semanas necesita una cita | mi recién nacido no tiene fiebre | mi bebé tiene fiebre desde hace 2 semanas | fiebre desde hace dos días | mi hijo de 8 años tiene fiebre | fiebre de dos días
they took a lot of blood at the lab | my blood pressure | lost my blood work order | losing blood sugar log | blood pressure is 120 over 80 | bp 130/85 | I lost my lab slip for blood | blood draw
perdí mi cita de sangre | me sacaron mucha sangre para el análisis | examen de sangre | presión de la sangre | perdí la orden de sangre
a bug bit me | mosquito bites | my dog bit me | spider vein visit | snake plant rash | bite guard | me picó un mosquito | picadura de abeja
it hit me that I missed my visit | a car hit me last year | the ball hit me | hit me up if there is a time | my wife pushed me to see a doctor | my husband pushed me to make this appointment | my baby kicks me | my son kicked the ball | they hurt me | these shoes hurt me | my knee is hurting me | my back is killing me | he beat cancer | she kicked the habit | my husband hits the gym | the copay hit me
me pegó la gripe | se me pegó un virus | a mi hijo le pegó la gripe | me pegué en la rodilla | me golpeé la rodilla | mi hijo se golpeó el pie | a mi esposo le pegó la gripa | mi bebé me patea | mi mamá me llevó
"""


def bare(said: str) -> str:
    """As it is typed on a telephone: without accents and apostrophes."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", said) if not unicodedata.combining(one))
    return plain.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")


@pytest.mark.parametrize("said", phrases(SAID))
def test_it_is_urgent_however_it_is_typed(said):
    for typed in (said, bare(said), said.upper(), f"Please help. {said}!", f"Hola, {bare(said)}, gracias"):
        assert is_emergency(typed), typed
        assert meaning(typed) == "urgent"


@pytest.mark.parametrize("said", phrases(CALM))
def test_it_is_ordinary_however_it_is_typed(said):
    for typed in (said, bare(said), f"Hello, {said}, thank you"):
        assert not is_emergency(typed), typed


def test_both_tables_are_long_enough():
    assert len(phrases(SAID)) >= 150 and len(phrases(CALM)) >= 120
