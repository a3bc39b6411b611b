"""The next year made like the last: sets, bands, blocks, exemptions and the plan with its dates moved and checked."""

from datetime import date, datetime

import pytest

from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, Exemption, LegalBasis, Participant, PlanStep, PlanText
from criteria.rules.calendar import HANOI
from criteria.services.again import like_last_year
from tests.criteria.build import small_campaign

NOW = datetime(2024, 12, 9, 10, tzinfo=HANOI)


@pytest.fixture
def chi(login, cast):
    return login(cast.chi)


@pytest.fixture
def year(cast):
    made = small_campaign(cast, now=NOW)
    with tenant_scope(cast.tenant_a):
        participant = made.participants[cast.a.commune_1.pk]
        Participant.objects.filter(pk=participant.pk).update(block="xã loại 1", ranked=False)
        Exemption.objects.create(
            participant=participant, criterion=made.leaves["1.10"], reason="Không phát sinh", decided_by_name="Chi"
        )
        PlanText.objects.create(campaign=made.campaign, key="funding", text="Ngân sách năm 2024.")
        LegalBasis.objects.create(campaign=made.campaign, position=1, text="Căn cứ Luật", issued_on=date(2015, 6, 19))
        made.campaign.steps.filter(phase="survey").update(
            task="Khảo sát năm 2024",
            deadline_kind="on",
            deadline_date=date(2024, 12, 28),
            deadline_text="Xong ngày 28/12/2024",
        )
        Campaign.objects.update(tie_rule="survey_first", public_detail="ranking")
        made.campaign.refresh_from_db()
    return made


def test_the_new_year_is_like_the_old_one(cast, year):
    with tenant_scope(cast.tenant_a):
        made = like_last_year(source=year.campaign, year=2025, avoid_days_off=True, by=cast.chi, at=NOW)
        assert (made.tie_rule, made.public_detail, made.opened_at) == ("survey_first", "ranking", None)
        same = made.participants.get(agency=cast.a.commune_1)
        assert (same.block, same.ranked) == ("xã loại 1", False)
        assert [one.reason for one in same.exemptions.all()] == ["Không phát sinh"]
        assert made.texts.get().text == "Ngân sách năm 2025."
        assert made.legal_bases.get().text == "Căn cứ Luật"
        step = made.steps.get(phase="survey")
        # 28/12/2025 is a Sunday: the deadline and its words go to Monday.
        assert (step.task, step.deadline_date) == ("Khảo sát năm 2025", date(2025, 12, 29))
        assert step.deadline_text == "Xong ngày 29/12/2025"


def test_dates_stay_on_days_off_where_the_office_wants_it(cast, year):
    with tenant_scope(cast.tenant_a):
        made = like_last_year(source=year.campaign, year=2025, avoid_days_off=False, by=cast.chi, at=NOW)
        assert made.steps.get(phase="survey").deadline_date == date(2025, 12, 28)


def test_the_page_shows_old_and_new_dates_and_findings_before_it_writes(chi, year, cast):
    page = chi.get("/huyen-a/ky-danh-gia/nhu-nam-truoc/")
    pairs = [(before.deadline_date, after.deadline_date) for before, after in page.context["pairs"]]
    assert (date(2024, 12, 28), date(2025, 12, 29)) in pairs
    with tenant_scope(cast.tenant_a):
        assert Campaign.objects.count() == 1
        source = year.campaign.pk
    answer = chi.post("/huyen-a/ky-danh-gia/nhu-nam-truoc/", {"source": source, "year": "2025", "avoid_days_off": "on"})
    assert answer["Location"] == "/huyen-a/2025/ke-hoach/"
    with tenant_scope(cast.tenant_a):
        assert PlanStep.objects.filter(campaign__year=2025).count() == 9


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2025", "Năm 2025 đã có kỳ đánh giá – mỗi năm một kỳ."),
        ("2023", "Năm phải sau năm 2024 của kỳ được chép."),
    ],
)
def test_a_year_that_is_taken_or_past_is_refused_and_stays_on_the_page(chi, year, cast, asked, said):
    with tenant_scope(cast.tenant_a):
        Campaign.objects.create(year=2025, title="Kỳ đã có")
    page = chi.post("/huyen-a/ky-danh-gia/nhu-nam-truoc/", {"source": year.campaign.pk, "year": asked})
    assert page.context["form"].errors["year"] == [said]
    assert page.context["form"]["year"].value() == asked
