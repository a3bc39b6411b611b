"""Document 20: the report on the survey, from its sample and the gate to the results with their margins."""

from typing import Any

from cchc.documents.issuers import of_standing_office
from cchc.documents.registry import About, Paper, PaperRefused
from criteria.documents.context import common_notes, head_of_standing_office, shared, today
from criteria.models import Campaign
from criteria.rules.numbers import EXACT
from surveys.models import Response
from surveys.queries.report import Report, report_of
from surveys.queries.summary import Compared, GroupRow, PlaceRow
from surveys.resources.report import decision_words
from surveys.services.planning import group_plan_of

NO_FORMS = "Kỳ năm {} chưa có phiếu khảo sát nào – nhập phiếu rồi lập báo cáo."


def glance(campaign: Campaign) -> str:
    """The reference of the paper. Raises PaperRefused for a year without any form."""
    kept = campaign.questionnaires.filter(counts__isnull=False)
    if not Response.objects.filter(questionnaire__campaign=campaign).exists() and not kept.exists():
        raise PaperRefused(NO_FORMS.format(campaign.year))
    return f"bao-cao-khao-sat-{campaign.year}"


def build(about: About) -> Paper:
    """The report on the forms there are. Raises PaperRefused while there are none."""
    campaign, tenant = about.campaign, about.campaign.tenant
    reference, report = glance(campaign), report_of(campaign)
    stamp = about.stamp or today()
    issuer = of_standing_office(tenant, head_of_standing_office(tenant))
    symbol = issuer.symbol("BC")
    data = shared(campaign, stamp, symbol, ["Như trên", "Thành viên Tổ Thư ký"], issuer=issuer)
    data["kinh_gui"] = [f"Hội đồng thẩm định Chỉ số cải cách hành chính {tenant.level_word}"]
    data["ks"] = _sample(report) | _judged(report) | _results(report)
    return Paper(
        kind="20",
        reference=reference,
        title=f"Kết quả điều tra xã hội học phục vụ xác định Chỉ số cải cách hành chính năm {campaign.year}",
        symbol=symbol,
        data=data,
        notes=(*common_notes(campaign, stamp), *_notes(report)),
        lines=len(report.figures.places),
    )


def _notes(report: Report) -> list[str]:
    notes = []
    if waiting := sum(cell.waits for cell in report.short):
        notes.append(f"Còn {waiting} nơi chưa đủ phiếu chờ quyết định – mở trang Đơn vị chưa đủ phiếu.")
    if report.plan.reduced_at is not None:
        notes.append("Dữ liệu thô đã hủy: số phiếu nhập lại và phiếu để ngoài không còn.")
    if report.before is None:
        notes.append("Năm trước không có khảo sát trong phần mềm: cột năm trước in dấu gạch.")
    return notes


def _sample(report: Report) -> dict[str, Any]:
    rate = EXACT.divide(report.received * 100, report.wanted) if report.wanted else None
    return {
        "so_phat": report.wanted,
        "so_thu": report.received,
        "ty_le": rate,
        "ty_le_toi_thieu": report.plan.minimum_rate,
        "nhom": [_group(place, group) for place, group in enumerate(report.groups, start=1)],
        "nam_truoc": report.before.year.campaign.year if report.before else None,
    }


def _group(place: int, group: GroupRow) -> dict[str, Any]:
    form = group.form
    return {
        "so": str(place),
        "ten": form.title,
        "ten_cot": f"Nhóm {place}",
        "doi_tuong": form.respondent_group or form.get_audience_display(),
        "cach_chon": group_plan_of(form).get_selection_display(),
        "chi_tieu": group.wanted,
        "so_thu": group.received,
        "ty_le": group.rate,
        "trong_so": group.weight,
    } | _compared(group.whole)


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "ket_qua": one.figure and one.figure.percent,
        "sai_so": one.figure and one.figure.margin,
        "nam_truoc": one.before and one.before.percent,
    }


def _judged(report: Report) -> dict[str, Any]:
    """What was checked and decided: second entries, forms left out, too few forms."""
    return {
        "so_nhap_lai": report.seconds,
        "so_lech": report.differing,
        "so_cho": report.undecided,
        "so_de_ngoai": sum(one.forms for one in report.aside),
        "de_ngoai": [
            {"tt": str(n), "don_vi": one.agency, "phieu": one.questionnaire, "so_phieu": one.forms, "ly_do": one.reason}
            for n, one in enumerate(report.aside, start=1)
        ],
        "thieu": [
            {
                "tt": str(n),
                "don_vi": cell.agency.name,
                "phieu": cell.questionnaire.title,
                "so_thu": cell.gate.received,
                "toi_thieu": cell.gate.needed,
                "quyet_dinh": decision_words(cell),
                "ly_do": cell.decision.reason if cell.decision else "",
            }
            for n, cell in enumerate(report.short, start=1)
        ],
    }


def _results(report: Report) -> dict[str, Any]:
    rows = [row for block in report.blocks for row in block.rows]
    return {
        "linh_vuc": [
            {"ma": one.code, "ten": one.name, "so_cau": one.questions} | _compared(one.whole) for one in report.areas
        ],
        "don_vi": [_place(n, row) for n, row in enumerate(rows, start=1)],
        "cau_hoi": [
            {
                "phieu": form.form_number or form.title,
                "ma": shown.question.code,
                "noi_dung": shown.question.text,
                "so_phieu": shown.forms,
            }
            | _compared(Compared(shown.figure, shown.before.other if shown.before else None))
            for form in report.figures.asked.forms
            for shown in report.questions[form.pk]
            if shown.question.scored
        ],
    }


def _place(number: int, row: PlaceRow) -> dict[str, Any]:
    return {
        "tt": str(number),
        "ten": row.name,
        "so_thu": sum(row.forms),
        "o": [_compared(one) for one in row.groups],
        "diem": row.points,
        "diem_toi_da": row.maximum,
    }
