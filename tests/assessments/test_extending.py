"""More time for one agency: asked for with a reason, answered by an extension or a refusal, told to those concerned."""

from datetime import datetime, timedelta

import pytest

from assessments.models import ExtensionRequest
from assessments.services import Refused
from assessments.services.extending import agree, ask_extension, refuse
from cchc.notices.models import Notification
from cchc.tenancy.audit import history
from criteria.models import Extension
from criteria.queries import phase_state
from criteria.rules.calendar import HANOI, Phase
from tests.assessments.build import filled_assessment

WISHED = datetime(2025, 1, 1, tzinfo=HANOI)


@pytest.fixture
def asked(file, cast, now):
    return ask_extension(
        assessment=file, wished=WISHED, reason="Mất điện", paper="Công văn số 45/UBND", by=cast.an, at=now
    )


def told(kind):
    return sorted(Notification.objects.filter(kind=kind, channel="inbox").values_list("recipient__username", flat=True))


def test_the_standing_office_is_told_and_the_file_remembers(asked, file):
    assert told("extension_asked") == ["chi"]
    line = history(file).get(verb="xin gia hạn")
    assert (line.reason, line.changes["xin gia hạn đến"]) == ("Mất điện", [None, "24:00 ngày 31/12/2024"])


def test_agreeing_extends_for_that_agency_alone_with_what_it_asked(asked, file, cast, year, now):
    agree(request=asked, closes_at=WISHED - timedelta(days=1), approver="Chủ tịch UBND huyện", by=cast.chi, at=now)
    given = Extension.objects.get()
    assert (given.agency, given.reason, given.request_paper, given.approver) == (
        cast.a.commune_1,
        "Mất điện",
        "Công văn số 45/UBND",
        "Chủ tịch UBND huyện",
    )
    ends = [
        phase_state(year.campaign, Phase.SELF_ASSESSMENT, at=now, agency=agency).window.closes
        for agency in (cast.a.commune_1, cast.a.commune_2)
    ]
    assert ends == [WISHED - timedelta(days=1), year.steps[Phase.SELF_ASSESSMENT].closes]
    asked.refresh_from_db()
    assert (asked.extension, asked.answered_by, history(file)[0].verb) == (given, cast.chi, "đồng ý gia hạn")


def test_a_refusal_has_its_reason_and_reaches_officer_and_head(asked, file, cast, now):
    refuse(request=asked, reason="Đã gia hạn một lần", by=cast.chi, at=now)
    asked.refresh_from_db()
    assert (asked.extension, asked.refusal, Extension.objects.count()) == (None, "Đã gia hạn một lần", 0)
    assert (told("extension_refused"), history(file)[0].verb) == (["an", "binh"], "không đồng ý gia hạn")


def test_an_answer_is_given_once(asked, cast, now):
    refuse(request=asked, reason="Không", by=cast.chi, at=now)
    with pytest.raises(Refused):
        agree(request=asked, closes_at=WISHED, approver="Chủ tịch", by=cast.chi, at=now)
    assert Extension.objects.count() == 0


def test_one_request_waits_at_a_time_and_after_the_answer_another_may_follow(asked, file, cast, now):
    with pytest.raises(Refused, match="chờ trả lời"):
        ask_extension(assessment=file, wished=WISHED, reason="Lại", by=cast.binh, at=now)
    refuse(request=asked, reason="Không", by=cast.chi, at=now)
    ask_extension(assessment=file, wished=WISHED, reason="Lại", by=cast.binh, at=now)
    assert ExtensionRequest.objects.count() == 2


def test_a_day_before_the_present_deadline_is_no_extension(file, cast, year, now):
    with pytest.raises(Refused, match="chọn ngày muộn hơn"):
        ask_extension(
            assessment=file,
            wished=year.steps[Phase.SELF_ASSESSMENT].closes,
            reason="Thiếu người",
            by=cast.an,
            at=now,
        )


def test_who_has_sent_the_file_needs_no_more_time(cast, year, scope_a, now):
    sent = filled_assessment(year, cast.a.commune_1, by=cast.an, head=cast.binh, at=now, state="submitted")
    with pytest.raises(Refused, match="đã gửi"):
        ask_extension(assessment=sent, wished=WISHED, reason="Thiếu người", by=cast.an, at=now)


def test_a_commune_asks_in_the_browser_and_the_coordinator_answers(login, cast, file, year, settings):
    page, answers = f"/huyen-a/2024/tu-danh-gia/{file.pk}/xin-gia-han/", "/huyen-a/2024/xin-gia-han/"
    refused = login(cast.an).post(page, {"wished": "40/13/2024", "reason": "Mất điện"})
    assert (refused.status_code, "Mất điện" in refused.content.decode()) == (422, True)
    tomorrow = datetime.now(HANOI) + timedelta(days=1)
    assert login(cast.an).post(page, {"wished": f"{tomorrow:%d/%m/%Y}", "reason": "Mất điện"}).status_code == 302
    pk = ExtensionRequest.objects.get().pk
    office = login(cast.chi)
    assert (
        f'href="{answers}">Đề nghị của đơn vị (1 chờ trả lời)' in office.get("/huyen-a/2024/gia-han/").content.decode()
    )
    kept = office.post(
        answers, {"request": pk, "answer": "agree", "closes_at": "2020-01-01T00:00", "approver": "Ông A"}
    )
    assert (kept.status_code, 'value="Ông A"' in kept.content.decode()) == (422, True)
    until = f"{tomorrow + timedelta(days=2):%Y-%m-%dT%H:%M}"
    office.post(answers, {"request": pk, "answer": "agree", "closes_at": until, "approver": "Ông A"})
    assert "Đồng ý, hạn mới" in login(cast.binh).get(page).content.decode()
