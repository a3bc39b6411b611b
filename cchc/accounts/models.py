"""Users, memberships and staff sessions, and the direct-key tables of guardian's assignments."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q

from cchc.accounts.roles import LABELS, Role
from cchc.tenancy.base import TenantModel, scoped
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold


class User(AbstractUser):
    """A named person; never one account for a unit. ``username`` is what is typed at login."""

    first_name = None
    last_name = None
    full_name = models.CharField("họ và tên", max_length=150)
    salutation = models.CharField("xưng hô", max_length=20, blank=True, help_text="ông, bà, anh, chị")
    email = models.EmailField("thư điện tử", blank=True)
    position = models.CharField("chức vụ", max_length=150, blank=True)
    mobile = models.CharField("số điện thoại di động", max_length=10, blank=True, default="", db_default="")
    mobile_agreed = models.BooleanField("đồng ý nhận tin nhắn", default=True, db_default=True)
    sessions_ended = models.PositiveIntegerField(editable=False, default=0, db_default=0)
    search = models.TextField(editable=False, default="")

    objects = UserManager()
    REQUIRED_FIELDS = ["full_name", "email"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args, **kwargs) -> None:
        self.search = fold(f"{self.username} {self.full_name} {self.email}")
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[-1] if self.full_name else self.username

    def get_session_auth_hash(self) -> str:
        return self._counted(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        yield from map(self._counted, super().get_session_auth_fallback_hash())

    def _counted(self, held: str) -> str:
        """Another hash after each ending of the sessions; as ever where none was asked for."""
        return f"{held}.{self.sessions_ended}" if self.sessions_ended else held

    @property
    def text_number(self) -> str:
        """Where texts go: nowhere while a number that came by a list waits for the person's consent."""
        return self.mobile if self.mobile_agreed else ""

    @property
    def called(self) -> str:
        """How the interface addresses the person: «chị Chi», or the full name where no salutation is known."""
        return f"{self.salutation} {self.get_short_name()}" if self.salutation else str(self)


class SecondFactor(models.Model):
    """What a person's authenticator app and this program know together. Of the person, in no tenant."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    secret = models.CharField(max_length=200, editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)
    recovery = models.JSONField(default=list, editable=False)
    made_at = models.DateTimeField("bật lúc")

    class Meta:
        verbose_name = "xác thực hai bước"
        verbose_name_plural = "xác thực hai bước"

    def __str__(self) -> str:
        return f"{self.user}: xác thực hai bước"


class OutsideIdentity(models.Model):
    """Whom an identity provider knows as whom of ours: its issuer and subject never change, names and mails there do.

    Of the person, in no tenant.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="outside_identities")
    issuer = models.CharField("nơi cấp", max_length=255)
    subject = models.CharField("mã ở nơi cấp", max_length=255)
    named = models.CharField("tên ở nơi cấp", max_length=254, blank=True)
    made_at = models.DateTimeField("gắn lúc")
    used_at = models.DateTimeField("đăng nhập gần nhất", null=True, blank=True)

    class Meta:
        verbose_name = "tài khoản đăng nhập một lần"
        verbose_name_plural = "tài khoản đăng nhập một lần"
        ordering = ["user__username", "issuer", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="outside_identity_is_one_person"),
            models.UniqueConstraint(fields=["user", "issuer"], name="outside_identity_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.named or self.subject}"


class MembershipQuerySet(models.QuerySet):
    def with_roles(self, *roles: Role) -> "MembershipQuerySet":
        return self.filter(role__in=roles, user__is_active=True)


class Membership(TenantModel):
    """One role of one person in one tenant, in one agency where the role belongs to an agency."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", null=True, blank=True)
    role = models.CharField("vai trò", max_length=20, choices=[(role.value, label) for role, label in LABELS.items()])
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped(MembershipQuerySet)

    class Meta:
        verbose_name = "vai trò"
        verbose_name_plural = "vai trò"
        ordering = ["user__username", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user", "role", "agency"],
                name="membership_once",
                nulls_distinct=False,
                violation_error_message="Người này đã có vai trò đó.",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["officer", "head", "appraiser", "department_head"]) | Q(agency__isnull=False),
                name="membership_needs_agency",
                violation_error_message="Vai trò này phải gắn với một cơ quan, đơn vị.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {Role(self.role).label}"


class FactorDemand(TenantModel):
    """A role for which the tenant asks for a second factor, from a day on."""

    role = models.CharField("vai trò", max_length=20, choices=[(role.value, label) for role, label in LABELS.items()])
    starts_on = models.DateField("từ ngày")

    class Meta:
        verbose_name = "yêu cầu xác thực hai bước"
        verbose_name_plural = "yêu cầu xác thực hai bước"
        ordering = ["role", "pk"]
        constraints = [models.UniqueConstraint(fields=["tenant", "role"], name="factor_demand_once")]

    def __str__(self) -> str:
        return f"{Role(self.role).label}: xác thực hai bước từ {self.starts_on:%d/%m/%Y}"


class StaffSession(TenantModel):
    """The only way an administrator of the system works inside a tenant: with a reason, for a limited time, logged."""

    user = models.ForeignKey(User, models.CASCADE, related_name="staff_sessions")
    reason = models.TextField("lý do")
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "phiên quản trị"
        verbose_name_plural = "phiên quản trị"
        ordering = ["-started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("started_at")),
                name="staff_session_has_length",
                violation_error_message="Phiên quản trị phải kết thúc sau khi bắt đầu.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="staff_session_has_reason",
                violation_error_message="Ghi lý do mở phiên quản trị.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} tại {self.tenant}"

    def is_open(self, at) -> bool:
        return self.ended_at is None and self.started_at <= at < self.expires_at
