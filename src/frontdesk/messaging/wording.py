"""The standard wording, English and Spanish.  Sixth-grade words, short sentences."""

from __future__ import annotations

from ..practice.file import Template

T = Template

STANDARD: dict[str, Template] = {
    "code": T(
        "Your code for {practice}",
        "Your code is {code}. It works for 10 minutes.\n\nIf you did not ask for it, you need do nothing.",
        "{practice}: your code is {code}. It works for 10 minutes.",
    ),
    "request-received": T(
        "{practice} has your request",
        "We have your request, number {number}. It is not an appointment yet. We will answer by {reply_by}.\n\nSee how it stands: {link}",
        "{practice}: we have your request, number {number}. It is not an appointment yet. We answer by {reply_by}. {link}",
    ),
    "information-needed": T(
        "{practice} needs something from you",
        "To go on with your request, number {number}, we need something more from you.\n\nAnswer here: {link}",
        "{practice}: we need something more for your request, number {number}. Answer here: {link}",
    ),
    "request-approved": T(
        "{practice}: your request is approved",
        "Your request, number {number}, is approved. {next}\n\n{link}",
        "{practice}: your request, number {number}, is approved. {next} {link}",
    ),
    "request-declined": T(
        "{practice} about your request",
        "We cannot book your request, number {number}. See why, and what you can do: {link}",
        "{practice}: we cannot book your request, number {number}. See why: {link}",
    ),
    "booked": T(
        "Your appointment with {practice}",
        "You have an appointment{for_whom} on {when} at {where}.\n\nSee it, move it or cancel it: {link}",
        "{practice}: you have an appointment{for_whom} on {when} at {place}. {link}",
    ),
    "rescheduled": T(
        "Your appointment with {practice} has moved",
        "Your appointment{for_whom} is now on {when} at {where}.\n\nSee it: {link}",
        "{practice}: your appointment{for_whom} is now on {when} at {place}. {link}",
    ),
    "cancelled": T(
        "Your appointment with {practice} is canceled",
        "Your appointment{for_whom} on {when} at {place} is canceled.\n\nIf you need another one: {link}",
        "{practice}: your appointment{for_whom} on {when} at {place} is canceled. Another one: {link}",
    ),
    "reminder": T(
        "Your appointment with {practice} on {day}",
        "You have an appointment{for_whom} on {when} at {where}.\n\nSay that you will come, move it or cancel it: {link}",
        "{practice}: you have an appointment{for_whom} on {when} at {place}. Reply C to confirm, R to reschedule. STOP ends texts. {link}",
    ),
    "reminder-confirmed": T(
        "Your appointment with {practice} on {day}",
        "We expect you{for_whom} on {when} at {where}.\n\nSee it, move it or cancel it: {link}",
        "{practice}: we expect you{for_whom} on {when} at {place}. Reply R to reschedule. STOP ends texts. {link}",
    ),
    "confirmed": T(
        "Thank you: {practice} expects you",
        "Thank you. We expect you{for_whom} on {when} at {where}.\n\n{link}",
        "{practice}: thank you. We expect you{for_whom} on {when} at {place}.",
    ),
    "waitlist-offer": T(
        "{practice}: a time is open",
        "A time is open: {when}{with_whom} at {where}. We keep it for you until {until}.{meanwhile}\n\nAccept it, or tell us that you do not want it: {link}",
        "{practice}: a time is open, {when}{with_whom} at {place}. We keep it for you until {until}. Accept it here: {link}",
    ),
    "offer-ended": T(
        "{practice}: the open time is gone",
        "We are sorry: we offered you {when} at {where}, and we cannot see you then any more. You are still on the waitlist.{meanwhile}\n\n{link}",
        "{practice}: we are sorry, we cannot see you on {when} any more. You are still on the waitlist.{meanwhile}",
    ),
    "recall": T(
        "{practice}: it is time to plan your next visit",
        "Please choose a time between {from_day} and {to_day}: {link}\n\nOr call us at {phone}.",
        "{practice}: please choose a time for your next visit, between {from_day} and {to_day}: {link}",
    ),
    "recall-again": T(
        "{practice}: your next visit is not planned yet",
        "You have not chosen a time yet. Please choose one between {from_day} and {to_day}: {link}\n\nOr call us at {phone}.",
        "{practice}: you have not chosen a time for your next visit yet: {link}",
    ),
    "recall-overdue": T(
        "{practice}: your visit is overdue",
        "A visit with us was due and is not booked yet. Please choose a time now: {link}\n\nOr call us at {phone}.",
        "{practice}: a visit with us was due and is not booked yet. Please choose a time now: {link}",
    ),
    "series-booked": T(
        "Your {count} appointments with {practice}",
        "You have {count} appointments at {where}, the first on {when}: {days}.\n\nSee, move or cancel them: {link}",
        "{practice}: you have {count} appointments at {place}, the first on {when}. See them: {link}",
    ),
    "referral-status": T(
        "{practice} about referral {number}",
        "Your referral, number {number}, {status}.\n\nSee how it stands, with a code that we send you: {link}\n\nQuestions? Call {phone}.",
        "{practice}: your referral, number {number}, {status}. {link}",
    ),
    "time-proposed": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {old} cannot take place{why_it_moves}. We keep another time for you until {until}: {when}{with_whom} at {where}.\n\nTake it or choose another: {link}",
        "{practice}: your appointment{for_whom} on {old} cannot take place{why_it_moves}. We keep {when}{with_whom} at {place} for you until {until}. Take it or choose another: {link}",
    ),
    "time-withdrawn": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment on {when} at {where} cannot take place{why_it_moves}. We found no other time. Please choose one: {link}\n\nOr call us at {phone}.",
        "{practice}: your appointment on {when} cannot take place{why_it_moves}. Please choose another time: {link}",
    ),
    "time-stays": T(
        "Your appointment with {practice} stays as it is",
        "Our earlier message no longer counts: you do not have to move. Your appointment{for_whom} stays on {when} at {place}.\n\nSee it, move it or cancel it: {link}",
        "{practice}: our earlier message no longer counts. Your appointment{for_whom} stays on {when} at {place}. {link}",
    ),
    "text-help": T(
        "{practice}",
        "{practice}: questions? Call {phone}.",
        "{practice}: questions? Call {phone}. Reply C to confirm, R to reschedule, STOP to get no more texts.",
    ),
    "text-stopped": T(
        "{practice}",
        "You get no more messages from {practice}.",
        "{practice}: you get no more texts from us. This changes none of your appointments. To cancel one, call {phone}. Reply START to get texts again.",
    ),
    "text-started": T(
        "{practice}",
        "You get messages from {practice} again.",
        "{practice}: you get texts from us again. Reply STOP to end them, HELP for help.",
    ),
    "confirmed-several": T(
        "Thank you: {practice} expects you",
        "Thank you. We expect: {list}.\n\n{link}",
        "{practice}: thank you. We expect: {list}.",
    ),
    "text-urgent": T(
        "{practice}",
        "If this is an emergency, call 911 now. Our staff have been told. You can also call us at {phone}.",
        "{practice}: if this is an emergency, call 911 now. Do not wait for our answer. Our staff have been told. Our number: {phone}.",
    ),
    "text-cannot": T(
        "{practice}",
        "We read that you cannot come. Move or cancel your visit here: {link}",
        "{practice}: we read that you cannot come. Move or cancel here: {link} or call {phone}. Nothing is canceled yet.",
    ),
    "text-unclear": T(
        "{practice}",
        "We could not read your answer.",
        "{practice}: we could not read that. Reply C to confirm, R to reschedule, or call {phone}. {link}",
    ),
    "text-must-move": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {when} cannot take place then. Take another time here: {link}",
        "{practice}: we are sorry, your appointment{for_whom} on {when} cannot take place then. Take another time here: {link} or call {phone}.",
    ),
    "text-over": T(
        "{practice}",
        "That appointment is canceled. See what you have: {link}",
        "{practice}: that appointment is canceled. See what you have, or choose a time: {link} or call {phone}.",
    ),
    "text-offered": T(
        "{practice}",
        "To take {when}, accept it here: {link}. We keep it for you until {until}.",
        "{practice}: to take {when}, accept it here: {link} or call {phone}. We keep it for you until {until}. It is yours once you accept it.",
    ),
    "text-offer-over": T(
        "{practice}",
        "We are sorry: we do not keep {when} for you any more. Our staff will read your text. See what you have: {link}",
        "{practice}: we are sorry, we do not keep {when} for you any more. Our staff will read your text. See what you have: {link} or call {phone}.",
    ),
    "text-to-staff": T(
        "{practice}",
        "Our staff will read your text. See what you have: {link}",
        "{practice}: our staff will read your text. You can also see what you have here: {link} or call {phone}.",
    ),
    "text-link": T(
        "{practice}",
        "Choose another time here: {link}",
        "{practice}: choose another time here: {link} or call {phone}. Nothing changes until you choose.",
    ),
    "version-held-back": T(
        "{practice}: new rules are not in force",
        "Version {version} of the rules was to come into force on {when}. It did not: {why}\n\nLook at it: {link}",
        "{practice}: version {version} of the rules did not come into force on {when}. Look at it: {link}",
    ),
    "rights-given": T(
        "{practice}: somebody was given rights",
        "{by} gave {whom}: {what}.\n\nIf you did not expect that, look into it now. {link}",
        "{practice}: somebody was given rights. Look into it. {link}",
    ),
}

