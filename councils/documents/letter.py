"""Document 06: the letter asking one agency for explanation, with the annex of what is asked."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from assessments.models import Score
from cchc.accounts.members import Member
from cchc.documents.issuers import of_agency, of_standing_office
from cchc.documents.registry import About, Paper, PaperRefused, Subject, agency_or_office_reads, office_reads
from cchc.tenancy.models import Agency
from councils.models import ExplanationLetter, ExplanationRequest
from councils.states import RequestState
from criteria.documents.context import common_notes, head_of_standing_office, shared, today
from criteria.models import Campaign
from criteria.rules.numbers import total

CHANNEL = "phần mềm chấm điểm Chỉ số CCHC và Hệ thống quản lý văn bản"
DRAFT = "du-thao"
SECRETARIAT = "Tổ Thư ký"


def agencies(campaign: Campaign) -> Iterable[Agency]:
    """Those who are asked something."""
    asked = campaign.assessments.filter(requests__isnull=False)
    return Agency.objects.filter(assessments__in=asked).distinct().order_by("sort_key")


def subjects(campaign: Campaign, agency: Agency | None) -> Iterable[Subject]:
    """The letters sent, by round, and the one that waits."""
    letters = ExplanationLetter.objects.filter(assessment__campaign=campaign, assessment__agency=agency)
    for letter in letters.order_by("round"):
        yield Subject(f"dot-{letter.round}", f"đợt {letter.round}, gửi {timezone.localtime(letter.sent_at):%d/%m/%Y}")
    if _drafts(campaign, agency).exists():
        yield Subject(DRAFT, "dự thảo đợt tiếp theo")


def may_read(member: Member, about: About) -> bool:
    """The agency reads what has been sent to it; drafts are the office's."""
    return office_reads(member, about) if about.subject == DRAFT else agency_or_office_reads(member, about)


def _drafts(campaign: Campaign, agency: Agency | None):
    return ExplanationRequest.objects.filter(assessment__campaign=campaign, agency=agency, state=RequestState.DRAFT)


def letter_of(about: About) -> ExplanationLetter | None:
    """The letter that the subject names («dot-2»), else the last one sent."""
    letters = ExplanationLetter.objects.filter(
        assessment__campaign=about.campaign, assessment__agency=about.agency
    ).order_by("-round")
    if about.subject.startswith("dot-"):
        number = about.subject.removeprefix("dot-")
        return letters.filter(round=int(number)).first() if number.isdecimal() and len(number) < 4 else None
    return letters.first()


def build(about: About) -> Paper:
    """The letter as sent, or the draft of the next one. Raises PaperRefused."""
    campaign, agency = about.campaign, about.agency
    assert agency is not None
    letter = None if about.subject == DRAFT else letter_of(about)
    if letter is None and about.subject != DRAFT:
        raise PaperRefused(f"{agency} chưa có công văn yêu cầu giải trình nào được gửi.")
    rows = _rows(letter, campaign, agency)
    if not rows:
        raise PaperRefused(f"{agency} không có yêu cầu giải trình nào trong đợt này.")
    stamp = about.stamp or today()
    tenant = campaign.tenant
    issuer = of_standing_office(tenant, head_of_standing_office(tenant))
    receivers = ["Như trên", "Chủ tịch Hội đồng thẩm định (để b/c)", "Thành viên Hội đồng, Tổ Thư ký"]
    data = shared(campaign, stamp, issuer.letter_symbol, receivers, issuer=issuer)
    receiver = of_agency(agency, tenant, agency.head_name)
    number = letter.round if letter else ExplanationLetter.objects.filter(assessment__agency=agency).count() + 1
    data["ky"]["cong_khai_diem_du_kien"] = shows_points(campaign)  # type: ignore[index]
    data |= {
        "kinh_gui": [receiver.called["ten"]],
        "dot": number,
        "han": timezone.localtime(letter.due_at) if letter else None,
        "kenh": CHANNEL,
        "don_vi": {"ten": receiver.called["ten_ngan"]},
        "yeu_cau": rows,
        "yeu_cau_so": len(rows),
        "tong": {name: _sum(rows, name) for name in ("diem_toi_da", "diem_tu_cham", "diem_du_kien")},
        "lien_he": _contact(letter),
    }
    return Paper(
        kind="06",
        reference=f"giai-trinh-{campaign.year}-{agency.code}-{number}",
        title=f"Giải trình, bổ sung tài liệu kiểm chứng Chỉ số cải cách hành chính năm {campaign.year} gửi {agency}",
        symbol=issuer.letter_symbol,
        data=data,
        notes=tuple(_notes(campaign, stamp, letter)),
        lines=len(rows),
    )


def shows_points(campaign: Campaign) -> bool:
    """The expected points stand in the annex only where the campaign shows its provisional result to the agency."""
    return campaign.provisional_view == Campaign.ProvisionalView.OWN


def _notes(campaign: Campaign, stamp, letter: ExplanationLetter | None) -> list[str]:
    notes = common_notes(campaign, stamp)
    if letter is None:
        notes.append("Dự thảo: hạn trả lời ghi khi gửi công văn.")
    elif not letter.contact_phone:
        notes.append("Chưa ghi số điện thoại người liên hệ, đang in «…».")
    return notes


def _contact(letter: ExplanationLetter | None) -> dict[str, str]:
    return {
        "ho_ten": (letter.contact if letter else "") or "…",
        "chuc_vu": (letter.contact_title if letter else "") or "…",
        "dien_thoai": (letter.contact_phone if letter else "") or "…",
    }


def _rows(letter: ExplanationLetter | None, campaign: Campaign, agency: Agency) -> list[dict[str, object]]:
    asked = letter.requests.exclude(state=RequestState.WITHDRAWN) if letter else _drafts(campaign, agency)
    found = list(asked.select_related("criterion", "asked_by_agency").order_by("criterion__position", "pk"))
    own = Score.objects.at_stage(Score.Stage.SELF).filter(
        assessment__campaign=campaign, agency=agency, criterion__in=[one.criterion_id for one in found]
    )
    mine = dict(own.values_list("criterion_id", "points"))
    return [
        {
            "tt": place,
            "ma": one.criterion.code,
            "ten": one.criterion.name,
            "diem_toi_da": one.criterion.max_points,
            "diem_tu_cham": mine.get(one.criterion_id),
            "diem_du_kien": one.points,
            "ly_do": one.doubt,
            "yeu_cau": one.question,
            "co_quan_tham_dinh": str(one.asked_by_agency or SECRETARIAT),
        }
        for place, one in enumerate(found, start=1)
    ]


def _sum(rows: list[dict[str, object]], name: str) -> Decimal:
    return total(row[name] for row in rows if row[name] is not None)  # type: ignore[misc]
