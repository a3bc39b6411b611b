"""Tenant, agencies with their years of validity and successors, and the append-only audit trail."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from cchc.tenancy.base import TenantModel, scoped
from cchc.vietnamese import fold, unit_key

RESERVED_SLUGS = frozenset(
    ("api", "bao-mat", "dang-nhap", "dang-xuat", "healthz", "khao-sat", "kiem-tra", "mat-khau", "media", "quan-tri")
    + ("quan-tri-he-thong", "readyz", "static", "tai-khoan")
)


def validate_slug(value: str) -> None:
    """Refuse a slug that is the first part of one of the product's own addresses."""
    if value in RESERVED_SLUGS:
        raise ValidationError("«%(value)s» là địa chỉ dành riêng của hệ thống; chọn tên khác.", params={"value": value})


class Tenant(models.Model):
    """The authority that runs an exercise: a district in the archive, a province since 01/7/2025.

    Nothing about its level is written in code: its names, letterhead and words stand here as data.
    """

    class Kind(models.TextChoices):
        DISTRICT = "district", "Cấp huyện"
        PROVINCE = "province", "Cấp tỉnh"
        COMMUNE = "commune", "Cấp xã"

    slug = models.SlugField(
        "địa chỉ", max_length=40, unique=True, validators=[RegexValidator(r"^[a-z]"), validate_slug]
    )
    name = models.CharField("tên", max_length=200)
    kind = models.CharField("cấp", max_length=12, choices=Kind)
    authority = models.CharField("cơ quan ban hành", max_length=200, help_text="Ủy ban nhân dân huyện Bạch Thông")
    authority_short = models.CharField("tên ngắn", max_length=120, help_text="UBND huyện Bạch Thông")
    letterhead = models.TextField("dòng tên ở đầu văn bản", help_text="Mỗi dòng một dòng in: ỦY BAN NHÂN DÂN / HUYỆN …")
    place = models.CharField("địa danh", max_length=80)
    level_word = models.CharField("từ chỉ cấp", max_length=20, help_text="huyện, tỉnh, thành phố, xã")
    leader_title = models.CharField("chức danh người phê duyệt", max_length=120, default="Chủ tịch Ủy ban nhân dân")
    standing_office = models.CharField("cơ quan thường trực", max_length=120, help_text="Phòng Nội vụ, Sở Nội vụ")
    standing_office_head = models.CharField("thủ trưởng cơ quan thường trực", max_length=160)
    office_chief = models.CharField("chánh văn phòng", max_length=160)
    archive_code = models.CharField("ký hiệu lưu", max_length=40, default="VT")
    support_line = models.CharField("dòng hỗ trợ ở chân trang", max_length=200, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_capacity = models.CharField("quyền hạn ký", max_length=120, blank=True, help_text="KT. CHỦ TỊCH")
    signer_title = models.CharField("chức vụ người ký", max_length=120, default="CHỦ TỊCH")
    recipients = models.TextField("nơi nhận mặc định", blank=True, help_text="Mỗi dòng một nơi nhận")
    is_demo = models.BooleanField("dữ liệu mẫu", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "đơn vị tổ chức"
        verbose_name_plural = "đơn vị tổ chức"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def letterhead_lines(self) -> list[str]:
        return [line for line in self.letterhead.splitlines() if line.strip()]

    @property
    def standing_office_name(self) -> str:
        return self.standing_office

    @property
    def recipient_lines(self) -> list[str]:
        return [line.strip() for line in self.recipients.splitlines() if line.strip()]


class AgencyQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "AgencyQuerySet":
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))

    def assessed(self) -> "AgencyQuerySet":
        return self.filter(role__in=[Agency.Role.ASSESSED, Agency.Role.BOTH])

    def appraisers(self) -> "AgencyQuerySet":
        return self.filter(role__in=[Agency.Role.APPRAISER, Agency.Role.BOTH])


class Agency(TenantModel):
    """A unit of a tenant: assessed, appraising, or both. Its kind (xã, phường, sở …) is data."""

    class Role(models.TextChoices):
        ASSESSED = "assessed", "Được đánh giá"
        APPRAISER = "appraiser", "Thẩm định"
        BOTH = "both", "Được đánh giá và thẩm định"

    code = models.CharField("mã", max_length=40)
    name = models.CharField("tên", max_length=200)
    kind = models.CharField("loại", max_length=40)
    role = models.CharField("vai trò", max_length=12, choices=Role)
    ranking_block = models.CharField("khối xếp hạng", max_length=80, blank=True)
    ranked = models.BooleanField("được xếp hạng", default=True)
    has_procedures = models.BooleanField("có thủ tục hành chính", default=True)
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)
    head_name = models.CharField("người đứng đầu", max_length=120, blank=True)
    head_title = models.CharField("chức vụ người đứng đầu", max_length=160, blank=True)
    note = models.TextField("ghi chú", blank=True)
    predecessor_names = models.CharField("đơn vị trước sáp nhập", max_length=400, blank=True)
    search = models.TextField(editable=False, default="")
    sort_key = models.TextField(editable=False, default="")
    predecessors = models.ManyToManyField(
        "self", through="AgencySuccession", through_fields=("successor", "predecessor"), symmetrical=False
    )

    objects = scoped(AgencyQuerySet)

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"], name="agency_code_once", violation_error_message="Mã cơ quan đã có."
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="agency_validity_in_order",
                violation_error_message="Ngày hết hiệu lực phải sau ngày bắt đầu hiệu lực.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> "Agency":
        """Fill the folded search text and the Vietnamese sort key; the database's own collation is not relied on."""
        self.search = fold(f"{self.code} {self.name}")
        self.sort_key = unit_key(self.name, self.code)
        return self

    @property
    def is_assessed(self) -> bool:
        return self.role in {self.Role.ASSESSED, self.Role.BOTH}

    @property
    def appraises(self) -> bool:
        return self.role in {self.Role.APPRAISER, self.Role.BOTH}


class AgencySuccession(TenantModel):
    """One old unit continued by one new unit; a unit may be split between several successors."""

    successor = models.ForeignKey(Agency, models.CASCADE, related_name="succeeds")
    predecessor = models.ForeignKey(Agency, models.CASCADE, related_name="continued_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["successor", "predecessor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(successor=F("predecessor")),
                name="succession_not_to_itself",
                violation_error_message="Một đơn vị không kế thừa chính nó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class AuditQuerySet(models.QuerySet):
    def between(self, since: date | None, until: date | None) -> "AuditQuerySet":
        """Lines between two days, both included; None leaves that side open."""
        found = self.filter(at__date__gte=since) if since else self
        return found.filter(at__date__lte=until) if until else found


class AuditEvent(TenantModel):
    """One line of the tenant's diary. Sequence number and hashes are computed by a trigger, which also refuses
    UPDATE, DELETE and TRUNCATE (migration 0002): each line's hash covers the line before it.

    The actor is kept by id and name without a foreign key, so that the line outlives the account.
    """

    sequence = models.BigIntegerField(editable=False, default=0)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    on_behalf = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField(null=True)
    object_label = models.CharField(max_length=300)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    ip = models.GenericIPAddressField(null=True)
    previous_hash = models.CharField(max_length=64, editable=False, default="")
    hash = models.CharField(max_length=64, editable=False, default="")

    objects = scoped(AuditQuerySet)

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-sequence"]
        constraints = [models.UniqueConstraint(fields=["tenant", "sequence"], name="audit_sequence_once")]
        indexes = [models.Index(fields=["tenant", "object_type", "object_id", "-sequence"], name="audit_of_object")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor_name}: {self.verb} {self.object_label}"
