from decimal import Decimal as D

import pytest

from cchc.tenancy.models import AuditEvent
from councils.adoption import AdoptionRefused, adopt
from publications.results import compute
from surveys.errors import SurveyRefused
from surveys.models import GateDecision, Response, SetAside, SurveyPlan, SurveyScore
from surveys.queries.forms import form_progress
from surveys.queries.gate import gates_of
from surveys.services import recompute
from surveys.services.judging import decide_gate, set_aside, take_back
from surveys.services.planning import save_group, save_plan
from tests.surveys.build import filled, save


@pytest.fixture
def planned(cast, ks, now):
    """A plan that asks for two forms of three about each agency."""
    save_plan(campaign=ks.campaign, by=cast.chi, at=now, minimum_rate=D(60))
    return ks


def answer(ks, agency, count, cast, now, **answers):
    save(ks, *(filled(agency, f"{number:02d}", **answers) for number in range(1, count + 1)), by=cast.chi, at=now)


def scored(agency):
    return list(SurveyScore.objects.filter(agency=agency).order_by("criterion__code").values_list("points", "counted"))


def test_points_flow_once_the_rate_of_the_plan_is_reached(cast, planned, now):
    answer(planned, cast.a.commune_1, 1, cast, now)
    recompute(planned.campaign, now)
    assert scored(cast.a.commune_1) == []
    save(planned, filled(cast.a.commune_1, "09"), by=cast.chi, at=now)
    recompute(planned.campaign, now)
    assert scored(cast.a.commune_1) == [(D(3), True), (D(1), True)]


def test_without_a_plan_every_form_counts(cast, ks, now):
    answer(ks, cast.a.commune_1, 1, cast, now)
    recompute(ks.campaign, now)
    assert (scored(cast.a.commune_1), gates_of(ks.campaign).waiting) == ([(D(3), True), (D(1), True)], [])


def test_the_office_counts_too_few_forms_with_a_reason_that_is_kept(cast, planned, now):
    answer(planned, cast.a.commune_1, 1, cast, now)
    decide_gate(
        questionnaire=planned, agency=cast.a.commune_1, counts=True, reason="Xã ít giao dịch.", by=cast.chi, at=now
    )
    assert scored(cast.a.commune_1) == [(D(3), True), (D(1), True)]
    decision = GateDecision.objects.get()
    assert (decision.received, decision.needed, decision.reason) == (1, 2, "Xã ít giao dịch.")
    assert AuditEvent.objects.filter(reason="Xã ít giao dịch.").count() == 1


def test_what_is_not_counted_goes_out_of_the_agency_s_maximum(cast, planned, now):
    answer(planned, cast.a.commune_2, 3, cast, now)
    decide_gate(
        questionnaire=planned,
        agency=cast.a.commune_1,
        counts=False,
        reason="Không thu được phiếu.",
        by=cast.chi,
        at=now,
    )
    lines = {line.participant.agency_id: line.result for line in compute(planned.campaign)}
    one, two = lines[cast.a.commune_1.pk], lines[cast.a.commune_2.pk]
    assert two.applicable_max - one.applicable_max == 4
    assert (one.survey_points, two.survey_points) == (0, 4)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_decision_needs_a_reason(cast, planned, now, reason):
    with pytest.raises(SurveyRefused, match="Chưa ghi lý do"):
        decide_gate(questionnaire=planned, agency=cast.a.commune_1, counts=True, reason=reason, by=cast.chi, at=now)
    assert GateDecision.objects.count() == 0


def test_nothing_is_decided_where_enough_came(cast, planned, now):
    answer(planned, cast.a.commune_1, 2, cast, now)
    with pytest.raises(SurveyRefused, match="đã đủ"):
        decide_gate(questionnaire=planned, agency=cast.a.commune_1, counts=False, reason="x", by=cast.chi, at=now)


def test_the_council_waits_for_the_decisions(cast, planned, now):
    answer(planned, cast.a.commune_2, 3, cast, now)
    waiting = [cell.agency for cell in gates_of(planned.campaign).waiting]
    assert cast.a.commune_1 in waiting
    assert cast.a.commune_2 not in waiting
    with pytest.raises(AdoptionRefused, match=r"Khảo sát chưa đủ số phiếu theo kế hoạch ở 2 đơn vị: .*Xã Cẩm Giàng"):
        adopt(campaign=planned.campaign, by=cast.chi, at=now, missing_as_zero=True)


def test_a_form_set_aside_counts_nowhere_and_is_still_there(cast, planned, now):
    answer(planned, cast.a.commune_1, 3, cast, now)
    odd = save(planned, filled(cast.a.commune_1, "77", TP1=5), by=cast.chi, at=now) and Response.objects.get(
        respondent="77"
    )
    recompute(planned.campaign, now)
    before = scored(cast.a.commune_1)
    assert set_aside(campaign=planned.campaign, forms=[odd.pk], reason="Trùng phiếu.", by=cast.chi, at=now) == 1
    assert (before[1], scored(cast.a.commune_1)[1]) == ((D("0.75"), True), (D(1), True))
    assert (Response.objects.count(), form_progress(planned.campaign)[0].counts) == (4, {cast.a.commune_1.pk: 3})
    assert take_back(campaign=planned.campaign, forms=[odd.pk], by=cast.chi, at=now) == 1
    assert (scored(cast.a.commune_1), SetAside.objects.count()) == (before, 0)


def test_a_form_of_another_year_cannot_be_set_aside(cast, planned, now, year):
    answer(planned, cast.a.commune_1, 1, cast, now)
    assert set_aside(campaign=planned.campaign, forms=[10**9], reason="x", by=cast.chi, at=now) == 0


def test_a_weight_of_a_group_enters_the_points(cast, planned, now):
    save_group(questionnaire=planned, by=cast.chi, at=now, weight=D("0.5"))
    answer(planned, cast.a.commune_1, 2, cast, now, CD1=5)
    recompute(planned.campaign, now)
    assert scored(cast.a.commune_1)[0] == (D("1.5"), True)
    assert SurveyPlan.objects.get().minimum_rate == 60
