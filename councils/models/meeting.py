"""The council's meetings: terms, attendance, the lines voted on, the votes."""

from fractions import Fraction

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from assessments.models import Assessment
from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from councils.states import LineState, MeetingState
from councils.voting import Terms
from criteria.models import Campaign, Criterion

POINTS = {"max_digits": 16, "decimal_places": 10, "null": True, "blank": True}


class CouncilTerms(TenantModel):
    """How the council of a campaign works, from the decision that established it (document 03, Điều 2)."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="council_terms")
    quorum_top = models.PositiveSmallIntegerField("số phần dự họp", default=2)
    quorum_bottom = models.PositiveSmallIntegerField("trên tổng số phần", default=3)
    of_present = models.BooleanField("tính quá nửa trên số thành viên có mặt", default=False)
    uses_seal = models.BooleanField("được sử dụng con dấu", default=False)
    decision = models.CharField("quyết định thành lập Hội đồng", max_length=300, blank=True)

    class Meta:
        verbose_name = "quy chế Hội đồng"
        verbose_name_plural = "quy chế Hội đồng"
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_top__gte=1, quorum_bottom__gte=F("quorum_top")),
                name="quorum_is_a_share",
                violation_error_message="Tỷ lệ dự họp tối thiểu phải từ trên 0 đến 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"Quy chế Hội đồng {self.campaign}"

    @property
    def terms(self) -> Terms:
        return Terms(Fraction(self.quorum_top, self.quorum_bottom), self.of_present)


class Meeting(TenantModel):
    """One meeting of the council. ``state`` is written by ``services.meeting`` alone."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField("phiên")
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in MeetingState], default="preparing")
    planned_at = models.DateTimeField("thời gian họp")
    place = models.CharField("địa điểm", max_length=200)
    form = models.CharField("hình thức", max_length=100, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.TextField("lý do hủy", blank=True)
    guests = models.TextField("đại biểu mời dự", blank=True)
    report = models.CharField("báo cáo trình bày tại phiên họp", max_length=200, blank=True)
    discussion = models.TextField("ý kiến thảo luận", blank=True)
    survey = models.TextField("kết quả điều tra xã hội học", blank=True)
    conclusion = models.TextField("kết luận của chủ tọa", blank=True)
    votes_for = models.PositiveSmallIntegerField("tán thành kết quả chung", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("không tán thành", null=True, blank=True)
    votes_other = models.PositiveSmallIntegerField("ý kiến khác", null=True, blank=True)
    submit_by = models.DateField("trình phê duyệt trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "phiên họp Hội đồng"
        verbose_name_plural = "phiên họp Hội đồng"
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="meeting_number_once"),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state__in=["preparing", "open"]),
                name="meeting_one_at_a_time",
                violation_error_message="Đang có một phiên họp chưa kết thúc – kết thúc hoặc hủy phiên đó trước.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "closed"]) | Q(opened_at__isnull=False),
                name="meeting_open_has_time",
                violation_error_message="Phiên họp đã khai mạc phải có thời điểm khai mạc.",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(conclusion="")),
                name="meeting_closed_has_conclusion",
                violation_error_message="Phiên họp kết thúc phải có thời điểm và kết luận của chủ tọa.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="meeting_cancelled_has_reason",
                violation_error_message="Hủy phiên họp phải ghi lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"Phiên họp Hội đồng thứ {self.number} năm {self.campaign.year}"


class MeetingMember(TenantModel):
    """A member as invited to one meeting: names and titles stay as they were then. ``votes`` False is the secretary."""

    class Title(models.TextChoices):
        CHAIR = "chair", "Chủ tịch Hội đồng"
        MEMBER = "member", "Ủy viên"
        SECRETARY = "secretary", "Thư ký"

    class Attendance(models.TextChoices):
        PRESENT = "present", "Có mặt"
        EXCUSED = "excused", "Vắng có lý do"
        ABSENT = "absent", "Vắng"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=150)
    salutation = models.CharField(max_length=20, blank=True)
    position = models.CharField("chức vụ", max_length=200, blank=True)
    title = models.CharField("chức danh", max_length=10, choices=Title)
    votes = models.BooleanField("được biểu quyết", default=True)
    attendance = models.CharField(max_length=8, choices=Attendance, blank=True)
    absence_reason = models.CharField("lý do vắng", max_length=200, blank=True)
    opinion = models.CharField("ý kiến (thống nhất/bảo lưu)", max_length=300, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "thành viên dự họp"
        verbose_name_plural = "thành viên dự họp"
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="meeting_member_once"),
            models.CheckConstraint(
                condition=Q(title="secretary", votes=False) | ~Q(title="secretary"),
                name="meeting_secretary_does_not_vote",
                violation_error_message="Thư ký phiên họp không biểu quyết.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_present(self) -> bool:
        return self.attendance == self.Attendance.PRESENT


class MeetingLine(TenantModel):
    """One disputed line: a leaf of a file on the agenda, with what the council has concluded."""

    class Cause(models.TextChoices):
        EXPLANATION = "explanation", "Đơn vị không đồng ý sau giải trình"
        REFERRED = "referred", "Cơ quan thẩm định đưa ra Hội đồng"
        APPEAL = "appeal", "Đơn vị kiến nghị"
        DISSENT = "dissent", "Cơ quan phối hợp có ý kiến khác"
        MISSING = "missing", "Chưa thẩm định"
        DEFERRED = "deferred", "Phiên trước để lại"
        CHOSEN = "chosen", "Tổ Thư ký đưa vào"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="lines")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    causes = ArrayField(models.CharField(max_length=12, choices=Cause))
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in LineState], default="pending")
    points = models.DecimalField("điểm Hội đồng thống nhất", **POINTS)
    reason = models.TextField("lý do, kết luận", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "nội dung biểu quyết"
        verbose_name_plural = "nội dung biểu quyết"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "assessment", "criterion"], name="meeting_line_once"),
            models.CheckConstraint(
                condition=~Q(state="decided") | (Q(points__isnull=False) & ~Q(reason="")),
                name="meeting_line_decided_has_points",
                violation_error_message="Chốt một dòng phải có điểm và lý do.",
            ),
            models.CheckConstraint(
                condition=~Q(state="deferred") | ~Q(reason=""),
                name="meeting_line_deferred_has_reason",
                violation_error_message="Để lại sau phải ghi lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, mục {self.criterion.code}"

    @property
    def cause_words(self) -> list[str]:
        return [str(self.Cause(cause).label) for cause in self.causes]


class Vote(TenantModel):
    """One member's vote on one line: keep the appraised score, take the agency's, or other points."""

    class Choice(models.TextChoices):
        KEEP = "keep", "Giữ điểm thẩm định"
        UNIT = "unit", "Nhận điểm của đơn vị"
        OTHER = "other", "Mức khác"

    line = models.ForeignKey(MeetingLine, models.CASCADE, related_name="votes")
    member = models.ForeignKey(MeetingMember, models.PROTECT, related_name="cast")
    choice = models.CharField(max_length=5, choices=Choice)
    points = models.DecimalField(max_digits=16, decimal_places=10)
    at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "phiếu biểu quyết"
        verbose_name_plural = "phiếu biểu quyết"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "member"],
                name="vote_once",
                violation_error_message="Thành viên này đã biểu quyết dòng này.",
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="vote_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.points}"
