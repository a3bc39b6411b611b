from datetime import datetime, timedelta

import pytest

from cchc.tenancy.audit import history
from criteria.errors import FrameRefused
from criteria.models import Campaign, CriteriaSet, PlanStep
from criteria.rules.calendar import HANOI, Phase
from criteria.services.campaign import NewCampaign, campaign_obstacles, create_campaign, open_campaign
from criteria.services.extensions import Granted, extend
from criteria.services.participants import exempt, set_ranked, withdraw_exemption
from criteria.services.plan import save_step
from criteria.tree import tree_of
from tests.criteria.build import small_campaign, small_set

NOW = datetime(2024, 12, 9, 10, tzinfo=HANOI)


@pytest.fixture
def year(cast, scope_a):
    return small_campaign(cast, now=NOW)


def acting(cast):
    return {"by": cast.chi, "at": NOW}


def test_a_set_whose_sums_are_wrong_makes_no_campaign(cast, scope_a):
    made = small_set()
    made.criteria.filter(code="1.2").update(max_points=3)
    with pytest.raises(FrameRefused) as refused:
        create_campaign(new=NewCampaign(2024, {"xã": made}), **acting(cast))
    assert str(refused.value) == (
        "Bộ tiêu chí KT có lỗi: Cộng các mục con được 11,00, vượt điểm tối đa 10,00 của 1 – sửa điểm cho khớp. "
        "Sửa bộ rồi làm lại."
    )
    assert not Campaign.objects.exists()


def test_an_empty_set_makes_no_campaign(cast, scope_a):
    empty = CriteriaSet.objects.create(code="0", title="Trống", declared_total=0)
    with pytest.raises(FrameRefused, match="chưa có tiêu chí nào"):
        create_campaign(new=NewCampaign(2024, {"xã": empty}), **acting(cast))


def test_everything_that_keeps_a_campaign_from_opening_is_said(cast, scope_a):
    year = small_campaign(cast, now=NOW, opened=False)
    year.campaign.steps.filter(phase="council").update(lead="")
    year.campaign.participants.all().delete()
    year.criteria_set.criteria.filter(code="1.2").update(max_points=3)
    assert campaign_obstacles(year.campaign) == [
        "Kế hoạch còn 1 lỗi – sửa hết lỗi rồi mở kỳ.",
        "Chưa có đơn vị nào tham gia – kiểm tra danh sách cơ quan được đánh giá.",
        "Bộ tiêu chí KT còn lỗi – sửa rồi mở kỳ.",
    ]


def test_a_campaign_opens_once(cast, scope_a):
    year = small_campaign(cast, now=NOW, opened=False)
    open_campaign(campaign=year.campaign, **acting(cast))
    assert Campaign.objects.get().opened_at == NOW
    assert [event.verb for event in history(year.campaign)] == ["mở kỳ đánh giá"]
    with pytest.raises(FrameRefused, match=r"Kỳ đánh giá đã mở từ 09/12/2024"):
        open_campaign(campaign=year.campaign, **acting(cast))


def test_only_what_the_set_lets_out_can_be_exempted_and_once(year, cast):
    participant = year.participants[cast.a.commune_1.pk]
    common = {"participant": participant, "reason": "Đơn vị mới", **acting(cast)}
    made = exempt(criterion=year.leaves["1.10"], **common)
    assert made.decided_by_name == "Lý Thu Chi"
    with pytest.raises(FrameRefused, match=r"đã được ghi không áp dụng 1\.10"):
        exempt(criterion=year.leaves["1.10"], **common)
    with pytest.raises(FrameRefused, match=r"1\.1\.1 không được loại khỏi điểm tối đa"):
        exempt(criterion=year.leaves["1.1.1"], **common)
    with pytest.raises(FrameRefused, match="Chưa ghi lý do"):
        exempt(criterion=year.criteria_set.criteria.get(code="2"), **common | {"reason": " "})
    other = small_set("KHAC").criteria.get(code="1.10")
    with pytest.raises(FrameRefused, match=r"1\.10 không thuộc bộ tiêu chí"):
        exempt(criterion=other, **common)
    withdraw_exemption(exemption=made, **acting(cast))
    assert [event.verb for event in history(participant)] == [
        "bỏ quyết định không áp dụng",
        "quyết định không áp dụng",
    ]


def test_nothing_of_the_frame_changes_after_adoption(year, cast):
    year.campaign.adopted_at = NOW
    participant = year.participants[cast.a.commune_1.pk]
    participant.campaign = year.campaign
    step = year.steps["survey"]
    step.campaign = year.campaign
    later = NOW + timedelta(days=60)
    refused = "Kết quả kỳ 2024 đã được thông qua – không sửa được nữa."
    for change in (
        lambda: exempt(participant=participant, criterion=year.leaves["1.10"], reason="x", **acting(cast)),
        lambda: set_ranked(participant=participant, block="xã", ranked=False, **acting(cast)),
        lambda: save_step(step=step, **acting(cast)),
        lambda: extend(campaign=year.campaign, granted=Granted(Phase.SURVEY, later, "x", "y"), **acting(cast)),
    ):
        with pytest.raises(FrameRefused) as said:
            change()
        assert str(said.value) == refused


def test_an_extension_never_shortens_and_needs_a_step_and_a_participant(year, cast):
    closes = year.steps["self_assessment"].closes

    def grant(days, *agencies, phase=Phase.SELF_ASSESSMENT):
        granted = Granted(phase, closes + timedelta(days=days), "x", "y", agencies)
        return extend(campaign=year.campaign, granted=granted, **acting(cast))

    with pytest.raises(FrameRefused, match="Hạn mới không sau hạn hiện nay"):
        grant(0)
    [first] = grant(2)
    assert first.former_closes_at == closes
    with pytest.raises(FrameRefused, match=f"Hạn mới không sau hạn hiện nay của {cast.a.commune_1}"):
        grant(1, cast.a.commune_1)
    with pytest.raises(FrameRefused, match="Phòng Tư pháp không tham gia"):
        grant(9, cast.a.justice)
    PlanStep.objects.filter(phase="approval").delete()
    with pytest.raises(FrameRefused, match="Kế hoạch không có bước Phê duyệt kết quả"):
        grant(90, phase=Phase.APPROVAL)


def test_a_branch_takes_in_the_decisions_on_its_parts_and_none_is_counted_twice(year, cast):
    participant = year.participants[cast.a.commune_1.pk]
    common = {"participant": participant, "reason": "Không có thủ tục hành chính", **acting(cast)}
    branch, leaf = year.criteria_set.criteria.get(code="2"), year.leaves["2.1.1"]
    type(leaf).objects.filter(pk=leaf.pk).update(not_applicable_policy="exclude")
    leaf.refresh_from_db()
    exempt(criterion=leaf, **common)
    exempt(criterion=branch, **common)
    assert [one.criterion.code for one in participant.exemptions.all()] == ["2"]
    assert history(participant)[0].changes["gồm các mục đã ghi riêng"] == "2.1.1"
    with pytest.raises(FrameRefused, match=r"2\.1\.1 nằm trong 2 đã được ghi không áp dụng – không cần ghi riêng"):
        exempt(criterion=leaf, **common)
    tree = tree_of(year.criteria_set)
    assert tree.applicable_max([branch.pk, leaf.pk]) == tree.applicable_max() - branch.max_points
