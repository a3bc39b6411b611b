"""Sharing out a file: the nearest branch decides, the head changes it, everybody reads who owes what."""

import re

import pytest

from assessments.models import Share
from assessments.queries import file_status
from assessments.services import share_out
from assessments.shares import closed_leaves, given_of, portions
from cchc.accounts.roles import Role
from cchc.tenancy import audit
from criteria.tree import tree_of
from tests.assessments.build import open_now, put
from tests.cast import hold, make_user


@pytest.fixture
def colleague(cast, scope_a):
    """A second officer of commune 1."""
    user = make_user("yen", "Đặng Thị Yến")
    hold(user, Role.OFFICER, cast.a.commune_1)
    return user


@pytest.fixture
def page(file, year):
    open_now(year)
    return f"/huyen-a/2024/tu-danh-gia/{file.pk}/phan-cong/"


def area(year, code="1"):
    return year.criteria_set.criteria.get(code=code)


def closed_codes(file, user):
    tree = tree_of(file.criteria_set)
    return sorted(tree.by_id[pk].code for pk in closed_leaves(tree, given_of(file), user.pk))


def test_without_shares_nothing_is_closed(cast, file):
    assert closed_codes(file, cast.an) == []


def test_a_leaf_given_to_one_officer_is_theirs_though_its_area_is_anothers(cast, year, file, colleague):
    share_out(assessment=file, criterion=area(year), officers=[cast.an], by=cast.binh)
    share_out(assessment=file, criterion=year.leaves["1.2"], officers=[colleague], by=cast.binh)
    assert closed_codes(file, cast.an) == ["1.2"]
    assert closed_codes(file, colleague) == ["1.1.1", "1.1.2", "1.1.3", "1.10", "1.3"]


def test_a_branch_whose_officer_has_left_is_nobodys(cast, year, file, colleague):
    share_out(assessment=file, criterion=area(year), officers=[colleague], by=cast.binh)
    share = Share.objects.get(assessment=file)
    type(share).grant_table.objects.filter(content_object=share).delete()
    assert closed_codes(file, cast.an) == ["1.1.1", "1.1.2", "1.1.3", "1.10", "1.2", "1.3"]
    assert [(portion.user, portion.total) for portion in portions(file, file_status(file))] == [(None, 9)]


def test_portions_count_what_each_owes_and_what_is_nobodys(cast, year, file, colleague, now):
    share_out(assessment=file, criterion=area(year), officers=[cast.an, colleague], by=cast.binh)
    put(file, year.leaves["1.3"], "answer", "yes", by=cast.an, at=now)
    found = portions(file, file_status(file))
    assert [(str(one.user), one.total, one.decided, len(one.lacking)) for one in found] == [
        ("Nguyễn Thị An", 6, 1, 6),
        ("Đặng Thị Yến", 6, 1, 6),
        ("None", 3, 0, 3),
    ]


def test_the_head_shares_areas_and_leaves_in_one_form(login, cast, year, file, page, colleague):
    first, leaf = area(year).pk, year.leaves["2.2"].pk
    sent = {"n": [first, leaf], f"g-{first}": [cast.an.pk, colleague.pk], f"g-{leaf}": [colleague.pk]}
    answer = login(cast.binh).post(page, sent, follow=True)
    assert "Đã ghi phân công: 2 phần thay đổi." in answer.content.decode()
    assert given_of(file) == {first: {cast.an.pk, colleague.pk}, leaf: {colleague.pk}}
    again = login(cast.binh).post(page, sent, follow=True)
    assert "Phân công không thay đổi." in again.content.decode()


def test_a_stranger_named_in_the_form_gets_nothing(login, cast, year, file, page):
    first = area(year).pk
    login(cast.binh).post(page, {"n": [first, "0", "x"], f"g-{first}": [cast.giang.pk, cast.an.pk]})
    assert given_of(file) == {first: {cast.an.pk}}


def test_branches_that_did_not_stand_on_the_page_stay_as_they_are(login, cast, year, file, page):
    share_out(assessment=file, criterion=year.leaves["2.2"], officers=[cast.an], by=cast.binh)
    login(cast.binh).post(page, {"n": [area(year).pk]})
    assert given_of(file) == {year.leaves["2.2"].pk: {cast.an.pk}}


def test_the_officer_reads_the_page_and_changes_nothing(login, cast, year, file, page):
    seen = login(cast.an).get(page).content.decode()
    assert (re.findall(r'name="g-\d+"', seen), "Ghi phân công" in seen) == ([], False)
    assert login(cast.an).post(page, {"n": [area(year).pk]}).status_code == 403


def test_the_page_names_who_saved_a_leaf(login, cast, year, file, page, now):
    put(file, year.leaves["1.3"], "answer", "yes", by=cast.an, at=now)
    seen = login(cast.binh).get(f"{page}?linh-vuc=1").content.decode()
    assert "Nguyễn Thị An, 09/12" in seen
    assert "Nguyễn Thị An: 1 mục, gần nhất" in seen


def test_a_sent_file_keeps_its_shares(login, cast, year, file, page):
    type(file).objects.filter(pk=file.pk).update(state="submitted", submitted_at="2024-12-01T00:00:00Z")
    answer = login(cast.binh).post(page, {"n": [area(year).pk]}, follow=True)
    assert "Hồ sơ đã gửi, không đổi phân công được" in answer.content.decode()
    assert "phân công chấm" not in [line.verb for line in audit.history(file)]
