"""Tables of people: staff, roles, patients, who acts for them, and the codes by which patients sign in."""

from __future__ import annotations

from typing import Literal, get_args

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac

from ..access.roles import KINDS, STAFF_ROLES
from ..tenancy.models import PracticeRow, inside
from ..tenancy.sealed import sealed
from . import contacts

ProxyState = Literal["asked", "named", "confirmed", "ended"]


def normal_or_empty(name: str, field: str, shape: str) -> models.CheckConstraint:
    """Empty, or in the one form in which addresses and numbers are kept (`contacts`)."""
    return models.CheckConstraint(condition=models.Q(**{field: ""}) | models.Q(**{f"{field}__regex": shape}), name=name)


def one_insurance(name: str) -> models.CheckConstraint:
    """Who has an insurance that is none of our payers has none of these, and does not pay alone."""
    elsewhere = models.Q(insured_elsewhere=True)
    return models.CheckConstraint(condition=~elsewhere | models.Q(uninsured=False, payer=None), name=name)


class Role(PracticeRow):
    """A role of the practice's staff: the built-in ones, whose names are translated, and those that it made itself."""

    AUDITED = ("name",)

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    built_in = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "code"], name="role_code_once"),
            models.CheckConstraint(
                condition=models.Q(built_in=True, code__in=STAFF_ROLES)
                | models.Q(built_in=False) & ~models.Q(code__in=(*STAFF_ROLES, *KINDS)),
                name="role_built_in_or_own",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RolePermission(PracticeRow):
    """One cell of the table of rights: what a role of the staff may, or a kind of actor that has no role.

    A role that is called like a kind of actor is a role all the same: the two are never looked up by one name.
    """

    kind = models.CharField(max_length=10, default="staff", choices=[(kind, kind) for kind in ("staff", *KINDS)])
    role = models.CharField(max_length=20, blank=True, help_text="of the staff; empty for other kinds of actor")
    permission = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "kind", "role", "permission"], name="role_permission_once"),
            models.CheckConstraint(
                condition=models.Q(kind="staff") & ~models.Q(role="") | ~models.Q(kind="staff") & models.Q(role=""),
                name="staff_have_roles",
            ),
        ]


