"""The standard wording, English and Spanish.  Sixth-grade words, short sentences."""

from __future__ import annotations

from ..practice.file import Template

T = Template

STANDARD: dict[str, Template] = {
    "code": T(
        "Your code for {practice}",
        "Your code is {code}. It works for 10 minutes.\n\nIf you didn't request this, ignore this message.",
        "{practice}: your code is {code}. It works for 10 minutes.",
    ),
    "request-received": T(
        "{practice} has your request",
        "We have your request, number {number}. It is not an appointment yet. We will answer by {reply_by}.\n\nCheck its status: {link}",
        "{practice}: we have your request, number {number}. It is not an appointment yet. We answer by {reply_by}. {link}",
    ),
    "information-needed": T(
        "{practice} needs more information from you",
        "To go on with your request, number {number}, we need more information from you.\n\nAnswer here: {link}",
        "{practice}: we need more information for your request, number {number}. Answer here: {link}",
    ),
    "request-approved": T(
        "{practice}: your request is approved",
        "Your request, number {number}, is approved. {next}\n\n{link}",
        "{practice}: your request, number {number}, is approved. {next} {link}",
    ),
    "request-declined": T(
        "{practice} about your request",
        "We can't schedule your request, number {number}. See why, and what you can do: {link}",
        "{practice}: we can't schedule your request, number {number}. See why: {link}",
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
        "You have an appointment{for_whom} on {when} at {where}.\n\nConfirm, move or cancel it: {link}",
        "{practice}: you have an appointment{for_whom} on {when} at {place}. Reply C to confirm, R to reschedule. STOP ends texts. {link}",
    ),
    "reminder-confirmed": T(
        "Your appointment with {practice} on {day}",
        "You confirmed your appointment{for_whom} on {when} at {where}.\n\nSee it, move it or cancel it: {link}",
        "{practice}: you confirmed your appointment{for_whom} on {when} at {place}. Reply R to reschedule. STOP ends texts. {link}",
    ),
    "confirmed": T(
        "Thank you: your appointment with {practice} is confirmed",
        "Thank you. Your appointment{for_whom} on {when} at {where} is confirmed.\n\n{link}",
        "{practice}: thank you. Your appointment{for_whom} on {when} at {place} is confirmed.",
    ),
    "waitlist-offer": T(
        "{practice}: a time is open",
        "A time is open: {when}{with_whom} at {where}. We are holding it for you until {until}.{meanwhile}\n\nTake or decline it: {link}",
        "{practice}: a time is open, {when}{with_whom} at {place}. We are holding it for you until {until}. Take it here: {link}",
    ),
    "offer-ended": T(
        "{practice}: that time is no longer available",
        "We are sorry: we offered you {when} at {where}, and we cannot see you then any more. You are still on the waitlist.{meanwhile}\n\n{link}",
        "{practice}: we are sorry, we cannot see you on {when} any more. You are still on the waitlist.{meanwhile}",
    ),
    "recall": T(
        "{practice}: it is time to schedule your next visit",
        "Please choose a time between {from_day} and {to_day}: {link}\n\nOr call us at {phone}.",
        "{practice}: please choose a time for your next visit, between {from_day} and {to_day}: {link}",
    ),
    "recall-again": T(
        "{practice}: your next visit is not scheduled yet",
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
        "Your referral, number {number}, {status}.\n\nCheck its status, with a code that we send you: {link}\n\nQuestions? Call {phone}.",
        "{practice}: your referral, number {number}, {status}. {link}",
    ),
    "time-proposed": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {old} cannot take place{why_it_moves}. We are holding another time for you until {until}: {when}{with_whom} at {where}.\n\nTake it or ask for another time: {link}\n\nIf we do not hear from you by then, you will have no appointment: we will contact you about another time.",
        "{practice}: your appointment{for_whom} on {old} cannot take place{why_it_moves}. We are holding {when}{with_whom} at {place} for you until {until}. Take it or ask for another time: {link}",
    ),
    "time-withdrawn": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment on {when} at {where} cannot take place{why_it_moves}. No other time is held for you. Please choose one: {link}\n\nOr call us at {phone}.",
        "{practice}: your appointment on {when} cannot take place{why_it_moves}. Please choose another time: {link}",
    ),
    "time-withdrawn-call": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {when} at {where} cannot take place{why_it_moves}. No other time is held for you. We will contact you to find one, or call us at {phone}.\n\nSee it: {link}",
        "{practice}: your appointment{for_whom} on {when} cannot take place{why_it_moves}. We will contact you to find another time, or call {phone}. {link}",
    ),
    "must-move": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {when} at {where} cannot take place{why_it_moves}. We will contact you about another time, or call us at {phone}.\n\nSee it: {link}",
        "{practice}: your appointment{for_whom} on {when} cannot take place{why_it_moves}. We will contact you about another time, or call {phone}. {link}",
    ),
    "time-stays": T(
        "Your appointment with {practice} stays as it is",
        "Our earlier message no longer counts: you do not have to move. Your appointment{for_whom} stays on {when} at {place}.\n\nSee it, move it or cancel it: {link}",
        "{practice}: our earlier message no longer counts. Your appointment{for_whom} stays on {when} at {place}. {link}",
    ),
    "place-changed": T(
        "{practice}: our {place} office has moved",
        "Our {place} office has moved. Your appointment{for_whom} on {when} is now at this address: {where}.\n\nSee it: {link}",
        "{practice}: our {place} office has moved. Your appointment{for_whom} on {when} is now at: {where}. {link}",
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
        "Thank you: your appointment with {practice} is confirmed",
        "Thank you. Confirmed: {list}.\n\n{link}",
        "{practice}: thank you. Confirmed: {list}.",
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
        "We could not read your answer. In an emergency, call 911.",
        "{practice}: we could not read that. In an emergency, call 911. Reply C to confirm, R to reschedule, or call {phone}. {link}",
    ),
    "text-must-move": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {when} cannot take place then. Take another time here: {link}",
        "{practice}: we are sorry, your appointment{for_whom} on {when} cannot take place then. Take another time here: {link} or call {phone}.",
    ),
    "text-must-move-call": T(
        "{practice} has to move your appointment",
        "We are sorry: your appointment{for_whom} on {when} cannot take place then. We will contact you to find another time, or call us at {phone}. See it: {link}",
        "{practice}: we are sorry, your appointment{for_whom} on {when} cannot take place then. We will contact you to find another time, or call {phone}. {link}",
    ),
    "text-over": T(
        "{practice}",
        "That appointment is canceled. See what you have: {link}",
        "{practice}: that appointment is canceled. See what you have, or ask for another: {link} or call {phone}.",
    ),
    "text-offered": T(
        "{practice}",
        "To take {when}, go here: {link}. We are holding it for you until {until}.",
        "{practice}: to take {when}, go here: {link} or call {phone}. We are holding it for you until {until}. It is yours once you take it.",
    ),
    "text-offer-over": T(
        "{practice}",
        "We are sorry: we are no longer holding {when} for you. Our staff will read your text. See what you have: {link}",
        "{practice}: we are sorry, we are no longer holding {when} for you. Our staff will read your text. See what you have: {link} or call {phone}.",
    ),
    "text-to-staff": T(
        "{practice}",
        "Our staff will read your text. In an emergency, call 911. See what you have: {link}",
        "{practice}: our staff will read your text. In an emergency, call 911. You can also see what you have here: {link} or call {phone}.",
    ),
    "text-link": T(
        "{practice}",
        "Choose another time here: {link}",
        "{practice}: choose another time here: {link} or call {phone}. Nothing changes until you choose.",
    ),
    "text-link-call": T(
        "{practice}",
        "This visit can't be moved online. Our staff will contact you about another time, or call us at {phone}. See it: {link}",
        "{practice}: this visit can't be moved online. Our staff will contact you about another time, or call {phone}. Nothing changes until then. {link}",
    ),
    "version-held-back": T(
        "{practice}: new rules did not take effect",
        "Version {version} of the rules was to take effect on {when}. It did not: {why}\n\nLook at it: {link}",
        "{practice}: version {version} of the rules did not take effect on {when}. Look at it: {link}",
    ),
    "rights-given": T(
        "{practice}: somebody was given new permissions",
        "{by} gave {whom}: {what}.\n\nIf you did not expect this, look into it now. {link}",
        "{practice}: somebody was given new permissions. Look into it. {link}",
    ),
}

