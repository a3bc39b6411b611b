"""The register of official papers, the wording an office has given them, and the making of many at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc.documents.states import State as PaperState
from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold

STATES = [(state.value, state.label) for state in PaperState]
WITHOUT_NUMBER = [state.value for state in PaperState if not state.has_number]


class OfficialDocument(TenantModel):
    """One paper of one year. Number and date stay empty until entered; then the PDF is fixed with its checksum.

    ``kind`` is its key in the registry (12 = decision approving the result); ``reference`` names what it was made
    from, such as ``ket-qua-2024-v1``: this app stands below the others and knows none of their tables.
    ``issuer`` is the agency that numbers it in a register of its own; empty for the tenant's authority and office.
    ``submitted_digest`` is the SHA-256 of the words that were submitted for signing. ``code`` leads the public to it.
    """

    State = PaperState

    kind = models.CharField("loại văn bản", max_length=20)
    year = models.PositiveSmallIntegerField("năm đánh giá")
    reference = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    issuer = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=200, blank=True)
    title = models.CharField("trích yếu", max_length=400)
    symbol = models.CharField("ký hiệu", max_length=200)
    number = models.PositiveIntegerField("số", null=True, blank=True)
    issued_on = models.DateField("ngày văn bản", null=True, blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=STATES, default=PaperState.DRAFT)
    submitted_at = models.DateTimeField("trình ký lúc", null=True, blank=True)
    submitted_by_name = models.CharField(max_length=150, blank=True)
    submitted_digest = models.CharField(max_length=64, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    signed_name = models.CharField(max_length=200, blank=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    signed_label = models.CharField("tệp đã ký", max_length=200, blank=True)
    released_at = models.DateTimeField("phát hành lúc", null=True, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    ended_on = models.DateField("hết hiệu lực từ", null=True, blank=True)
    ended_reason = models.CharField("lý do", max_length=400, blank=True)
    code = models.CharField("mã tra cứu", max_length=40, null=True, blank=True, unique=True)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_name = models.CharField(max_length=150)

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "reference"],
                name="document_once_per_reference",
            ),
            models.UniqueConstraint(
                fields=["tenant", "issuer", "symbol", "number", "issued_on"],
                nulls_distinct=False,
                condition=Q(number__isnull=False),
                name="document_number_once",
                violation_error_message="Số văn bản này đã dùng trong ngày đó.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WITHOUT_NUMBER, number=None, issued_on=None)
                | (~Q(state__in=WITHOUT_NUMBER) & Q(number__isnull=False, issued_on__isnull=False)),
                name="document_issued_has_number_and_date",
                violation_error_message="Văn bản đã vào số phải có cả số và ngày.",
            ),
        ]

    def __str__(self) -> str:
        number = f"{self.number:02d}" if self.number else "…"
        return f"{number}/{self.symbol}"

    def save(self, *args: object, **options: object) -> None:
        """Keep what the search looks through: number, title, recipients and agency, with and without diacritics."""
        words = [str(self), self.title, self.recipients, str(self.agency or "")]
        self.search_text = fold(" ".join(words))
        super().save(*args, **options)

    @property
    def recipient_lines(self) -> list[str]:
        return [line for line in self.recipients.splitlines() if line.strip()]

    @property
    def has_number(self) -> bool:
        return PaperState(self.state).has_number

    @property
    def is_in_force(self) -> bool:
        return self.state == PaperState.ISSUED


class Wording(TenantModel):
    """One version of an office's own wording of a text (of one block, where it has variants); the newest is in use.

    An empty source is the standard again.
    """

    kind = models.CharField("mẫu văn bản", max_length=2)
    block = models.CharField("biến thể", max_length=40, blank=True)
    version = models.PositiveIntegerField("phiên bản")
    source = models.TextField("lời văn", blank=True)
    comment = models.CharField("ghi chú", max_length=200, blank=True)
    made_at = models.DateTimeField("lưu lúc")
    made_by_name = models.CharField(max_length=150)

    class Meta:
        verbose_name = "lời văn của cơ quan"
        verbose_name_plural = "lời văn của cơ quan"
        ordering = ["kind", "block", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "block", "version"], name="wording_version_once")
        ]

    def __str__(self) -> str:
        return f"Mẫu {self.kind}, phiên bản {self.version}"


class PaperBatch(TenantModel):
    """What the worker does for many papers of one kind, or for one too long to wait for: print them, or take a step.

    Printing many ends in a ZIP, printing one (``single``) in its file. ``failures``: a line per paper that was refused.
    ``first_number`` and ``issued_on`` are what a batch of numbers begins with.
    """

    class Work(models.TextChoices):
        PRINT = "print", "Lập tệp"
        SUBMIT = "submit", "Trình ký"
        NUMBER = "number", "Ghi số và ngày"
        ISSUE = "issue", "Phát hành"

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang lập"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không lập được"

    kind = models.CharField("loại văn bản", max_length=20)
    year = models.PositiveSmallIntegerField("năm đánh giá")
    work = models.CharField(max_length=6, choices=Work, default=Work.PRINT)
    extension = models.CharField(max_length=4, blank=True)
    single = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    first_number = models.PositiveIntegerField(null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.WAITING)
    agency_ids = models.TextField(blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failures = models.TextField(blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=150)
    touched_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "lượt lập nhiều văn bản"
        verbose_name_plural = "lượt lập nhiều văn bản"
        ordering = ["-asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind}, năm {self.year}: {self.done}/{self.total}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def failure_lines(self) -> list[str]:
        return [line for line in self.failures.splitlines() if line]

    @property
    def made(self) -> int:
        """How many went well."""
        return self.done - len(self.failure_lines)


class Erratum(TenantModel):
    """A slip of form in an issued paper, and how it is to read (NĐ 30/2020, Điều 18 khoản 3: put right by a letter).

    ``letter`` counts the letters on one paper: the lines of a letter that has gone out are not changed any more.
    """

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="errata")
    letter = models.PositiveSmallIntegerField("lần đính chính", default=1)
    position = models.PositiveSmallIntegerField("thứ tự")
    place = models.CharField("vị trí", max_length=200)
    printed = models.CharField("nội dung đã in", max_length=1000)
    corrected = models.CharField("đính chính thành", max_length=1000)

    class Meta:
        verbose_name = "nội dung đính chính"
        verbose_name_plural = "nội dung đính chính"
        ordering = ["document", "letter", "position"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "document", "letter", "position"], name="erratum_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.place}: «{self.printed}» → «{self.corrected}»"
