"""Criteria sets: the tree lĩnh vực → tiêu chí → tiêu chí thành phần, and each leaf's scoring rule in rows."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel, scoped
from cchc.vietnamese import fold
from criteria.rules.kinds import RuleKind


class CriteriaSet(TenantModel):
    """One list of criteria: edited as a draft, issued by a decision, frozen once a campaign uses it (``frozen_at``).

    ``predecessor`` is the set it was copied from: the year before's, or the version that it takes the place of.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        ISSUED = "issued", "Đã ban hành"

    code = models.CharField("mã", max_length=40)
    title = models.CharField("tên", max_length=300)
    status = models.CharField("tình trạng", max_length=8, choices=Status, default=Status.DRAFT)
    declared_total = models.DecimalField("tổng điểm", max_digits=8, decimal_places=2, default=Decimal(100))
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    is_sample = models.BooleanField("bộ tiêu chí mẫu", default=False)
    frozen_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    predecessor = models.ForeignKey("self", models.SET_NULL, related_name="successors", null=True, blank=True)
    version = models.PositiveSmallIntegerField("phiên bản", default=1, db_default=1)
    version_reason = models.TextField("lý do lập phiên bản", blank=True, default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"],
                name="criteria_set_code_once",
                violation_error_message="Mã bộ tiêu chí đã có.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can still be edited: a draft that no campaign uses."""
        return self.status == self.Status.DRAFT and self.frozen_at is None


class CriterionQuerySet(models.QuerySet):
    def leaves(self) -> "CriterionQuerySet":
        return self.filter(is_leaf=True)

    def areas(self) -> "CriterionQuerySet":
        return self.filter(level=Criterion.Level.AREA)

    def self_scored(self) -> "CriterionQuerySet":
        return self.leaves().filter(source=Criterion.Source.SELF)

    def with_rules(self) -> "CriterionQuerySet":
        return self.select_related("scoring").prefetch_related("scoring__lines")


class Criterion(TenantModel):
    """A node of the tree. ``is_leaf`` nodes carry a rule and are scored; ``area`` points at the node's lĩnh vực.

    Codes are text: 1.1 is not 1.10. ``position`` is the printed order. In a draft a leaf may lack its rule, or carry
    an unfinished one. ``version`` counts saves: an editor that started from an older one is told. ``predecessor`` is
    the same criterion in the set before; ``predecessor_by_hand`` keeps a person's choice from being matched anew.
    """

    class Level(models.TextChoices):
        AREA = "field", "Lĩnh vực"
        CRITERION = "criterion", "Tiêu chí"
        SUB = "sub", "Tiêu chí thành phần"

    class Source(models.TextChoices):
        SELF = "self", "Tự chấm, thẩm định"
        SURVEY = "survey", "Điều tra xã hội học"

    class NotApplicable(models.TextChoices):
        NONE = "none", "Không được đánh dấu"
        EXCLUDE = "exclude", "Loại khỏi điểm tối đa"
        FULL = "full", "Tính điểm tối đa"

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="criteria")
    parent = models.ForeignKey("self", models.CASCADE, related_name="children", null=True, blank=True)
    area = models.ForeignKey("self", models.CASCADE, related_name="+", null=True, blank=True)
    position = models.PositiveIntegerField()
    code = models.CharField("mã", max_length=20)
    level = models.CharField("cấp", max_length=10, choices=Level)
    is_leaf = models.BooleanField(default=False)
    name = models.TextField("tên")
    max_points = models.DecimalField("điểm tối đa", max_digits=8, decimal_places=2)
    source = models.CharField("nguồn điểm", max_length=6, choices=Source)
    unit_of_measure = models.CharField("đơn vị tính", max_length=60, blank=True)
    evidence = models.TextField("tài liệu kiểm chứng", blank=True)
    evidence_required = models.BooleanField("bắt buộc tài liệu", default=False)
    guidance = models.TextField("hướng dẫn", blank=True)
    department = models.CharField("cơ quan thẩm định", max_length=160, blank=True)
    co_department = models.CharField("cơ quan phối hợp", max_length=300, blank=True)
    not_applicable_policy = models.CharField("không phát sinh", max_length=8, choices=NotApplicable, default="none")
    search = models.TextField(editable=False, default="")
    predecessor = models.ForeignKey("self", models.SET_NULL, related_name="successors", null=True, blank=True)
    predecessor_by_hand = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = scoped(CriterionQuerySet)

    class Meta:
        verbose_name = "tiêu chí"
        verbose_name_plural = "tiêu chí"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "code"],
                name="criterion_code_once",
                violation_error_message="Mã tiêu chí đã có trong bộ.",
            ),
            models.CheckConstraint(
                condition=Q(max_points__gte=0),
                name="criterion_points_not_negative",
                violation_error_message="Điểm tối đa không được âm.",
            ),
        ]
        indexes = [models.Index(fields=["criteria_set", "position"], name="criterion_in_order")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args, **kwargs) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> "Criterion":
        self.search = fold(f"{self.code} {self.name}")
        return self