SPANISH: dict[str, Template] = {
    "code": T(
        "Su código de {practice}",
        "Su código es {code}. Es válido por 10 minutos.\n\nSi usted no lo solicitó, ignore este mensaje.",
        "{practice}: su código es {code}. Es válido por 10 minutos.",
    ),
    "request-received": T(
        "{practice} recibió su solicitud",
        "Tenemos su solicitud, número {number}. Todavía no es una cita. Le responderemos a más tardar el {reply_by}.\n\nConsulte el estado: {link}",
        "{practice}: tenemos su solicitud, número {number}. Todavía no es una cita. Respondemos a más tardar el {reply_by}. {link}",
    ),
    "information-needed": T(
        "{practice} necesita más información de usted",
        "Para seguir con su solicitud, número {number}, necesitamos más información de usted.\n\nResponda aquí: {link}",
        "{practice}: necesitamos más información para su solicitud, número {number}. Responda aquí: {link}",
    ),
    "request-approved": T(
        "{practice}: su solicitud fue aprobada",
        "Su solicitud, número {number}, fue aprobada. {next}\n\n{link}",
        "{practice}: su solicitud, número {number}, fue aprobada. {next} {link}",
    ),
    "request-declined": T(
        "{practice} sobre su solicitud",
        "No podemos programar su solicitud, número {number}. Vea por qué y qué puede hacer: {link}",
        "{practice}: no podemos programar su solicitud, número {number}. Vea por qué: {link}",
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
        "Usted tiene una cita{for_whom} el {when} en {where}.\n\nConfirme su asistencia, cambie la cita o cancélela: {link}",
        "{practice}: usted tiene una cita{for_whom} el {when} en {place}. Responda C para confirmar, R para cambiarla. STOP para no recibir más. {link}",
    ),
    "reminder-confirmed": T(
        "Su cita con {practice} el {day}",
        "Usted confirmó su cita{for_whom} el {when} en {where}.\n\nVéala, cámbiela o cancélela: {link}",
        "{practice}: usted confirmó su cita{for_whom} el {when} en {place}. Responda R para cambiarla. STOP para no recibir más. {link}",
    ),
    "confirmed": T(
        "Gracias: su cita con {practice} está confirmada",
        "Gracias. Su cita{for_whom} el {when} en {where} está confirmada.\n\n{link}",
        "{practice}: gracias. Su cita{for_whom} el {when} en {place} está confirmada.",
    ),
    "waitlist-offer": T(
        "{practice}: hay un horario disponible",
        "Hay un horario disponible: {when}{with_whom} en {where}. Se lo reservamos hasta el {until}.{meanwhile}\n\nAcéptelo o rechácelo: {link}",
        "{practice}: hay un horario disponible, {when}{with_whom} en {place}. Se lo reservamos hasta el {until}. Acéptelo aquí: {link}",
    ),
    "offer-ended": T(
        "{practice}: el horario ya no está disponible",
        "Lo sentimos: le ofrecimos el {when} en {where}, y ya no podemos atenderle entonces. Usted sigue en la lista de espera.{meanwhile}\n\n{link}",
        "{practice}: lo sentimos, ya no podemos atenderle el {when}. Usted sigue en la lista de espera.{meanwhile}",
    ),
    "recall": T(
        "{practice}: ya puede programar su visita recomendada",
        "Por favor elija un horario entre el {from_day} y el {to_day}: {link}\n\nO llámenos al {phone}.",
        "{practice}: por favor elija un horario para su visita recomendada, entre el {from_day} y el {to_day}: {link}",
    ),
    "recall-again": T(
        "{practice}: su visita recomendada todavía no está programada",
        "Usted todavía no ha elegido un horario. Por favor elija uno entre el {from_day} y el {to_day}: {link}\n\nO llámenos al {phone}.",
        "{practice}: usted todavía no ha elegido un horario para su visita recomendada: {link}",
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
        "{practice}: sobre la referencia médica {number}",
        "Su referencia médica, número {number}: {status}.\n\nConsulte el estado, con un código que le enviamos: {link}\n\n¿Preguntas? Llame al {phone}.",
        "{practice}: su referencia médica, número {number}: {status}. {link}",
    ),
    "time-proposed": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: no podremos atenderle en su cita{for_whom} del {old}{why_it_moves}. Le reservamos otro horario hasta el {until}: {when}{with_whom} en {where}.\n\nAcéptelo o pida otro: {link}\n\nSi no tenemos su respuesta para entonces, no tendrá cita: nos comunicaremos con usted para buscar otro horario.",
        "{practice}: no podremos atenderle en su cita{for_whom} del {old}{why_it_moves}. Le reservamos {when}{with_whom} en {place} hasta el {until}. Acéptelo o pida otro: {link}",
    ),
    "time-withdrawn": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: no podremos atenderle en su cita del {when} en {where}{why_it_moves}. No le reservamos otro horario. Por favor elija uno: {link}\n\nO llámenos al {phone}.",
        "{practice}: no podremos atenderle en su cita del {when}{why_it_moves}. Por favor elija otro horario: {link}",
    ),
    "time-withdrawn-call": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: no podremos atenderle en su cita{for_whom} del {when} en {where}{why_it_moves}. No le reservamos otro horario. Nos comunicaremos con usted para buscar uno, o llámenos al {phone}.\n\nVéala: {link}",
        "{practice}: no podremos atenderle en su cita{for_whom} del {when}{why_it_moves}. Nos comunicaremos con usted para buscar otro horario, o llame al {phone}. {link}",
    ),
    "must-move": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: no podremos atenderle en su cita{for_whom} del {when} en {where}{why_it_moves}. Nos comunicaremos con usted para buscar otro horario, o llámenos al {phone}.\n\nVéala: {link}",
        "{practice}: no podremos atenderle en su cita{for_whom} del {when}{why_it_moves}. Nos comunicaremos con usted para buscar otro horario, o llame al {phone}. {link}",
    ),
    "time-stays": T(
        "Su cita con {practice} queda como estaba",
        "Nuestro mensaje anterior ya no vale: usted no tiene que cambiarla. Su cita{for_whom} sigue siendo el {when} en {place}.\n\nVéala, cámbiela o cancélela: {link}",
        "{practice}: nuestro mensaje anterior ya no vale. Su cita{for_whom} sigue siendo el {when} en {place}. {link}",
    ),
    "place-changed": T(
        "{practice}: nuestro consultorio {place} cambió de dirección",
        "Nuestro consultorio {place} cambió de dirección. Su cita{for_whom} del {when} será en esta dirección: {where}.\n\nVéala: {link}",
        "{practice}: nuestro consultorio {place} cambió de dirección. Su cita{for_whom} del {when} será en: {where}. {link}",
    ),
    "text-help": T(
        "{practice}",
        "{practice}: ¿preguntas? Llame al {phone}.",
        "{practice}: ¿preguntas? Llame al {phone}. Responda C para confirmar, R para cambiar la cita, STOP o ALTO para no recibir más mensajes.",
    ),
    "text-stopped": T(
        "{practice}",
        "Ya no recibirá mensajes de {practice}.",
        "{practice}: ya no recibirá mensajes nuestros. Esto no cambia sus citas. Para cancelar una, llame al {phone}. Responda START para recibirlos otra vez.",
    ),
    "text-started": T(
        "{practice}",
        "Recibirá otra vez mensajes de {practice}.",
        "{practice}: recibirá otra vez mensajes nuestros. Responda STOP o ALTO para no recibirlos, HELP o AYUDA para recibir ayuda.",
    ),
    "confirmed-several": T(
        "Gracias: sus citas con {practice} están confirmadas",
        "Gracias. Confirmadas: {list}.\n\n{link}",
        "{practice}: gracias. Confirmadas: {list}.",
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
        "No entendimos su respuesta. En una emergencia, llame al 911.",
        "{practice}: no entendimos. En una emergencia, llame al 911. Responda C para confirmar, R para cambiar la cita, o llame al {phone}. {link}",
    ),
    "text-must-move": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: su cita{for_whom} del {when} no podrá ser en ese horario. Elija otro aquí: {link}",
        "{practice}: lo sentimos, su cita{for_whom} del {when} no podrá ser en ese horario. Elija otro aquí: {link} o llame al {phone}.",
    ),
    "text-must-move-call": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: su cita{for_whom} del {when} no podrá ser en ese horario. Nos comunicaremos con usted para buscar otro, o llámenos al {phone}. Véala: {link}",
        "{practice}: lo sentimos, su cita{for_whom} del {when} no podrá ser en ese horario. Nos comunicaremos con usted para buscar otro, o llame al {phone}. {link}",
    ),
    "text-over": T(
        "{practice}",
        "Esa cita está cancelada. Vea lo que tiene: {link}",
        "{practice}: esa cita está cancelada. Vea lo que tiene o pida otra: {link} o llame al {phone}.",
    ),
    "text-offered": T(
        "{practice}",
        "Para aceptar el horario del {when}, hágalo aquí: {link}. Se lo reservamos hasta el {until}.",
        "{practice}: para aceptar el horario del {when}, hágalo aquí: {link} o llame al {phone}. Se lo reservamos hasta el {until}. Será suyo cuando lo acepte.",
    ),
    "text-offer-over": T(
        "{practice}",
        "Lo sentimos: ya no le reservamos el horario del {when}. Nuestro personal leerá su mensaje. Vea lo que tiene: {link}",
        "{practice}: lo sentimos, ya no le reservamos el horario del {when}. Nuestro personal leerá su mensaje. Vea lo que tiene: {link} o llame al {phone}.",
    ),
    "text-to-staff": T(
        "{practice}",
        "Nuestro personal leerá su mensaje. En una emergencia, llame al 911. Vea lo que tiene: {link}",
        "{practice}: nuestro personal leerá su mensaje. En una emergencia, llame al 911. También puede ver lo que tiene aquí: {link} o llame al {phone}.",
    ),
    "text-link": T(
        "{practice}",
        "Elija otro horario aquí: {link}",
        "{practice}: elija otro horario aquí: {link} o llame al {phone}. Nada cambia hasta que usted elija.",
    ),
    "text-link-call": T(
        "{practice}",
        "Esta cita no se puede cambiar en línea. Nuestro personal se comunicará con usted para buscar otro horario, o llámenos al {phone}. Véala: {link}",
        "{practice}: esta cita no se puede cambiar en línea. Nuestro personal se comunicará con usted para buscar otro horario, o llame al {phone}. Nada cambia hasta entonces. {link}",
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
