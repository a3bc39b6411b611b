"""Sample plans and criteria sets that a new office can begin from; they come from plans that offices really issued."""

import io
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from cchc.files.faults import Faults
from cchc.files.tabular import read_table
from criteria.basis import issued_on
from criteria.planning import DatedStep, dated, moved_to
from criteria.resources.plan import PLAN_COLUMNS, plan_steps
from criteria.rules.plan import PlanStep
from criteria.rules.plan_lint import lint

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """A plan of a real exercise: its key in addresses, what it is, the file, the year it was made for."""

    key: str
    label: str
    file: str
    year: int

    @property
    def path(self) -> Path:
        return FIXTURES / "plans" / self.file


@dataclass(frozen=True, slots=True)
class SampleSet:
    """A sample criteria set: key, proposed code and title, what it is for."""

    key: str
    code: str
    title: str
    detail: str
    file: str

    @property
    def path(self) -> Path:
        return FIXTURES / "criteria" / self.file


PLANS = (
    SamplePlan("huyen", "Cấp huyện, 7 bước (theo một kế hoạch năm 2024)", "timeline_huyen_2024.csv", 2024),
    SamplePlan("tinh", "Cấp tỉnh, 9 bước (theo một kế hoạch năm 2023)", "timeline_tinh_2023.csv", 2023),
    SamplePlan("thanh-pho", "Thành phố, thị xã (theo một kế hoạch năm 2021)", "timeline_tp_2021.csv", 2021),
    SamplePlan("hai-vai", "Huyện hai vai (theo một kế hoạch năm 2020)", "timeline_huyen_2020.csv", 2020),
)
SETS = (
    SampleSet(
        "xa",
        "MAU-XA",
        "Bộ tiêu chí mẫu cấp xã",
        "cho xã, phường, thị trấn; 9 lĩnh vực, 100 điểm.",
        "criteria_commune_sample.csv",
    ),
    SampleSet(
        "so-huyen",
        "MAU-TINH",
        "Bộ tiêu chí mẫu cho sở, ban, ngành và cấp huyện",
        "cho các cơ quan cấp tỉnh và UBND cấp huyện; 8 lĩnh vực, 100 điểm.",
        "criteria_province_sample.csv",
    ),
)


def sample_plan(key: str) -> SamplePlan | None:
    return next((plan for plan in PLANS if plan.key == key), None)


def sample_set(key: str) -> SampleSet | None:
    return next((one for one in SETS if one.key == key), None)


def read_plan(content: bytes, name: str, *, year: int, faults: Faults) -> list[tuple[DatedStep, str]]:
    """The steps of a plan's file with their notes, linked to phases; faults are added."""
    steps = _steps(content, name, faults)
    notes = {step.order: note for step, note in steps}
    return [(one, notes[one.step.order]) for one in dated([step for step, _ in steps], year=year)]


def _steps(content: bytes, name: str, faults: Faults) -> list[tuple[PlanStep, str]]:
    table = read_table(io.BytesIO(content), name, columns=PLAN_COLUMNS)
    faults.extend(table.faults)
    return plan_steps(table, faults)


def moved_sample(plan: SamplePlan, year: int) -> list[tuple[DatedStep, str]]:
    """A sample's steps in another year: what the linter knows to mend is mended; days, months and named years moved."""
    steps = [step for step, _ in _steps(plan.path.read_bytes(), plan.file, Faults())]
    read = dated(_mended(steps, plan.year), year=plan.year)
    return [(moved_to(one, year - plan.year, around=plan.year), "") for one in read]


def _mended(steps: list[PlanStep], year: int) -> list[PlanStep]:
    """Real plans have real mistakes; nobody is to begin from «10/01/2021» after «28/12/2021»."""
    fixes = {(finding.step, *finding.fix) for finding in lint(steps, year=year) if finding.step and finding.fix}
    for number, old, new in fixes:
        steps = [_fixed(step, old, new) if step.number == number else step for step in steps]
    return steps


def _fixed(step: PlanStep, old: str, new: str) -> PlanStep:
    named = f"{step.day:%d/%m/%Y}" == old if step.day else False
    return replace(
        step,
        task=step.task.replace(old, new),
        text=step.text.replace(old, new),
        day=issued_on(new) if named else step.day,
    )
