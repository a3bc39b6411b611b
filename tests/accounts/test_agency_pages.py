"""The pages of agencies."""

import re

import pytest

from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from tests.accounts.test_entry import words
from tests.cast import make_agency

AGENCIES = "/huyen-a/co-quan/"
VALUES = {"name": "Xã Cẩm Giàng", "kind": "xã", "role": "assessed", "ranking_block": "xã, thị trấn", "ranked": "on"}


@pytest.fixture
def chi(cast, login):
    return login(cast.chi)


@pytest.fixture
def old(cast):
    with tenant_scope(cast.tenant_a):
        return make_agency("099", "Xã Phương Linh", valid_to="2020-01-31")


def names(response):
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def test_the_list_goes_by_the_vietnamese_alphabet_and_a_commune_without_its_kind(chi, old):
    departments = ["Phòng Nội vụ", "Phòng Tư pháp"]
    assert names(chi.get(AGENCIES)) == ["Xã Cẩm Giàng", *departments, "Thị trấn Phủ Thông", "Xã Vi Hương"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "cam giang"}, ["Xã Cẩm Giàng"]),
        ({"q": "Phủ"}, ["Thị trấn Phủ Thông"]),
        ({"q": "ptp"}, ["Phòng Tư pháp"]),
        ({"loai": "thị trấn"}, ["Thị trấn Phủ Thông"]),
        ({"vai-tro": "appraiser"}, ["Phòng Nội vụ", "Phòng Tư pháp"]),
        ({"hieu-luc": "het"}, ["Xã Phương Linh"]),
        ({"hieu-luc": "tat-ca", "q": "phuong"}, ["Xã Phương Linh"]),
        ({"hieu-luc": "sai", "trang": "999", "q": "linh"}, []),
    ],
)
def test_the_list_is_searched_and_filtered(chi, old, query, found):
    assert names(chi.get(AGENCIES, query)) == found


def test_a_tenant_with_nothing_but_its_past_shows_it(cast, chi):
    with tenant_scope(cast.tenant_a):
        Agency.objects.update(valid_to="2025-06-30")
    assert len(names(chi.get(AGENCIES))) == 5


def test_a_kind_that_grows_when_it_is_written_small_is_measured_as_it_is_kept(cast, chi):
    sent = {"code": "100", "name": "Xã Mới", "role": "assessed", "ranking_block": "xã", "ranked": "on"}
    answer = chi.post(f"{AGENCIES}them/", sent | {"kind": "İ" * 40})
    assert (answer.status_code, "quá 40 ký tự" in answer.content.decode()) == (200, True)


def test_an_agency_is_changed_and_the_page_shows_its_history(cast, chi):
    page = f"{AGENCIES}{cast.a.commune_1.pk}/"
    response = chi.post(page, VALUES | {"head_name": "Trần Văn Bình", "valid_to": "2025-06-30"}, follow=True)
    assert "Đã ghi Xã Cẩm Giàng: có thủ tục hành chính, hiệu lực đến, người đứng đầu." in words(response)
    with tenant_scope(cast.tenant_a):
        assert audit.history(cast.a.commune_1).get().changes == {
            "có thủ tục hành chính": ["có", "không"],
            "hiệu lực đến": [None, "2025-06-30"],
            "người đứng đầu": ["", "Trần Văn Bình"],
        }
    assert "hiệu lực đến: 30/06/2025" in words(chi.get(page))


def test_saving_without_a_change_writes_no_line(cast, chi):
    response = chi.post(f"{AGENCIES}{cast.a.commune_1.pk}/", VALUES | {"has_procedures": "on"}, follow=True)
    assert "Không có gì thay đổi ở Xã Cẩm Giàng." in words(response)
    with tenant_scope(cast.tenant_a):
        assert audit.history(cast.a.commune_1).count() == 0


def test_the_code_is_not_changed_by_a_forged_field(cast, chi):
    chi.post(f"{AGENCIES}{cast.a.commune_1.pk}/", VALUES | {"code": "666"})
    with tenant_scope(cast.tenant_a):
        assert Agency.objects.get(pk=cast.a.commune_1.pk).code == "001"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"valid_from": "2025-01-01", "valid_to": "2024-01-01"}, "Ngày hết hiệu lực trước ngày bắt đầu"),
        ({"valid_to": "30/02/2025"}, "Không phải ngày có thật"),
        ({"role": "ca-hai"}, "ca-hai"),
        ({"name": ""}, "Chưa ghi – mục này bắt buộc."),
    ],
)
def test_a_wrong_value_is_said_and_what_was_typed_stays(cast, chi, values, said):
    response = chi.post(f"{AGENCIES}{cast.a.commune_1.pk}/", VALUES | {"head_name": "Giữ Lại"} | values)
    assert response.status_code == 200
    assert said in words(response)
    assert 'value="Giữ Lại"' in response.content.decode()


def test_a_new_agency_needs_a_code_of_its_own(cast, chi):
    assert "Mã «001» đã dùng cho cơ quan khác." in words(chi.post(f"{AGENCIES}them/", VALUES | {"code": "001"}))
    assert chi.post(f"{AGENCIES}them/", VALUES | {"code": "004", "name": "Xã Mỹ Thanh"})["Location"] == AGENCIES
    with tenant_scope(cast.tenant_a):
        assert Agency.objects.get(code="004").search == "004 xa my thanh"


def test_an_agency_of_another_tenant_is_not_found(cast, chi):
    assert chi.get(f"{AGENCIES}{cast.b.commune.pk}/").status_code == 404
    assert chi.post(f"{AGENCIES}{cast.b.commune.pk}/", VALUES).status_code == 404