class Staff(PracticeRow, AbstractBaseUser):
    """Somebody who works at the practice and signs in with a password."""

    AUDITED = ("name", "email", "role", "provider_id", "is_active", "one_letter_keys")

    email = models.EmailField()
    unread_email = models.CharField(
        max_length=254, blank=True, help_text="what stood as the address before, where it was none"
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, help_text="the code of a Role of this practice: the database refuses others")
    provider = inside("practice.Provider", null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    access = models.PositiveIntegerField(
        default=1, help_text="counts how often access began: older sessions stay ended"
    )
    first_password = models.BooleanField(
        default=False, help_text="somebody else made it: they choose one of their own before they see anything"
    )
    one_letter_keys = models.BooleanField(
        default=True, help_text="whether a letter alone is a command; who speaks to the computer, or slips, wants none"
    )

    objects = BaseUserManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "email"], name="staff_email_once"),
            models.CheckConstraint(condition=models.Q(email__regex=contacts.EMAIL), name="staff_email_normal"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """A session ends with the password and with the access that it began under, for good."""
        return salted_hmac("frontdesk.people.Staff", f"{self.password} {self.access}", algorithm="sha256").hexdigest()


WHOSE = ("patient", "parent", "carer")
UNSAID = "unsaid"  # on file as somebody else's too: nobody's until staff say whose
TYPED = "typed"  # typed by who asks, and proved by nobody: a slip makes it a stranger's
UNPROVED = (UNSAID, TYPED)
MARKS = (*WHOSE, *UNPROVED)
KNOWN_MARK = f"^({'|'.join(MARKS)})$"


class Patient(PracticeRow):
    """A person who is, or asks to be, cared for here.

    `email_of`, `phone_of`: whose they are.  A parent's address lets the parent in, and no further than the practice's table
    of proxies lets parents; it is never the patient's own by being all that we have.  `UNSAID` lets nobody in, and nothing is sent there;
    nor does `TYPED`, at which staff may call, until they proved it by a code or staff say whose it is.
    """

    AUDITED = (
        "first_name",
        "last_name",
        "birth_date",
        "email",
        "phone",
        "payer_id",
        "uninsured",
        "insured_elsewhere",
        "member_id",
        "established",
        "known_before",
        "last_visit_on",
        "own_provider_id",
        "language",
        "time_zone",
        "email_of",
        "phone_of",
        "confidential_contact",
        "not_agreed_to",
        "deceased_on",
        "same_as_id",
    )

    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="E.164, such as +13125550100, or +13125550100x22")
    payer = inside("practice.Payer", null=True, blank=True, related_name="+")
    uninsured = models.BooleanField(default=False, help_text="has no insurance, or pays alone")
    insured_elsewhere = models.BooleanField(default=False, help_text="has an insurance that is none of our payers")
    member_id = sealed(models.CharField(max_length=60, blank=True))
    established = models.BooleanField(default=False)
    no_shows = models.PositiveSmallIntegerField(default=0)
    known_before = models.BooleanField(
        default=False,
        help_text="established by more than the visits that are kept here: a record of the same person was",
    )
    last_visit_on = models.DateField(null=True, blank=True)
    last_visit_said = models.DateField(
        null=True,
        blank=True,
        help_text="as somebody typed it: `last_visit_on` is this, or the day of a later visit here",
    )
    own_provider = inside(
        "practice.Provider", null=True, blank=True, related_name="+", help_text="who cares for them, as staff have said"
    )
    language = models.CharField(max_length=2, default="en", choices=[("en", "English"), ("es", "Español")])
    time_zone = models.CharField(max_length=60, blank=True, help_text="IANA's name, where it is not the practice's")
    email_of = models.CharField(max_length=10, default="patient", choices=[(w, w) for w in MARKS])
    phone_of = models.CharField(max_length=10, default="patient", choices=[(w, w) for w in MARKS])
    confidential_contact = models.CharField(
        max_length=254, blank=True, help_text="the only address or number that may be used (45 CFR 164.522(b))"
    )
    unread_contacts = models.TextField(
        blank=True, help_text="addresses and numbers that were kept here once and are none, as they stood, a line each"
    )
    not_agreed_to = ArrayField(
        models.CharField(max_length=254),
        default=list,
        blank=True,
        help_text="addresses and numbers of this record at which nobody agreed to be written to about this patient",
    )
    let_in = models.JSONField(
        default=dict,
        blank=True,
        help_text="addresses and numbers that were let in by who was signed in as the patient, each with theirs",
    )
    deceased_on = models.DateField(null=True, blank=True)
    self_registered = models.BooleanField(
        default=False, help_text="made by somebody outside; staff have not matched it"
    )
    same_as = inside("self", null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    compared_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="when it was looked for among the others; the database empties it when a name, birth date, number or address changes",
    )
    folded = models.GeneratedField(
        expression=models.Func("first_name", "last_name", function="frontdesk_name"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            normal_or_empty("patient_email_normal", "email", contacts.EMAIL),
            models.CheckConstraint(
                condition=models.Q(email_of__regex=KNOWN_MARK, phone_of__regex=KNOWN_MARK), name="patient_whose_known"
            ),
            one_insurance("patient_one_insurance"),
            normal_or_empty("patient_phone_normal", "phone", contacts.NUMBER),
            normal_or_empty("patient_confidential_normal", "confidential_contact", contacts.EITHER),
        ]
        indexes = [
            models.Index(fields=["practice", "last_name", "first_name"]),
            models.Index(fields=["practice", "birth_date"]),
            models.Index(fields=["practice", "email"], name="patient_by_email"),
            models.Index(
                fields=["practice", "confidential_contact"],
                condition=~models.Q(confidential_contact=""),
                name="patient_by_confidential",
            ),
            models.Index(fields=["practice", "phone"]),
            models.Index(
                fields=["practice", "created_at"],
                condition=models.Q(compared_at=None, same_as=None, self_registered=False),
                name="patient_to_compare",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def whose(self, contact: str) -> str:
        """Whose that address or number of this record is: 'patient', 'parent', 'carer'; 'unsaid' where nobody has said yet, 'typed' where nobody has proved it."""
        if contact == self.confidential_contact:
            return "patient"
        return {self.phone: self.phone_of, self.email: self.email_of}.get(contact, "patient")

    @property
    def own_contacts(self) -> frozenset[str]:
        """The addresses and numbers of the record itself; with none of them does anybody act for it."""
        return frozenset({self.email, self.phone, self.confidential_contact} - {""})

    @property
    def known_contacts(self) -> list[str]:
        """Its e-mail address and its number, as far as it is known whose they are: these alone open anything."""
        return [contact for contact in (self.email, self.phone) if contact and self.whose(contact) not in UNPROVED]

    @property
    def contact(self) -> str:
        """Where messages go: the confidential address alone where there is one, else e-mail before text."""
        return self.confidential_contact or next(iter(self.known_contacts), "")


class Proxy(PracticeRow):
    """Somebody who acts for a patient: a parent, a carer.  What they may do stands in the practice file's `proxies:`.

    `named`: by the patient, whose slip would make it a stranger's; nothing is open to them before they have shown that they know the patient.
    """

    AUDITED = ("who", "name", "state", "ended_by_staff")

    patient = inside(Patient, related_name="proxies")
    contact = models.CharField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    who = models.CharField(max_length=10, choices=[(w, w) for w in ("parent", "carer")])
    state: models.CharField[ProxyState, ProxyState] = models.CharField(
        max_length=10, choices=[(s, s) for s in get_args(ProxyState)]
    )
    ended_by_staff = models.BooleanField(
        default=False, help_text="staff ended it, and nobody else lets them act again, whoever names them"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "proxies"
        ordering = ["created_at", "pk"]  # the first of them is called and written to first
        constraints = [
            models.UniqueConstraint(fields=["practice", "patient", "contact"], name="proxy_once"),
            models.CheckConstraint(
                condition=models.Q(state="ended") | models.Q(contact__regex=contacts.EITHER),
                name="proxy_contact_normal",
            ),
        ]
        indexes = [models.Index(fields=["practice", "contact"])]


class ApiClient(PracticeRow):
    """Another system, with a token of which only a hash is kept, and the permissions (scopes) that it was given."""

    AUDITED = ("name", "scopes", "is_active")

    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "name"], name="client_name_once"),
            models.UniqueConstraint(fields=["practice", "token_hash"], name="client_token_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SignInCode(PracticeRow):
    """A code that was sent to an address or a number: stored as a keyed hash, for one purpose, for minutes, for a few tries."""

    contact_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "contact_hash", "-created_at"])]


class Tally(PracticeRow):
    """How often something that is limited was tried by one subject (a keyed hash), since when, and until when it must wait."""

    purpose = models.CharField(max_length=20)
    subject_hash = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "purpose", "subject_hash"], name="one_tally")]
        indexes = [models.Index(fields=["practice", "since"], name="tally_by_age")]
