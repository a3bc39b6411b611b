"""The register of official papers: what was drafted, its number and date once the văn thư has given them."""

from django.db import models
from django.db.models import Q

from cchc.tenancy.base import TenantModel


class OfficialDocument(TenantModel):
    """One paper of one year. Number and date stay empty until entered; then the PDF is fixed with its checksum.

    ``kind`` is the number of its text (12 = decision approving the result); ``reference`` names what it was made
    from, such as ``ket-qua-2024-v1``: this app stands below the others and knows none of their tables.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        ISSUED = "issued", "Đã ban hành"

    kind = models.CharField("loại văn bản", max_length=2)
    year = models.PositiveSmallIntegerField("năm đánh giá")
    reference = models.CharField(max_length=80)
    title = models.CharField("trích yếu", max_length=400)
    symbol = models.CharField("ký hiệu", max_length=40)
    number = models.PositiveIntegerField("số", null=True, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.DRAFT)
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_name = models.CharField(max_length=150)

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "reference"],
                name="document_once_per_reference",
            ),
            models.UniqueConstraint(
                fields=["tenant", "symbol", "number", "issued_on"],
                name="document_number_once",
                violation_error_message="Số văn bản này đã dùng trong ngày đó.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", number=None, issued_on=None)
                | Q(state="issued", number__isnull=False, issued_on__isnull=False),
                name="document_issued_has_number_and_date",
                violation_error_message="Văn bản ban hành phải có cả số và ngày.",
            ),
        ]

    def __str__(self) -> str:
        number = f"{self.number:02d}" if self.number else "…"
        return f"{number}/{self.symbol}"
