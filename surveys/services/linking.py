"""Links and QR codes: made in sheets for one agency, of which only hashes stay, and withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from surveys.errors import SurveyRefused
from surveys.models import LinkSheet, Questionnaire, SurveyLink
from surveys.queries.forms import concerned_agency_ids
from surveys.rules.tokens import hashed, new_token
from surveys.services.locking import locked, refuse_replaced

MOST_LINKS = 500


@dataclass(frozen=True, slots=True)
class MadeSheet:
    """A sheet with its tokens, which nobody can be told again."""

    sheet: LinkSheet
    tokens: tuple[str, ...]


@transaction.atomic
def make_links(
    *, questionnaire: Questionnaire, agency: Agency, kind: str, count: int, expires_at: datetime, by: Any, at: datetime
) -> MadeSheet:
    """``count`` links for one form each, or one desk's code for ``count`` forms. Raises SurveyRefused."""
    locked(questionnaire.campaign)
    refuse_replaced(questionnaire)
    _refuse(questionnaire, agency, kind, count, expires_at, at)
    desk = kind == LinkSheet.Kind.DESK
    sheet = LinkSheet.objects.create(
        questionnaire=questionnaire,
        agency=agency,
        kind=kind,
        each=count if desk else 1,
        expires_at=expires_at,
        made_by=by,
        made_at=at,
    )
    tokens = tuple(new_token(sheet.tenant_id) for _ in range(1 if desk else count))
    SurveyLink.objects.bulk_create(SurveyLink(sheet=sheet, token_hash=hashed(token)) for token in tokens)
    changes = {"loại": sheet.get_kind_display(), "số phiếu": count, "hết hạn": expires_at}
    audit.record("tạo đường dẫn khảo sát", sheet, by=by, at=at, changes=changes)
    return MadeSheet(sheet, tokens)


def _refuse(
    questionnaire: Questionnaire, agency: Agency, kind: str, count: int, expires_at: datetime, at: datetime
) -> None:
    if agency.pk not in concerned_agency_ids(questionnaire):
        raise SurveyRefused(f"{agency} không thuộc đối tượng của phiếu {questionnaire.code} – chọn đơn vị khác.")
    if expires_at <= at:
        raise SurveyRefused("Thời điểm hết hạn đã qua – chọn thời điểm sau bây giờ.")
    if kind == LinkSheet.Kind.SINGLE and not 1 <= count <= MOST_LINKS:
        raise SurveyRefused(f"Mỗi lần tạo từ 1 đến {MOST_LINKS} đường dẫn – chia thành nhiều lần.")


@transaction.atomic
def withdraw_links(*, sheet: LinkSheet, by: Any, at: datetime) -> None:
    """Stop every link of a sheet; answers that have come stay."""
    locked(sheet.questionnaire.campaign)
    if sheet.withdrawn_at is None:
        sheet.withdrawn_at = at
        sheet.save(update_fields=["withdrawn_at"])
        audit.record("thu hồi đường dẫn khảo sát", sheet, by=by, at=at)
