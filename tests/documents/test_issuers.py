"""Who issues an agency's papers: the committee of a unit, by its kind or by its name, or an office."""

import pytest

from cchc.documents.issuers import of_agency
from cchc.tenancy.models import Agency, Tenant

PROVINCE = Tenant(authority="Ủy ban nhân dân tỉnh Hà Nam", authority_short="UBND tỉnh Hà Nam", level_word="tỉnh")


@pytest.mark.parametrize(
    ("kind", "name", "head", "signer", "place"),
    [
        ("xã", "Xã Cao Sơn", ["ỦY BAN NHÂN DÂN", "XÃ CAO SƠN"], "CHỦ TỊCH", "Cao Sơn"),
        ("UBND cấp huyện", "UBND thị xã Duy Tiên", ["ỦY BAN NHÂN DÂN", "THỊ XÃ DUY TIÊN"], "CHỦ TỊCH", "Duy Tiên"),
        ("sở", "Sở Y tế", ["SỞ Y TẾ"], "GIÁM ĐỐC", ""),
    ],
)
def test_the_head_of_a_paper_is_that_of_its_committee_or_office(kind, name, head, signer, place):
    issuer = of_agency(Agency(kind=kind, name=name), PROVINCE, "Lê Thị Hoa")
    assert (issuer.called["ten_dong"], issuer.title, issuer.place) == (head, signer, place)
    assert issuer.called["la_ubnd"] is (signer == "CHỦ TỊCH")


def test_an_office_is_signed_by_whatever_its_head_is_called():
    heads = ("Giám đốc Sở Y tế", "Chánh Văn phòng", "Chánh Thanh tra tỉnh", "")
    titles = [of_agency(Agency(kind="sở", name="Cơ quan", head_title=head), PROVINCE, "").title for head in heads]
    assert titles == ["GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "CHÁNH THANH TRA", "GIÁM ĐỐC"]
