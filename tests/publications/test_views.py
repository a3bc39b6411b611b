"""Pages of the result: who sees which figures, freezing, approval, publication."""

from datetime import datetime

import pytest
from django.urls import reverse

from cchc.tenancy.scope import tenant_scope
from criteria.rules.calendar import HANOI
from publications.models import Approval, Publication, Snapshot
from tests.publications.build import frozen, published, scored_campaign

YEAR = 2024


def url(name: str, *arguments) -> str:
    return reverse(f"publications:{name}", args=["huyen-a", YEAR, *arguments])


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        made = scored_campaign(cast)
        made.campaign.assessments.update(state="appraised", submitted_at=datetime(2025, 1, 2, tzinfo=HANOI))
        return made


@pytest.fixture
def version(cast, year):
    with tenant_scope(cast.tenant_a):
        return frozen(year, cast.chi)


def test_the_office_sees_everybody_before_anything_is_frozen(year, cast, login):
    page = login(cast.chi).get(url("result"))
    ranks = [one.row.rank for block in page.context["ranking"].blocks for group in block.groups for one in group.rows]
    assert (ranks, page.context["snapshot"]) == ([1, 1, 3], None)
    assert "Kết quả tạm thời" in text(page)


def test_a_commune_sees_only_its_own_way_before_publication(year, version, cast, login):
    client = login(cast.binh)
    page = client.get(url("result"))
    assert ("ranking" in page.context, [file.agency.code for file in page.context["files"]]) == (False, ["001"])
    assert client.get(url("agency", "001")).context["row"].rank is None
    assert client.get(url("agency", "002")).status_code == 404


def test_a_commune_sees_nothing_where_the_campaign_shows_nothing(year, cast, login):
    with tenant_scope(cast.tenant_a):
        year.campaign.provisional_view = "nothing"
        year.campaign.save()
    client = login(cast.binh)
    assert client.get(url("result")).context["files"] == []
    assert client.get(url("agency", "001")).status_code == 404


def test_a_commune_sees_nothing_while_its_file_is_being_appraised(year, cast, login):
    with tenant_scope(cast.tenant_a):
        year.campaign.assessments.update(state="submitted")
    assert login(cast.binh).get(url("agency", "001")).status_code == 404


def test_after_publication_everybody_sees_all_rows_and_reasons_only_their_own(year, cast, login):
    with tenant_scope(cast.tenant_a):
        published(cast, year)
    client = login(cast.binh)
    assert client.get(url("result")).context["ranking"].count == 3
    assert "Ghi chú thẩm định nội bộ" in text(client.get(url("agency", "001")))
    assert "Ghi chú thẩm định nội bộ" not in text(client.get(url("agency", "002")))


def test_the_way_to_a_figure_is_written_out(year, version, cast, login):
    page = login(cast.chi).get(url("agency", "002"))
    total = "Điểm thẩm định 9,00 + điểm điều tra xã hội học 2,00 = <b>11,00</b>."
    index = "11,00 ÷ 20,00 × 100 = <b>55,00 %</b>."
    assert (total in text(page), index in text(page)) == (True, True)
    assert [branch.line.code for branch in page.context["branches"]] == ["1", "2", "3"]
    assert [len(branch.lines) for branch in page.context["branches"]] == [7, 4, 2]


def test_the_office_freezes_what_the_council_has_adopted(year, cast, login):
    client = login(cast.chi)
    assert "Hội đồng chưa thông qua" in text(client.post(url("freeze"), {"reason": ""}))
    with tenant_scope(cast.tenant_a):
        assert Snapshot.objects.count() == 0
        frozen(year, cast.chi)
    refused = client.post(url("freeze"), {"reason": " "})
    assert refused.context["form"].errors["reason"] == ["Đã có bản chốt trước – ghi lý do điều chỉnh rồi chốt lại."]
    assert client.post(url("freeze"), {"reason": "Sai số liệu"}).url == url("result")
    with tenant_scope(cast.tenant_a):
        assert Snapshot.objects.filter(reason="Sai số liệu").get().version == 2


def test_an_earlier_version_is_shown_on_request_and_an_unknown_one_is_not_found(year, version, cast, login):
    client = login(cast.chi)
    client.post(url("freeze"), {"reason": "Sai số liệu"})
    assert client.get(url("result")).context["snapshot"].version == 2
    assert client.get(url("result") + "?phien-ban=1").context["snapshot"].version == 1
    assert client.get(url("result") + "?phien-ban=9").status_code == 404
    assert client.get(url("result") + "?phien-ban=x").status_code == 404


def test_the_leader_approves_and_the_office_publishes(year, version, cast, client):
    client.force_login(cast.khanh, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url("approve")).context["unchanged"] is True
    assert client.post(url("approve"), {"comment": "Đồng ý"}).url == url("result")
    assert "đã được phê duyệt" in text(client.post(url("approve"), {"comment": ""}))
    client.force_login(cast.chi, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(url("publish")).url == url("result")
    with tenant_scope(cast.tenant_a):
        assert (Approval.objects.get().comment, Publication.objects.get().snapshot_id) == ("Đồng ý", version.pk)


def test_what_is_not_approved_is_not_published_and_the_page_says_so(year, version, cast, login):
    page = login(cast.chi).post(url("publish"), follow=True)
    assert "chưa được phê duyệt" in text(page)
    with tenant_scope(cast.tenant_a):
        assert Publication.objects.count() == 0


@pytest.mark.parametrize(
    ("person", "title"), [("chi", "Chốt kết quả năm 2024"), ("khanh", "Phê duyệt kết quả năm 2024, phiên bản 1")]
)
def test_home_names_the_next_step_to_the_one_who_can_do_it(year, cast, login, person, title):
    with tenant_scope(cast.tenant_a):
        if person == "khanh":
            frozen(year, cast.chi)
        else:
            year.campaign.adopted_at = datetime(2025, 1, 17, tzinfo=HANOI)
            year.campaign.save()
    page = login(getattr(cast, person)).get(reverse("accounts:home", args=["huyen-a"]))
    assert title in text(page)


def test_the_table_downloads_in_all_formats(year, version, cast, login):
    client = login(cast.chi)
    heads = {name: client.get(url("download", name)).content[:12] for name in ("csv", "json", "xlsx")}
    assert (heads["csv"], heads["json"], heads["xlsx"][:2]) == (b"block,rank,a", b'[\n  {"block"', b"PK")
    assert client.get(url("download", "csv"))["Content-Disposition"] == 'attachment; filename="ket-qua-2024-v1.csv"'


def test_the_pages_ask_the_same_number_of_questions_for_more_communes(
    year, version, cast, login, django_assert_max_num_queries
):
    client = login(cast.chi)
    client.get(url("result"))
    with django_assert_max_num_queries(45):
        client.get(url("result"))
