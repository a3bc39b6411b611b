"""Scores from a file, through the page of the standing office: the same checks as the command, checked first."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assessments.forms import ImportForm
from assessments.permissions import may_import_scores
from assessments.resources import COLUMNS, MAX_ROWS, Plan, judge, refusal
from assessments.services import open_assessments
from assessments.services.entering import write_scores
from cchc.files.faults import Faults
from cchc.files.tabular import read_table
from cchc.web.views import write
from criteria.models import Campaign
from criteria.queries import campaign_or_404

SHOWN_FAULTS = 200
HOW_TO_FILL = {
    "agency_code": "mã đơn vị, như trong danh sách cơ quan",
    "criterion_code": "mã mục của bộ tiêu chí, ví dụ 1.1.2; mục thưởng, trừ: T1, P1",
    "option": "mức đã chọn, đếm từ 1",
    "items": "các nội dung đạt, đếm từ 1, cách nhau bằng dấu chấm phẩy: 1;3",
    "numerator": "số trên của tỷ lệ",
    "denominator": "số dưới của tỷ lệ",
    "count": "số lần, số lượng; cả với mục thưởng, trừ",
    "answer": "câu có hoặc không",
    "points": "điểm chấm trực tiếp, hoặc điểm thưởng, trừ",
    "not_applicable": "«có» nếu trong năm không phát sinh",
    "explanation": "giải trình",
}


@write(may=may_import_scores)
def import_scores(request: HttpRequest, year: int) -> HttpResponse:
    """``Kiểm tra tệp`` writes nothing; ``Ghi điểm`` takes all or nothing."""
    campaign = campaign_or_404(year)
    form = ImportForm(request.POST or None, request.FILES or None)
    context = {"campaign": campaign, "form": form, "columns": _columns(), "refusal": refusal(campaign)}
    if request.method == "POST" and form.is_valid():
        before = transaction.savepoint()
        plan, faults = _judged(request, campaign, form)
        if not len(faults) and "write" in request.POST:
            return _written(request, campaign, plan, form.cleaned_data["stage"])
        transaction.savepoint_rollback(before)  # checking opens no file for good
        context |= {"faults": list(faults)[:SHOWN_FAULTS], "fault_count": len(faults), "plan": plan, "checked": True}
    status = 422 if form.errors or context.get("fault_count") else 200
    return render(request, "assessments/import_scores.html", context, status=status)


def _columns() -> list[tuple[str, str, bool]]:
    return [(column.name, HOW_TO_FILL[column.name], column.required) for column in COLUMNS]


def _judged(request: HttpRequest, campaign: Campaign, form: ImportForm) -> tuple[Plan, Faults]:
    file = form.cleaned_data["file"]
    table = read_table(file, file.name, columns=COLUMNS, max_rows=MAX_ROWS)
    faults = Faults(table.sheet, table.faults)
    if not refusal(campaign):
        open_assessments(campaign, by=request.user)
    return judge(table.rows, campaign, form.cleaned_data["stage"], faults), faults


def _written(request: HttpRequest, campaign: Campaign, plan: Plan, stage: str) -> HttpResponse:
    changed = write_scores(
        stage=stage,
        leaves=plan.leaves,
        bonus=plan.bonus,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    rows = len(plan.leaves) + len(plan.bonus)
    messages.success(request, f"Đã ghi {rows} dòng điểm, {changed} dòng mới hoặc thay đổi.")
    return redirect("assessments:import_scores", request.tenant.slug, campaign.year)  # type: ignore[attr-defined]
