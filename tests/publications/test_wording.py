"""Pages of the office's own wording: checked and shown before it is kept, in versions, back to the standard."""

import pytest
from django.urls import reverse

from cchc.documents import texts, wordings
from cchc.documents.models import Wording
from cchc.documents.registry import build
from cchc.documents.render import render_text
from cchc.tenancy.scope import tenant_scope
from tests.publications.build import frozen, scored_campaign
from tests.publications.test_views import text

STANDARD = texts.load("12").block(None)
OWN = STANDARD.replace("có hiệu lực kể từ ngày ký", "có hiệu lực thi hành kể từ ngày ký", 1)


def url(name: str, kind: str = "12", query: str = "") -> str:
    return reverse(f"publications:{name}", args=["huyen-a", kind]) + query


@pytest.fixture
def office(cast, login):
    return login(cast.chi)


def test_a_saved_wording_is_on_every_paper_from_then_on_and_can_be_taken_back(office, cast):
    with tenant_scope(cast.tenant_a):
        year = scored_campaign(cast)
        frozen(year, cast.chi)
    assert office.post(url("wording"), {"source": OWN, "comment": "theo ý kiến Tư pháp"}).status_code == 302
    paper = reverse("publications:paper", args=["huyen-a", 2024, "12"])
    assert "có hiệu lực thi hành kể từ ngày ký" in text(office.get(paper))
    with tenant_scope(cast.tenant_b):
        assert wordings.in_use("12") == {}
    office.post(url("wording_reset"))
    assert "có hiệu lực thi hành" not in text(office.get(paper))
    with tenant_scope(cast.tenant_a):
        assert [(one.version, one.source == OWN, one.comment) for one in Wording.objects.order_by("version")] == [
            (1, True, "theo ý kiến Tư pháp"),
            (2, False, "Trở về lời mẫu chuẩn"),
        ]
        assert render_text("12", build("12", year.campaign).data)
    assert office.get(url("wording", query="?phien-ban=1")).context["form"].initial["source"] == OWN
    assert office.get(url("wording", query="?phien-ban=9")).status_code == 404


def test_a_fault_is_named_and_what_was_typed_comes_back(office, cast):
    typed = OWN.replace("@ketthuc", "@nd {{ vb.mat_khau }}", 1)
    page = office.post(url("wording"), {"source": typed})
    messages = [one.message for one in page.context["findings"]]
    assert messages[0].startswith("Không có biến «vb.mat_khau»")
    assert messages[1] == "Thiếu phần bắt buộc «@ketthuc»: Nơi nhận và khối ký."
    assert page.context["form"]["source"].value() == typed
    with tenant_scope(cast.tenant_a):
        assert Wording.objects.count() == 0


def test_the_preview_shows_what_is_typed_and_keeps_nothing(office, cast):
    page = office.post(url("wording_preview"), {"source": OWN}, headers={"HX-Request": "true"})
    assert "có hiệu lực thi hành kể từ ngày ký" in text(page)
    assert "<html" not in text(page)
    whole = office.post(url("wording_preview"), {"source": OWN})
    assert ("<html" in text(whole), whole.context["form"]["source"].value()) == (True, OWN)
    with tenant_scope(cast.tenant_a):
        assert Wording.objects.count() == 0


@pytest.mark.parametrize(("kind", "query"), [("12", ""), ("02", "?bien-the=A")])
def test_the_page_asks_for_the_preview_of_its_own_variant(office, kind, query):
    page = office.get(url("wording", kind, query=query)).content.decode()
    assert f'hx-post="{url("wording_preview", kind, query=query)}"' in page


def test_the_preview_takes_the_real_figures_where_there_are_any(office, cast):
    with tenant_scope(cast.tenant_a):
        frozen(scored_campaign(cast), cast.chi)
    page = office.post(url("wording_preview"), {"source": OWN, "du-lieu": "that"}, headers={"HX-Request": "true"})
    assert ("Xã Cẩm Giàng" in text(page), "Xã Tân Lập" in text(page)) == (True, False)


@pytest.mark.parametrize("block", ["A", "B"])
def test_a_variant_has_a_wording_of_its_own(office, cast, block):
    address = url("wording", "19", f"?bien-the={block}")
    source = texts.load("19").block(block)
    assert office.get(address).context["form"].initial["source"] == source
    assert (
        office.post(address, {"source": source.replace("@ketthuc", "@nd Xin trân trọng.\n@ketthuc", 1)}).url == address
    )
    with tenant_scope(cast.tenant_a):
        assert list(wordings.in_use("19")) == [block]


@pytest.mark.parametrize(("kind", "query"), [("99", ""), ("12", "?bien-the=Z"), ("19", "?bien-the=../../etc")])
def test_an_unknown_text_or_variant_is_not_found(office, kind, query):
    assert office.get(url("wording", kind, query)).status_code == 404


def test_every_text_opens_with_its_sample_and_without_a_fault(office):
    for kind in texts.kinds():
        for block in texts.load(kind).blocks:
            page = office.get(url("wording", kind, f"?bien-the={block}" if block else ""))
            assert (kind, block, page.context["findings"], page.context["why"]) == (kind, block, [], "")
