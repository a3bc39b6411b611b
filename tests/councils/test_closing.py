import pytest

from assessments.models import Assessment, Score
from assessments.states import Refusal
from councils.services import Refused, finish_appraisal, finish_complete
from tests.councils.build import member


def test_a_complete_file_ends_its_appraisal(done, cast, now, scope_a):
    file = finish_appraisal(assessment=done.files[cast.a.town.pk], by=member(cast, cast.chi), at=now)
    assert (file.state, file.appraised_at) == ("appraised", now)


def test_a_file_with_open_leaves_is_not_ended_and_the_leaves_are_named(done, cast, now, scope_a):
    Score.objects.at_stage("appraised").filter(agency=cast.a.town, criterion__area__code="2").delete()
    with pytest.raises(Refused) as refused:
        finish_appraisal(assessment=done.files[cast.a.town.pk], by=member(cast, cast.chi), at=now)
    assert str(refused.value) == (
        "Thị trấn Phủ Thông còn 3 mục chưa thẩm định: 2.1.1, 2.1.2, 2.2 – thẩm định hết rồi kết thúc."
    )


def test_only_the_standing_office_and_the_secretariat_end_an_appraisal(done, cast, now, scope_a):
    with pytest.raises(Refusal) as refused:
        finish_appraisal(assessment=done.files[cast.a.town.pk], by=member(cast, cast.dung), at=now)
    assert refused.value.code == "role"


def test_all_complete_files_end_together_and_the_others_stay(done, cast, now, scope_a):
    Score.objects.at_stage("appraised").filter(agency=cast.a.town, criterion=done.leaves["2.2"]).delete()
    finished = finish_complete(campaign=done.campaign, by=member(cast, cast.minh), at=now)
    assert [file.agency.name for file in finished] == ["Xã Cẩm Giàng", "Xã Vi Hương"]
    assert Assessment.objects.get(agency=cast.a.town).state == "submitted"
