"""Next year's draft set of each demo tenant: copied from this year's and changed as an office would change it."""

from decimal import Decimal
from typing import Any

from cchc.accounts.roles import Role
from cchc.demo.seed import Seeding, user_in
from cchc.tenancy.scope import tenant_scope
from criteria.models import CriteriaSet, Criterion
from criteria.ruledraft import RuleValues, read, stored
from criteria.rules.kinds import RuleKind
from criteria.rules.outline import Step, Where
from criteria.services.catalogue_copies import copy_set
from criteria.services.catalogue_draft import add_criterion, delete_criterion, save_criterion, step_criterion

D = Decimal
EDITED = (
    *("code", "name", "max_points", "unit_of_measure", "guidance", "evidence", "evidence_required"),
    *("department", "co_department", "not_applicable_policy"),
)
TASKS = RuleValues(
    RuleKind.RATIO_BANDS,
    {
        "numerator": "Số nhiệm vụ trong Kế hoạch đã hoàn thành",
        "denominator": "Tổng số nhiệm vụ trong Kế hoạch CCHC năm",
        "below": D(0),
    },
    (
        {"lower": D(100), "upper": None, "points": D("2.5")},
        {"lower": D(90), "upper": D(100), "points": D("1.5")},
        {"lower": D(80), "upper": D(90), "points": D("0.5")},
    ),
)
TRAINED = RuleValues(
    RuleKind.RATIO_BANDS,
    {
        "numerator": "Số cán bộ, công chức được tập huấn về CCHC",
        "denominator": "Tổng số cán bộ, công chức có mặt",
        "below": D(0),
    },
    (
        {"lower": D(80), "upper": None, "points": D("0.5")},
        {"lower": D(50), "upper": D(75), "points": D("0.25")},
    ),
)
"""From 75 to 80 per cent nobody gets anything: the slip that the checks name on the draft's page."""


def next_years_draft(work: Seeding) -> None:
    """The draft with its changes; the province moves points only."""
    with tenant_scope(work.tenant):
        source = CriteriaSet.objects.get(code=work.exercise.set_code)
        year = work.year + 1
        draft = copy_set(
            source=source,
            code=f"{source.code}-{year}",
            title=f"Dự thảo {source.title[:1].lower()}{source.title[1:]} áp dụng từ năm {year}",
            by=user_in(work, Role.COORDINATOR),
            at=work.moment(-2),
        )
        office = _Office(work, draft)
        _commune(office) if work.exercise.set_code == "KT" else _province(office)


class _Office:
    """The coordinator at the draft."""

    def __init__(self, work: Seeding, draft: CriteriaSet) -> None:
        self.draft = draft
        self.signed: dict[str, Any] = {"by": user_in(work, Role.COORDINATOR), "at": work.moment(-2, 10)}

    def node(self, code: str) -> Criterion:
        return self.draft.criteria.with_rules().get(code=code)

    def change(self, code: str, rule: RuleValues | None = None, **values: Any) -> None:
        node = self.node(code)
        kept = {name: getattr(node, name) for name in EDITED} | values
        save_criterion(
            criteria_set=self.draft,
            pk=node.pk,
            version=node.version,
            values=kept,
            rule=read(stored(node)) if rule is None else rule,
            **self.signed,
        )


def _commune(office: _Office) -> None:
    office.change("1.1", max_points=D("3.5"))
    office.change("1.1.3", TASKS, max_points=D("2.5"))
    office.change("1.2", max_points=D("2.5"))
    office.change("1.2.1", max_points=D("0.25"))
    office.change("1.3.1", name="Ban hành Kế hoạch truyền thông cải cách hành chính, chuyển đổi số")
    gone = office.node("1.4.1")
    delete_criterion(criteria_set=office.draft, pk=gone.pk, **office.signed)
    made = add_criterion(
        criteria_set=office.draft,
        name="Tập huấn, bồi dưỡng về cải cách hành chính cho cán bộ, công chức",
        points=D("0.5"),
        beside=office.node("1.4").pk,
        where=Where.INSIDE,
        **office.signed,
    )
    office.change(made.code, TRAINED)
    step_criterion(criteria_set=office.draft, pk=office.node("1.6").pk, step=Step.UP, **office.signed)


def _province(office: _Office) -> None:
    office.change("1.4", max_points=D("5.5"))
    office.change("1.4.1", max_points=D("4.5"))
    office.change("1.5", max_points=D("2.5"))
    office.change("1.3", name="Công tác tuyên truyền, truyền thông chính sách về cải cách hành chính")