class ScoringRule(TenantModel):
    """A leaf's rule in columns; options, items and bands stand in RuleLine. ``criteria.catalogue`` turns it into
    the frozen rule of ``criteria.rules``. Which columns a kind uses: criteria/rules/kinds.py.
    """

    criterion = models.OneToOneField(Criterion, models.CASCADE, related_name="scoring")
    kind = models.CharField("cách chấm", max_length=14, choices=[(kind.value, kind.value) for kind in RuleKind])
    numerator = models.CharField("tử số", max_length=300, blank=True)
    denominator = models.CharField("mẫu số", max_length=300, blank=True)
    floor = models.DecimalField("từ tỷ lệ %", max_digits=9, decimal_places=4, null=True, blank=True)
    full = models.DecimalField("đủ điểm ở tỷ lệ %", max_digits=9, decimal_places=4, null=True, blank=True)
    below = models.DecimalField("dưới các mức", max_digits=8, decimal_places=2, null=True, blank=True)
    per = models.DecimalField("mỗi trường hợp", max_digits=8, decimal_places=4, null=True, blank=True)
    what = models.CharField("trường hợp", max_length=400, blank=True)
    minimum = models.DecimalField("điểm thấp nhất", max_digits=8, decimal_places=2, null=True, blank=True)
    yes_points = models.DecimalField("có", max_digits=8, decimal_places=2, null=True, blank=True)
    no_points = models.DecimalField("không", max_digits=8, decimal_places=2, null=True, blank=True)
    step = models.DecimalField("bước điểm", max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "cách chấm"
        verbose_name_plural = "cách chấm"

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.kind}"


class RuleLine(TenantModel):
    """One option, item, band or survey question of a rule, in printed order.

    A band reaches up to the one above it; ``upper`` is what the office wrote itself, held against that by the checks.
    """

    rule = models.ForeignKey(ScoringRule, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    label = models.TextField("nội dung", blank=True)
    lower = models.DecimalField("từ tỷ lệ %", max_digits=9, decimal_places=4, null=True, blank=True)
    upper = models.DecimalField("đến dưới tỷ lệ %", max_digits=9, decimal_places=4, null=True, blank=True)
    points = models.DecimalField("điểm", max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["rule", "position"], name="rule_line_once")]

    def __str__(self) -> str:
        return self.label or f"từ {self.lower} %"


class BonusItem(TenantModel):
    """A bonus or penalty outside the set: points per occurrence, a cap per item and a yearly cap per kind."""

    class Kind(models.TextChoices):
        BONUS = "bonus", "Điểm thưởng"
        PENALTY = "penalty", "Điểm trừ"

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="bonus_items")
    kind = models.CharField("loại", max_length=8, choices=Kind)
    position = models.PositiveSmallIntegerField()
    code = models.CharField("mã", max_length=20)
    name = models.TextField("nội dung")
    points_per_occurrence = models.DecimalField("điểm mỗi trường hợp", max_digits=6, decimal_places=2)
    item_cap = models.DecimalField("mức trần của mục", max_digits=6, decimal_places=2)
    kind_cap = models.DecimalField("mức trần trong năm", max_digits=6, decimal_places=2)
    unit_of_measure = models.CharField("đơn vị tính", max_length=60, blank=True)
    evidence = models.TextField("tài liệu kiểm chứng", blank=True)
    guidance = models.TextField("hướng dẫn", blank=True)
    department = models.CharField("cơ quan thẩm định", max_length=160, blank=True)

    class Meta:
        verbose_name = "mục thưởng, trừ"
        verbose_name_plural = "mục thưởng, trừ"
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "code"],
                name="bonus_item_code_once",
                violation_error_message="Mã mục thưởng, trừ đã có trong bộ.",
            ),
            models.CheckConstraint(
                condition=Q(points_per_occurrence__gt=0, item_cap__gt=0, kind_cap__gt=0),
                name="bonus_item_points_positive",
                violation_error_message="Điểm thưởng, trừ và mức trần phải lớn hơn 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
