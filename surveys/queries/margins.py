"""How sure the result of a survey leaf is: its mean over the questions that feed it, with the margin."""

from collections.abc import Collection, Mapping

from criteria.models import Campaign
from surveys.queries.figures import Year, year_figures
from surveys.rules.figures import Figure, groups_figure


def leaf_figures(campaign: Campaign, agencies: Collection[int] | None = None) -> Mapping[tuple[int, str], Figure]:
    """By agency and code of the leaf, groups of respondents weighted as for points. A fixed number of queries.

    Says nothing about what may be shown: a leaf's own rule is the number of forms behind it.
    """
    year = year_figures(campaign, agencies=agencies)
    codes = list(dict.fromkeys(one.criterion_code for one in year.asked.questions if one.scored))
    wanted = year.agency_ids if agencies is None else agencies
    found = {(pk, code): _figure(year, pk, code) for pk in wanted for code in codes}
    return {key: figure for key, figure in found.items() if figure is not None}


def _figure(year: Year, agency_id: int, code: str) -> Figure | None:
    groups = []
    for form in year.asked.forms:
        asked = [one for one in year.asked.of(form.pk) if one.scored and one.criterion_code == code]
        figures = [figure for one in asked if (figure := year.figure(one, [agency_id])) is not None]
        groups.append((year.weights.get(form.pk), figures))
    return groups_figure([group for group in groups if group[1]])
