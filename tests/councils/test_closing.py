"""The end of appraisal: complete, confirmed by every lead department, or ended by the standing office with a reason."""

import pytest

from assessments.models import Assessment, Score
from assessments.states import Refusal
from cchc.tenancy.audit import history
from councils.models import Confirmation
from councils.queries.confirmed import unconfirmed
from councils.services import Refused, finish_appraisal, finish_complete
from tests.councils.build import confirm_all, member


@pytest.fixture
def file(done, cast):
    return done.files[cast.a.town.pk]


def test_a_complete_and_confirmed_file_ends_its_appraisal(done, file, cast, now, scope_a):
    confirm_all(done, now=now)
    ended = finish_appraisal(assessment=file, by=member(cast, cast.minh), at=now)
    assert (ended.state, ended.appraised_at, ended.log.last().comment) == ("appraised", now, "")


def test_a_file_with_open_leaves_is_not_ended_and_the_leaves_are_named(done, file, cast, now, scope_a):
    Score.objects.at_stage("appraised").filter(agency=cast.a.town, criterion__area__code="2").delete()
    with pytest.raises(Refused) as refused:
        finish_appraisal(assessment=file, by=member(cast, cast.chi), at=now)
    assert str(refused.value) == (
        "Thị trấn Phủ Thông còn 3 mục chưa thẩm định: 2.1.1, 2.1.2, 2.2 – thẩm định hết rồi kết thúc."
    )


@pytest.mark.parametrize(
    ("person", "reason", "words"),
    [
        ("minh", "Quá hạn.", "chờ lãnh đạo cơ quan xác nhận."),
        ("chi", "", "ghi lý do kết thúc không chờ."),
        ("chi", " \x00 ", "ghi lý do kết thúc không chờ."),
        ("chi", "x" * 2001, "Lý do dài 2001 ký tự – rút còn 2000 ký tự."),
    ],
)
def test_without_a_departments_confirmation_the_file_stays_open(done, file, cast, now, scope_a, person, reason, words):
    confirm_all(done, now=now, but=[cast.a.justice.pk])
    with pytest.raises(Refused) as refused:
        finish_appraisal(assessment=file, by=member(cast, getattr(cast, person)), at=now, reason=reason)
    assert refused.value.message.endswith(words)
    assert Assessment.objects.get(pk=file.pk).state == "submitted"


def test_the_standing_office_ends_it_with_a_reason_that_stays_and_names_the_departments(done, file, cast, now, scope_a):
    reason = "Lãnh đạo phòng đi công tác, hết thời hạn."
    ended = finish_appraisal(assessment=file, by=member(cast, cast.chi), at=now, reason=reason)
    words = f"Kết thúc khi Phòng Nội vụ, Phòng Tư pháp chưa xác nhận: {reason}"
    assert (ended.state, ended.log.last().comment, history(ended).first().reason) == ("appraised", words, words)


def test_a_confirmation_opened_again_counts_no_more(done, file, cast, now, scope_a):
    confirm_all(done, now=now)
    Confirmation.objects.filter(assessment=file, department=cast.a.justice).update(
        reopened_at=now, reopen_reason="Bổ sung."
    )
    assert unconfirmed(done.campaign, list(done.files.values())) == {file.pk: [cast.a.justice]}


def test_only_the_standing_office_and_the_secretariat_end_an_appraisal(done, file, cast, now, scope_a):
    confirm_all(done, now=now)
    with pytest.raises(Refusal) as refused:
        finish_appraisal(assessment=file, by=member(cast, cast.dung), at=now)
    assert refused.value.code == "role"


def test_all_complete_and_confirmed_files_end_together_and_the_others_stay(done, cast, now, scope_a):
    Score.objects.at_stage("appraised").filter(agency=cast.a.town, criterion=done.leaves["1.2"]).delete()
    confirm_all(done, now=now)
    Confirmation.objects.filter(assessment__agency=cast.a.commune_2, department=cast.a.justice).delete()
    finished = finish_complete(campaign=done.campaign, by=member(cast, cast.minh), at=now)
    assert [file.agency.name for file in finished] == ["Xã Cẩm Giàng"]
    states = dict(Assessment.objects.values_list("agency__name", "state"))
    assert states == {"Xã Cẩm Giàng": "appraised", "Xã Vi Hương": "submitted", "Thị trấn Phủ Thông": "submitted"}
