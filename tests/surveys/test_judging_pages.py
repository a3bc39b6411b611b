from datetime import UTC, datetime
from decimal import Decimal as D

import pytest

from surveys.models import GateDecision, Response, SetAside, SurveyScore
from surveys.queries.forms import form_totals
from surveys.services.judging import set_aside
from surveys.services.planning import save_plan
from tests.surveys.build import QUESTIONS, filled, save, with_survey

GATES = "/huyen-a/2024/khao-sat/du-phieu/"
ODD = "/huyen-a/2024/khao-sat/can-xem-lai/"


@pytest.fixture
def planned(cast, ks, now):
    save_plan(campaign=ks.campaign, by=cast.chi, at=now, minimum_rate=D(60))
    save(ks, filled(cast.a.commune_1, "01"), by=cast.chi, at=now)
    return ks


def decide(client, agency, **sent):
    return client.post(
        GATES, {"phieu": "ks", "don-vi": agency.code, "quyet-dinh": "tinh", "ly-do": "Xã ít việc.", **sent}
    )


def test_a_decision_is_written_and_shown_with_who_and_why(login, cast, planned):
    page = decide(login(cast.chi), cast.a.commune_1)
    assert (page.status_code, GateDecision.objects.get().reason) == (302, "Xã ít việc.")
    shown = login(cast.chi).get(GATES).content.decode()
    assert ("Vẫn tính điểm" in shown, "“Xã ít việc.”" in shown) == (True, True)
    assert SurveyScore.objects.filter(agency=cast.a.commune_1).count() == 2


def test_several_places_are_decided_with_one_reason(login, cast, planned):
    client, keys = login(cast.chi), [f"ks {one.code}" for one in (cast.a.commune_1, cast.a.commune_2)]
    sent = {"noi": keys, "quyet-dinh": "khong", "ly-do": ""}
    page = client.post(GATES, sent)
    assert (page.status_code, page.context["typed"]["keys"], GateDecision.objects.count()) == (422, keys, 0)
    assert client.post(GATES, sent | {"ly-do": "Ít giao dịch."}).status_code == 302
    rows = GateDecision.objects.values_list("agency__code", "counts", "reason")
    assert sorted(rows) == [(one.code, False, "Ít giao dịch.") for one in (cast.a.commune_1, cast.a.commune_2)]
    assert [cell.agency for cell in client.get(GATES).context["waiting"]] == [cast.a.town]
    nothing = client.post(GATES, {"quyet-dinh": "khong", "ly-do": "Ít giao dịch."})
    assert (nothing.status_code, "Chưa chọn nơi nào" in nothing.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"quyet-dinh": ""}, "chưa chọn tính hay không tính"), ({"ly-do": " "}, "Chưa ghi lý do")],
)
def test_what_was_typed_stays_when_a_decision_is_refused(login, cast, planned, sent, said):
    page = decide(login(cast.chi), cast.a.commune_1, **sent)
    text = page.content.decode()
    assert (page.status_code, said in text, GateDecision.objects.count()) == (422, True, 0)
    assert sent.get("ly-do", "Xã ít việc.") in text


@pytest.mark.parametrize("sent", [{"phieu": "khong-co"}, {"don-vi": "999"}])
def test_an_unknown_questionnaire_or_agency_is_not_found(login, cast, planned, sent):
    assert decide(login(cast.chi), cast.a.commune_1, **sent).status_code == 404


def test_the_overview_leads_to_what_waits(login, cast, planned):
    page = login(cast.chi).get("/huyen-a/2024/khao-sat/").content.decode()
    assert "3 nơi chưa đủ phiếu chờ quyết định" in page


@pytest.fixture
def lined(cast, year, now, scope_a):
    """Three forms about one commune that tick «rất hài lòng» everywhere, and one that doesn't."""
    scale = next(question for question in QUESTIONS if question.code == "CD1")
    many = [
        type(scale)(**{**{name: getattr(scale, name) for name in scale.__slots__}, "code": f"L{n}"}) for n in range(6)
    ]
    form = with_survey(year.campaign, by=cast.chi, at=now, code="thang", questions=many)
    rows = [filled(cast.a.commune_1, f"{n:02d}") for n in range(4)]
    for place, row in enumerate(rows):
        row.answers.clear()
        row.answers.update({f"L{n}": 1 if place < 3 else 1 + n % 4 for n in range(6)})
    save(form, *rows, by=cast.chi, at=now)
    return form


def test_odd_forms_are_shown_in_figures_and_set_aside_with_a_reason(login, cast, lined):
    client = login(cast.chi)
    page = client.get(ODD).content.decode()
    assert "Chọn một mức từ đầu đến cuối" in page
    assert "3\u00a0phiếu chọn mức 1 ở mọi câu thang 5 mức" in page
    chosen = [Response.objects.get(respondent="00").pk]
    assert client.post(ODD, {"phieu": chosen, "ly-do": "Cùng một nét chữ."}).status_code == 302
    aside = SetAside.objects.get()
    assert (aside.reason, aside.by, Response.objects.count()) == ("Cùng một nét chữ.", cast.chi, 4)
    assert client.post(ODD, {"phieu": chosen, "viec": "tinh-lai"}).status_code == 302
    assert SetAside.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"ly-do": "x"}, "Chưa chọn phiếu nào"),
        ({"phieu": ["1"], "ly-do": ""}, "Chưa ghi lý do"),
        ({"phieu": ["1' OR"]}, "Chưa chọn"),
    ],
)
def test_a_refusal_says_what_to_do(login, cast, lined, sent, said):
    page = login(cast.chi).post(ODD, sent)
    assert (page.status_code, said in page.content.decode(), SetAside.objects.count()) == (422, True, 0)


def test_a_burst_is_told_by_the_hour_of_the_clock_here(login, cast, ks, now):
    """02:00 in Greenwich is nine in the morning."""
    save(ks, *[filled(cast.a.commune_1, f"T-{n:02d}", CD1=1 + n % 5) for n in range(10)], by=cast.chi, at=now)
    Response.objects.update(channel="desk", entered_at=datetime(2024, 12, 9, 2, tzinfo=UTC))
    assert "10\u00a0phiếu trong giờ 09:00 ngày 09/12/2024" in login(cast.chi).get(ODD).content.decode()


def test_the_board_counts_the_forms_that_count_against_the_quotas(login, cast, year, lined, now):
    """Four forms have come in, of which one is set aside."""
    odd = Response.objects.values_list("pk", flat=True)[:1]
    set_aside(campaign=year.campaign, forms=odd, reason="Tích một cột.", by=cast.chi, at=now)
    assert form_totals(year.campaign) == (lined.quota * 3, 4, 3)
    page = login(cast.chi).get("/huyen-a/2024/dieu-hanh/").content.decode()
    assert f"3/{lined.quota * 3} phiếu" in page
