"""The standard wording in Spanish.  Sixth-grade words, short sentences, and *usted*."""

from __future__ import annotations

from ..practice.file import Template

T = Template

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
        "Usted tiene una cita{for_whom} el {when} en {where}.\n\n{choices}",
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
        "Usted tiene una cita{for_whom} el {when} en {where}.\n\n{choices}",
        "{practice}: usted tiene una cita{for_whom} el {when} en {place}.{reply} STOP para no recibir más. {link}",
    ),
    "reminder-confirmed": T(
        "Su cita con {practice} el {day}",
        "Usted confirmó su cita{for_whom} el {when} en {where}.\n\n{choices}",
        "{practice}: usted confirmó su cita{for_whom} el {when} en {place}.{reply} STOP para no recibir más. {link}",
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
    "waitlist-offer-call": T(
        "{practice}: hay un horario disponible",
        "Hay un horario disponible{for_whom}: {when}{with_whom} en {where}. Lo reservamos hasta el {until}.{meanwhile}\n\nPara aceptarlo, llámenos al {phone}. Véalo: {link}",
        "{practice}: hay un horario disponible{for_whom}, {when}{with_whom} en {place}. Lo reservamos hasta el {until}. Para aceptarlo, llame al {phone}. {link}",
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
        "Usted tiene {count} citas en {where}, la primera el {when}: {days}.\n\nVéalas: {link}",
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
    "provider-proposed": T(
        "{practice}: otro profesional de salud puede atenderle a la misma hora",
        "Lo sentimos: su cita{for_whom} del {old} no puede ser como estaba programada{why_it_moves}. {who_instead} puede atenderle a la misma hora, en {where}. Le reservamos esa cita hasta el {until}.\n\nAcéptela o pida otro horario: {link}\n\nSi no tenemos su respuesta para entonces, no tendrá cita: nos comunicaremos con usted para buscar otro horario.",
        "{practice}: su cita{for_whom} del {old} no puede ser como estaba programada{why_it_moves}. {who_instead} puede atenderle a la misma hora. Le reservamos esa cita hasta el {until}. Acéptela o pida otro horario: {link}",
    ),
    "time-proposed-call": T(
        "{practice} tiene que cambiar su cita",
        "Lo sentimos: no podremos atenderle en su cita{for_whom} del {old}{why_it_moves}. Reservamos otro horario hasta el {until}: {when}{with_whom} en {where}.\n\nPara aceptarlo o pedir otro, llámenos al {phone}. También nos comunicaremos con usted.\n\nVéalo: {link}",
        "{practice}: no podremos atenderle en su cita{for_whom} del {old}{why_it_moves}. Reservamos {when}{with_whom} en {place} hasta el {until}. Para aceptarlo o pedir otro, llame al {phone}. {link}",
    ),
    "provider-proposed-call": T(
        "{practice}: otro profesional de salud puede atenderle a la misma hora",
        "Lo sentimos: su cita{for_whom} del {old} no puede ser como estaba programada{why_it_moves}. {who_instead} puede atenderle a la misma hora, en {where}. Reservamos esa cita hasta el {until}.\n\nPara aceptarla o pedir otro horario, llámenos al {phone}. También nos comunicaremos con usted.\n\nVéala: {link}",
        "{practice}: su cita{for_whom} del {old} no puede ser como estaba programada{why_it_moves}. {who_instead} puede atenderle a la misma hora. Reservamos esa cita hasta el {until}. Para aceptarla o pedir otro horario, llame al {phone}. {link}",
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
        "Nuestro mensaje anterior ya no vale: usted no tiene que cambiarla. Su cita{for_whom} sigue siendo el {when} en {place}.\n\n{choices}",
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
    "text-cannot-move": T(
        "{practice}",
        "Leímos que no puede venir. Cambie su cita aquí: {link}\n\nPara cancelarla, llámenos al {phone}.",
        "{practice}: leímos que no puede venir. Cambie su cita aquí: {link}. Para cancelarla, llame al {phone}. Todavía no se ha cancelado nada.",
    ),
    "text-cannot-cancel": T(
        "{practice}",
        "Leímos que no puede venir. Cancele su cita aquí: {link}\n\nPara cambiarla, llámenos al {phone}.",
        "{practice}: leímos que no puede venir. Cancele su cita aquí: {link}. Para cambiarla, llame al {phone}. Todavía no se ha cancelado nada.",
    ),
    "text-cannot-call": T(
        "{practice}",
        "Leímos que no puede venir. Para cambiar o cancelar su cita, llámenos al {phone}. Todavía no se ha cancelado nada. Véala: {link}",
        "{practice}: leímos que no puede venir. Para cambiar o cancelar su cita, llame al {phone}. Todavía no se ha cancelado nada. {link}",
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
