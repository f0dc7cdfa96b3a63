"""What a message says that its patient may do with a visit: the same as the buttons of its page do for them at that time."""

from __future__ import annotations

from ..access.may import may
from ..messaging.ways import reader
from ..people.contacts import shown as shown_contact
from .models import Appointment
from .moving import Change, patient_may_change

# (English, Spanish) by what they may do; a reminder asks to confirm first.
SEE: dict[Change, tuple[str, str]] = {
    "move": ("See it, move it or cancel it", "Véala, cámbiela o cancélela"),
    "only move": ("See it or move it", "Véala o cámbiela"),
    "cancel": ("See it or cancel it", "Véala o cancélela"),
    "": ("See it", "Véala"),
}
CONFIRM: dict[Change, tuple[str, str]] = {
    "move": ("Confirm, move or cancel it", "Confirme su asistencia, cambie la cita o cancélela"),
    "only move": ("Confirm it or move it", "Confirme su asistencia o cambie la cita"),
    "cancel": ("Confirm or cancel it", "Confirme su asistencia o cancele la cita"),
    "": ("Confirm it", "Confirme su asistencia"),
}
CALL: dict[Change, tuple[str, str]] = {
    "move": ("", ""),
    "only move": ("To cancel it, call us at {phone}.", "Para cancelarla, llámenos al {phone}."),
    "cancel": ("To move it, call us at {phone}.", "Para cambiarla, llámenos al {phone}."),
    "": ("If you can't come, call us at {phone}.", "Si no puede venir, llámenos al {phone}."),
}
REPLY: dict[tuple[str, bool], tuple[str, str]] = {  # by text message: (template, whether they may move it)
    ("reminder", True): (" Reply C to confirm, R to reschedule.", " Responda C para confirmar, R para cambiarla."),
    ("reminder", False): (" Reply C to confirm.", " Responda C para confirmar."),
    ("reminder-confirmed", True): (" Reply R to reschedule.", " Responda R para cambiarla."),
}
SAY_CHOICES = frozenset({"booked", "reminder", "reminder-confirmed", "time-stays"})


def choices(appointment: Appointment, template: str, link: str) -> dict[str, str]:
    """For {choices}, with the link to its page and whom to call for the rest; and for {reply}, what a text is answered with."""
    language = 1 if appointment.patient.language == "es" else 0
    reading = reader(appointment.patient, appointment.visit_type.code, by_text_first=template.startswith("reminder"))
    change = patient_may_change(appointment, reading)
    answers = reading is None or may(reading, "appointment.confirm", appointment)
    confirms = template == "reminder" and answers
    verbs, phone = CONFIRM if confirms else SEE, shown_contact(appointment.patient.practice.phone)
    call = CALL[change][language].format(phone=phone) if phone else ""
    said = f"{verbs[change][language]}: {link}" + (f"\n\n{call}" if call else "")
    unasked = template == "reminder" and not confirms
    reply = None if unasked else REPLY.get((template, change in ("move", "only move")))
    return {"choices": said, "reply": reply[language] if reply is not None else ""}
