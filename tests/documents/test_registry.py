"""The registry: papers that apps make known, built by key, about an agency or a subject."""

from types import SimpleNamespace

import pytest

from cchc.documents import registry, texts
from cchc.documents.links import paper_url
from cchc.documents.registry import About, Paper, PaperRefused, Phase, build, paper_kind, paper_kinds, register
from cchc.tenancy.models import Agency

CAMPAIGN = SimpleNamespace(year=2024)


def plain(about: About) -> Paper:
    return Paper("20", f"{about.campaign.year}-{about.agency or ''}-{about.subject}", "Tên", "QĐ", {})


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_KINDS", {})


def test_a_registered_paper_is_built_on_what_is_asked() -> None:
    register("01", plain, phase=Phase.PREPARING)
    register("13", plain, phase=Phase.RESULT, per_agency=True)
    assert build("01", CAMPAIGN, subject="hop-3").reference == "2024--hop-3"
    assert build("13", CAMPAIGN, agency=Agency(name="Xã A")).reference == "2024-Xã A-"
    assert build("01", CAMPAIGN, agency=Agency(name="Xã A")).reference == "2024--"


def test_what_is_not_known_or_names_no_agency_is_refused() -> None:
    register("13", plain, phase=Phase.RESULT, per_agency=True, name="Thông báo")
    with pytest.raises(PaperRefused, match="chưa lập được từ dữ liệu"):
        build("12", CAMPAIGN)
    with pytest.raises(PaperRefused, match="Thông báo lập cho từng đơn vị – nêu mã đơn vị"):
        build("13", CAMPAIGN)
    with pytest.raises(ValueError, match="registered twice"):
        register("13", plain, phase=Phase.RESULT)


def test_the_list_is_in_the_order_of_the_year_then_of_the_numbers() -> None:
    for kind, phase in (("12", Phase.RESULT), ("11", Phase.RESULT), ("10", Phase.COUNCIL), ("18", Phase.PREPARING)):
        register(kind, plain, phase=phase)
    assert [one.kind for one in paper_kinds()] == ["18", "10", "11", "12"]


def test_a_second_paper_on_a_text_has_a_longer_key_and_the_same_name() -> None:
    register("16-tong-hop", plain, phase=Phase.IMPROVEMENT)
    found = paper_kind("16-tong-hop")
    assert found is not None
    assert (found.name, found.numbered) == (texts.load("16").name, True)


@pytest.mark.parametrize(("kind", "numbered"), [("05", False), ("08", False), ("17", False), ("10", True)])
def test_forms_get_no_number(kind: str, numbered: bool) -> None:
    register(kind, plain, phase=Phase.APPRAISAL)
    found = paper_kind(kind)
    assert found is not None
    assert found.numbered is numbered


def test_a_paper_is_long_past_its_limit() -> None:
    assert [Paper("12", "", "", "", {}, lines=lines).is_long for lines in (200, 201)] == [False, True]


def test_the_address_names_agency_and_subject() -> None:
    assert paper_url("a", 2024, "06", agency="001", subject="yc-2") == "/a/2024/van-ban/06/?don-vi=001&ve=yc-2"
    assert paper_url("a", 2024, "12", page="paper_file", ending="pdf") == "/a/2024/van-ban/12/tep.pdf"
