"""The results of a year gathered: by group of respondents, by area, by agency within its block."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from cchc.tenancy.models import Agency
from criteria.models import Campaign
from criteria.rules.numbers import EXACT, total
from surveys.models import Question, Questionnaire, SurveyScore
from surveys.queries.figures import Before, Scope, Year, agency_scope, block_scope, everybody
from surveys.queries.forms import FormProgress
from surveys.queries.leaves import Leaf
from surveys.rules.figures import Difference, Figure, groups_figure, mean_figure

Area = tuple[str, str]
"""Code and name."""
Leaves = Mapping[int, Mapping[str, Leaf]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure beside last year's; both may be missing."""

    figure: Figure | None
    before: Figure | None = None

    @property
    def change(self) -> Difference | None:
        return self.figure.less(self.before) if self.figure else None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One questionnaire: forms against what was wanted, and the mean of its scored questions."""

    form: Questionnaire
    received: int
    wanted: int
    weight: Decimal | None
    whole: Compared

    @property
    def rate(self) -> Decimal | None:
        return EXACT.divide(Decimal(self.received * 100), Decimal(self.wanted)) if self.wanted else None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area, or one of its leaves: the mean of the questions that feed it, of all groups and of each."""

    code: str
    name: str
    questions: int
    whole: Compared
    groups: tuple[Figure | None, ...]
    is_leaf: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One agency, or a block as a whole: each group's mean, each area's, and the points (of an agency)."""

    name: str
    agency: Agency | None
    forms: tuple[int, ...]
    groups: tuple[Compared, ...]
    areas: tuple[Figure | None, ...]
    points: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BlockRows:
    """A block: its own figures, then those of its agencies."""

    name: str
    whole: PlaceRow
    rows: tuple[PlaceRow, ...]


def areas_of(leaves: Leaves) -> dict[str, Area]:
    """The area of every survey leaf by its code; where two sets differ, as the first says."""
    found: dict[str, Area] = {}
    for of_set in leaves.values():
        for code, leaf in of_set.items():
            found.setdefault(code, (leaf.area_code, leaf.area_name))
    return found


def group_rows(year: Year, before: Before | None, progress: Sequence[FormProgress]) -> list[GroupRow]:
    """In the order of the questionnaires."""
    scope, by_form = everybody(year), {one.questionnaire.pk: one for one in progress}
    return [
        GroupRow(
            form,
            year.forms(form, scope.agency_ids),
            by_form[form.pk].wanted if form.pk in by_form else 0,
            year.weights.get(form.pk),
            _compared(year, before, [form], year.asked.of(form.pk), scope),
        )
        for form in year.asked.forms
    ]


def area_rows(year: Year, before: Before | None, areas: Mapping[str, Area], leaves: Leaves) -> list[AreaRow]:
    """In printed order of the areas, each with its leaves where it has more than one."""
    scored = [one for one in year.asked.questions if one.scored]
    names = {code: leaf.name for of_set in leaves.values() for code, leaf in of_set.items()}
    found = []
    for area in dict.fromkeys(areas.values()):
        asked = [one for one in scored if areas.get(one.criterion_code) == area]
        if not asked:
            continue
        found.append(_area_row(year, before, area, asked))
        codes = [code for code in areas if any(one.criterion_code == code for one in asked)]
        for code in codes if len(codes) > 1 else []:
            mine = [one for one in asked if one.criterion_code == code]
            found.append(_area_row(year, before, (code, names[code]), mine, is_leaf=True))
    return found


def _area_row(
    year: Year, before: Before | None, named: Area, asked: list[Question], *, is_leaf: bool = False
) -> AreaRow:
    scope, forms = everybody(year), list(year.asked.forms)
    groups = tuple(_figure(year, [form], asked, scope) for form in forms)
    return AreaRow(*named, len(asked), _compared(year, before, forms, asked, scope), groups, is_leaf)


def block_rows(
    year: Year, before: Before | None, areas: Mapping[str, Area], leaves: Leaves, *, only: str = ""
) -> list[BlockRows]:
    """Every block with its agencies, or one: a query for the points."""
    points = points_of(year.campaign)
    sets = {one.agency_id: one.criteria_set_id for one in year.places}
    found = []
    for block in year.blocks:
        if only in ("", block):
            rows = tuple(
                _place(
                    year,
                    before,
                    areas,
                    agency_scope(one.agency),
                    (points.get(one.agency_id), leaves.get(sets[one.agency_id], {})),
                )
                for one in year.places
                if one.block == block
            )
            found.append(BlockRows(block, _place(year, before, areas, block_scope(year, block), (None, {})), rows))
    return found


def points_of(campaign: Campaign) -> dict[int, Decimal]:
    """The survey's points by agency, of what is counted."""
    rows = SurveyScore.objects.filter(campaign=campaign, counted=True).order_by()
    return dict(rows.values_list("agency_id").annotate(points=Sum("points")))


def _place(
    year: Year,
    before: Before | None,
    areas: Mapping[str, Area],
    scope: Scope,
    scored: tuple[Decimal | None, Mapping[str, Leaf]],
) -> PlaceRow:
    points, leaves = scored
    forms = list(year.asked.forms)
    by_area = [
        [one for one in year.asked.questions if one.scored and areas.get(one.criterion_code) == area]
        for area in dict.fromkeys(areas.values())
    ]
    return PlaceRow(
        scope.name,
        scope.agency,
        tuple(year.forms(form, scope.agency_ids) for form in forms),
        tuple(_compared(year, before, [form], year.asked.of(form.pk), scope) for form in forms),
        tuple(_figure(year, forms, asked, scope) for asked in by_area if asked),
        points,
        total(leaf.max_points for leaf in leaves.values()) if leaves and points is not None else None,
    )


def _compared(
    year: Year, before: Before | None, forms: Sequence[Questionnaire], asked: Iterable[Question], scope: Scope
) -> Compared:
    wanted = [one for one in asked if one.scored]
    return Compared(_figure(year, forms, wanted, scope), _figure_before(before, forms, wanted, scope))


def _figure(year: Year, forms: Sequence[Questionnaire], asked: Sequence[Question], scope: Scope) -> Figure | None:
    """The mean of what may be shown, groups weighted as for points."""
    groups = []
    for form in forms:
        mine = [one for one in asked if one.questionnaire_id == form.pk and one.scored]
        figures = [figure for one in mine if (figure := year.shown_figure(one, scope)) is not None]
        groups.append((year.weights.get(form.pk), figures))
    return groups_figure([group for group in groups if group[1]])


def _figure_before(
    before: Before | None, forms: Sequence[Questionnaire], asked: Sequence[Question], scope: Scope
) -> Figure | None:
    """Last year's mean of the same questions."""
    if before is None:
        return None
    figures = [
        figure
        for form in forms
        for one in asked
        if one.questionnaire_id == form.pk and (figure := before.figure(one, form, scope)) is not None
    ]
    return mean_figure(figures)
