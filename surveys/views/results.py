"""What the survey found: gathered by group, area and agency, one questionnaire by question, opinions, the workbook."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from cchc.documents.links import paper_url
from cchc.files.kinds import XLSX
from cchc.tenancy.models import Agency
from cchc.web.pagination import page_of
from cchc.web.views import readonly
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from surveys.charts import MeanRow, Means
from surveys.models import Question, Questionnaire
from surveys.permissions import may_run_survey, may_see_survey
from surveys.queries.distribution import distribution, scored_of
from surveys.queries.figures import Before, Scope, Year, agency_scope, block_scope, everybody, year_before, year_figures
from surveys.queries.forms import form_progress
from surveys.queries.leaves import survey_leaves
from surveys.queries.opinions import may_read, texts
from surveys.queries.summary import BlockRows, area_rows, areas_of, block_rows, group_rows
from surveys.resources.report import report_workbook
from surveys.views.overview import is_open, questionnaire_or_404

PER_PAGE = 50


@readonly(may=may_see_survey)
def summary(request: HttpRequest, year: int) -> HttpResponse:
    """By group of respondents, by area, by agency within its block."""
    campaign = campaign_or_404(year)
    figures, before, leaves = year_figures(campaign), year_before(campaign), survey_leaves(campaign)
    areas, block = areas_of(leaves), _block_asked(request, campaign)
    blocks = block_rows(figures, before, areas, leaves, only=block)
    found = area_rows(figures, before, areas, leaves)
    context = {
        "campaign": campaign,
        "groups": group_rows(figures, before, form_progress(campaign)),
        "areas": found,
        "area_chart": Means(
            [
                MeanRow(f"{one.code}. {one.name}", one.whole.figure, one.whole.before)
                for one in found
                if one.whole.figure
            ]
        ),
        "blocks": blocks,
        "chosen": block,
        "all_blocks": figures.blocks,
        "charts": _charts(figures, blocks),
        "before": before,
        "has_forms": any(figures.received.values()),
        "report_url": paper_url(request.tenant.slug, year, "20"),  # type: ignore[attr-defined]
    }
    return render(request, "surveys/summary.html", context)


def _block_asked(request: HttpRequest, campaign: Campaign) -> str:
    """The block in the address, where the year has it."""
    asked = request.GET.get("khoi", "").replace("\0", "")
    return asked if campaign.participants.filter(block=asked).exists() else ""


def _charts(year: Year, blocks: list[BlockRows]) -> list[tuple[Questionnaire, Means]]:
    """One for each questionnaire: the agencies' means, as far as they may be shown."""
    found = []
    for place, form in enumerate(year.asked.forms):
        rows = [
            MeanRow(row.name, row.groups[place].figure, row.groups[place].before)
            for block in blocks
            for row in (block.whole, *block.rows)
            if row.groups[place].figure is not None
        ]
        found.append((form, Means(rows)))
    return [(form, chart) for form, chart in found if chart.rows]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: about whom, and of which area."""

    year: Year
    before: Before | None
    scope: Scope
    beside: Scope | None
    area: str


def _asked(request: HttpRequest, form: Questionnaire, *, with_before: bool = True) -> Asked:
    year = year_figures(form.campaign, form)
    scope = _scope(request, year)
    beside = None
    if scope.agency is not None:
        beside = block_scope(year, year.block_of[scope.agency.pk])
    elif scope.block:
        beside = everybody(year)
    before = year_before(form.campaign) if with_before else None
    return Asked(year, before, scope, beside, request.GET.get("linh-vuc", "").replace("\0", ""))


def _scope(request: HttpRequest, year: Year) -> Scope:
    """An agency by its code, else a block by its name, else everybody. Http404 for what isn't in the year."""
    code, block = (request.GET.get(name, "").replace("\0", "") for name in ("don-vi", "khoi"))
    if code:
        found: Agency | None = next((one.agency for one in year.places if one.agency.code == code), None)
        if found is None:
            raise Http404
        return agency_scope(found)
    if block and block not in year.blocks:
        raise Http404
    return block_scope(year, block) if block else everybody(year)


@readonly(may=may_see_survey)
def results(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """One questionnaire question by question, about everybody, a block or one agency."""
    form = questionnaire_or_404(year, code)
    asked = _asked(request, form)
    areas = areas_of(survey_leaves(form.campaign))
    codes = frozenset(leaf for leaf, area in areas.items() if area[0] == asked.area) if asked.area else None
    shown = distribution(
        asked.year, _in_use(asked.year, form), asked.scope, before=asked.before, beside=asked.beside, codes=codes
    )
    feeding = {one.criterion_code for one in asked.year.asked.questions if one.scored}
    context = {
        "form": form,
        "campaign": form.campaign,
        "places": asked.year.places,
        "blocks": asked.year.blocks,
        "areas": dict.fromkeys(area for leaf, area in areas.items() if leaf in feeding),
        "asked": asked,
        "forms": asked.year.forms(_in_use(asked.year, form), asked.scope.agency_ids),
        "questions": shown,
        "chart": Means([_mean_row(one) for one in scored_of(shown)]),
        "replaced": form.closed_at is not None,
        "may_write": may_run_survey(request.member) and is_open(form.campaign),  # type: ignore[attr-defined]
    }
    return render(request, "surveys/results.html", context)


def _in_use(year: Year, form: Questionnaire) -> Questionnaire:
    """The version whose questions are shown."""
    return next(one for one in year.asked.forms if one.pk == year.asked.current[form.pk])


def _mean_row(shown: Any) -> MeanRow:
    label = f"{shown.question.code}. {shown.question.text}"
    return MeanRow(label, shown.figure, shown.before.other if shown.before else None)


@readonly(may=may_see_survey)
def opinions(request: HttpRequest, year: int, code: str, question: str) -> HttpResponse:
    """What was written to one question, page by page, searched with or without diacritics."""
    form = questionnaire_or_404(year, code)
    asked = _asked(request, form, with_before=False)
    found = next((one for one in asked.year.asked.of(_in_use(asked.year, form).pk) if one.code == question), None)
    if found is None or found.answer_type != Question.AnswerType.TEXT:
        raise Http404
    searched = request.GET.get("tim", "").replace("\0", "")[:200]
    shown = may_read(asked.year, found, asked.scope)
    read = texts(asked.year, found, asked.scope, searched) if shown else []
    context = {
        "form": form,
        "campaign": form.campaign,
        "question": found,
        "places": asked.year.places,
        "blocks": asked.year.blocks,
        "asked": asked,
        "searched": searched,
        "is_hidden": not shown,
        "page": page_of(read, request.GET, PER_PAGE),
    }
    return render(request, "surveys/opinions.html", context)


@readonly(may=may_see_survey)
def workbook(request: HttpRequest, year: int) -> HttpResponse:
    """The whole result as a workbook."""
    campaign = campaign_or_404(year)
    response = HttpResponse(report_workbook(campaign), content_type=XLSX.content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"ket-qua-khao-sat-{year}.xlsx")
    return response