SPANISH: dict[str, Template] = {
    "code": T(
        "Su código de {practice}",
        "Su código es {code}. Sirve por 10 minutos.\n\nSi usted no lo pidió, no tiene que hacer nada.",
        "{practice}: su código es {code}. Sirve por 10 minutos.",
    ),
    "request-received": T(
        "{practice} recibió su solicitud",
        "Tenemos su solicitud, número {number}. Todavía no es una cita. Le responderemos a más tardar el {reply_by}.\n\nVea cómo va: {link}",
        "{practice}: tenemos su solicitud, número {number}. Todavía no es una cita. Respondemos a más tardar el {reply_by}. {link}",
    ),
    "information-needed": T(
        "{practice} necesita algo de usted",
        "Para seguir con su solicitud, número {number}, necesitamos algo más de usted.\n\nResponda aquí: {link}",
        "{practice}: necesitamos algo más para su solicitud, número {number}. Responda aquí: {link}",
    ),
    "request-approved": T(
        "{practice}: su solicitud fue aprobada",
        "Su solicitud, número {number}, fue aprobada. {next}\n\n{link}",
        "{practice}: su solicitud, número {number}, fue aprobada. {next} {link}",
    ),
    "request-declined": T(
        "{practice} sobre su solicitud",
        "No podemos dar una cita para su solicitud, número {number}. Vea por qué y qué puede hacer: {link}",
        "{practice}: no podemos dar una cita para su solicitud, número {number}. Vea por qué: {link}",
    ),
    "booked": T(
        "Su cita con {practice}",
        "Usted tiene una cita{for_whom} el {when} en {where}.\n\nVéala, cámbiela o cancélela: {link}",
        "{practice}: usted tiene una cita{for_whom} el {when} en {place}. {link}",
    ),
    "rescheduled": T(
        "Su cita con {practice} cambió",
        "Su cita{for_whom} es ahora el {when} en {where}.\n\nVéala: {link}",
        "{practice}: su cita{for_whom} es ahora el {when} en {place}. {link}",
    ),
    "cancelled": T(
        "Su cita con {practice} está cancelada",
        "Su cita{for_whom} del {when} en {place} está cancelada.\n\nSi necesita otra: {link}",
        "{practice}: su cita{for_whom} del {when} en {place} está cancelada. Para otra: {link}",
    ),
    "reminder": T(
        "Su cita con {practice} el {day}",
        "Usted tiene una cita{for_whom} el {when} en {where}.\n\nDiga que vendrá, cámbiela o cancélela: {link}",
        "{practice}: usted tiene una cita{for_whom} el {when} en {place}. Responda C para confirmar, R para cambiarla. STOP para no recibir más. {link}",
    ),
    "reminder-confirmed": T(
        "Su cita con {practice} el {day}",
        "Le esperamos{for_whom} el {when} en {where}.\n\nVéala, cámbiela o cancélela: {link}",
        "{practice}: le esperamos{for_whom} el {when} en {place}. Responda R para cambiarla. STOP para no recibir más. {link}",
    ),
    "confirmed": T(
        "Gracias: {practice} le espera",
        "Gracias. Le esperamos{for_whom} el {when} en {where}.\n\n{link}",
        "{practice}: gracias. Le esperamos{for_whom} el {when} en {place}.",
    ),
    "waitlist-offer": T(
        "{practice}: hay una hora libre",
        "Hay una hora libre: {when}{with_whom} en {where}. La guardamos para usted hasta {until}.{meanwhile}\n\nAcéptela o díganos que no la quiere: {link}",
        "{practice}: hay una hora libre, {when}{with_whom} en {place}. La guardamos para usted hasta {until}. Acéptela aquí: {link}",
    ),
    "offer-ended": T(
        "{practice}: la hora libre ya no está",
        "Lo sentimos: le ofrecimos el {when} en {where}, y ya no podemos atenderle entonces. Usted sigue en la lista de espera.{meanwhile}\n\n{link}",
        "{practice}: lo sentimos, ya no podemos atenderle el {when}. Usted sigue en la lista de espera.{meanwhile}",
    ),
    "recall": T(
        "{practice}: es hora de planear su próxima visita",
        "Por favor elija una hora entre el {from_day} y el {to_day}: {link}\n\nO llámenos al {phone}.",
        "{practice}: por favor elija una hora para su próxima visita, entre el {from_day} y el {to_day}: {link}",
    ),
    "recall-again": T(
        "{practice}: su próxima visita todavía no tiene hora",
        "Usted todavía no ha elegido una hora. Por favor elija una entre el {from_day} y el {to_day}: {link}\n\nO llámenos al {phone}.",
        "{practice}: todavía no ha elegido una hora para su próxima visita: {link}",
    ),
    "recall-overdue": T(
        "{practice}: su visita está atrasada",
        "Le correspondía una visita con nosotros y todavía no tiene cita. Por favor elija un horario ahora: {link}\n\nO llámenos al {phone}.",
        "{practice}: le correspondía una visita y todavía no tiene cita. Por favor elija un horario ahora: {link}",
    ),
    "series-booked": T(
        "Sus {count} citas con {practice}",
        "Usted tiene {count} citas en {where}, la primera el {when}: {days}.\n\nVéalas, cámbielas o cancélelas: {link}",
        "{practice}: usted tiene {count} citas en {place}, la primera el {when}. Véalas: {link}",
    ),
    "referral-status": T(
        "{practice}: sobre la referencia {number}",
        "Su referencia, número {number}: {status}.\n\nVea cómo va, con un código que le enviamos: {link}\n\n¿Preguntas? Llame al {phone}.",
        "{practice}: su referencia, número {number}: {status}. {link}",
    ),
    "time-proposed": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: su cita{for_whom} del {old} no se puede hacer{why_it_moves}. Le guardamos otro horario hasta {until}: {when}{with_whom} en {where}.\n\nAcéptelo o elija otro: {link}",
        "{practice}: su cita{for_whom} del {old} no se puede hacer{why_it_moves}. Le guardamos {when}{with_whom} en {place} hasta {until}. Acéptelo o elija otro: {link}",
    ),
    "time-withdrawn": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: su cita del {when} en {where} no se puede hacer{why_it_moves}. No encontramos otro horario. Por favor elija uno: {link}\n\nO llámenos al {phone}.",
        "{practice}: su cita del {when} no se puede hacer{why_it_moves}. Por favor elija otro horario: {link}",
    ),
    "time-stays": T(
        "Su cita con {practice} queda como estaba",
        "Nuestro mensaje anterior ya no vale: usted no tiene que cambiarla. Su cita{for_whom} sigue siendo el {when} en {place}.\n\nVéala, cámbiela o cancélela: {link}",
        "{practice}: nuestro mensaje anterior ya no vale. Su cita{for_whom} sigue siendo el {when} en {place}. {link}",
    ),
    "text-help": T(
        "{practice}",
        "{practice}: ¿preguntas? Llame al {phone}.",
        "{practice}: ¿preguntas? Llame al {phone}. Responda C para confirmar, R para cambiar la hora, STOP para no recibir más mensajes.",
    ),
    "text-stopped": T(
        "{practice}",
        "Ya no recibirá mensajes de {practice}.",
        "{practice}: ya no recibirá mensajes nuestros. Esto no cambia sus citas. Para cancelar una, llame al {phone}. Responda START para recibirlos otra vez.",
    ),
    "text-started": T(
        "{practice}",
        "Recibirá otra vez mensajes de {practice}.",
        "{practice}: recibirá otra vez mensajes nuestros. Responda STOP para no recibirlos, HELP para ayuda.",
    ),
    "confirmed-several": T(
        "Gracias: {practice} les espera",
        "Gracias. Esperamos a: {list}.\n\n{link}",
        "{practice}: gracias. Esperamos a: {list}.",
    ),
    "text-urgent": T(
        "{practice}",
        "Si es una emergencia, llame ahora al 911. Ya avisamos a nuestro personal. También puede llamarnos al {phone}.",
        "{practice}: si es una emergencia, llame ahora al 911. No espere nuestra respuesta. Ya avisamos a nuestro personal. Nuestro número: {phone}.",
    ),
    "text-cannot": T(
        "{practice}",
        "Leímos que no puede venir. Cambie o cancele su cita aquí: {link}",
        "{practice}: leímos que no puede venir. Cambie o cancele aquí: {link} o llame al {phone}. Todavía no se ha cancelado nada.",
    ),
    "text-unclear": T(
        "{practice}",
        "No entendimos su respuesta.",
        "{practice}: no entendimos. Responda C para confirmar, R para cambiar la hora, o llame al {phone}. {link}",
    ),
    "text-must-move": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: su cita{for_whom} del {when} no puede ser a esa hora. Elija otra aquí: {link}",
        "{practice}: lo sentimos, su cita{for_whom} del {when} no puede ser a esa hora. Elija otra aquí: {link} o llame al {phone}.",
    ),
    "text-over": T(
        "{practice}",
        "Esa cita está cancelada. Vea lo que tiene: {link}",
        "{practice}: esa cita está cancelada. Vea lo que tiene o elija otra: {link} o llame al {phone}.",
    ),
    "text-offered": T(
        "{practice}",
        "Para tomar el horario del {when}, acéptelo aquí: {link}. Se lo guardamos hasta {until}.",
        "{practice}: para tomar el horario del {when}, acéptelo aquí: {link} o llame al {phone}. Se lo guardamos hasta {until}. Será suyo cuando lo acepte.",
    ),
    "text-offer-over": T(
        "{practice}",
        "Lo sentimos: ya no le guardamos el horario del {when}. Nuestro personal leerá su mensaje. Vea lo que tiene: {link}",
        "{practice}: lo sentimos, ya no le guardamos el horario del {when}. Nuestro personal leerá su mensaje. Vea lo que tiene: {link} o llame al {phone}.",
    ),
    "text-to-staff": T(
        "{practice}",
        "Nuestro personal leerá su mensaje. Vea lo que tiene: {link}",
        "{practice}: nuestro personal leerá su mensaje. También puede ver lo que tiene aquí: {link} o llame al {phone}.",
    ),
    "text-link": T(
        "{practice}",
        "Elija otra hora aquí: {link}",
        "{practice}: elija otra hora aquí: {link} o llame al {phone}. Nada cambia hasta que usted elija.",
    ),
    "version-held-back": T(
        "{practice}: las reglas nuevas no están en vigor",
        "La versión {version} de las reglas debía entrar en vigor el {when}. No fue así: {why}\n\nVéala: {link}",
        "{practice}: la versión {version} de las reglas no entró en vigor el {when}. Véala: {link}",
    ),
    "rights-given": T(
        "{practice}: se dieron permisos",
        "{by} dio a {whom}: {what}.\n\nSi usted no lo esperaba, averígüelo ahora. {link}",
        "{practice}: se dieron permisos. Averígüelo. {link}",
    ),
}
