"""What other programs read: published results alone, with every digit, described by an OpenAPI document."""

import json
from decimal import Decimal

import pytest
from django.urls import resolve

from cchc.tenancy.scope import tenant_scope
from publications.api import written
from publications.api_document import PATHS
from tests.publications.build import published, scored_campaign

ROOT = "/api/v1/"
YEARS = f"{ROOT}tenants/huyen-a/years/"
RESULTS = f"{YEARS}2024/results/"


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        made = scored_campaign(cast)
        published(cast, made)
        return made


def read(client, address):
    return json.loads(client.get(address).content, parse_float=Decimal)


def test_the_document_describes_every_address_and_the_answers_have_its_shape(year, client):
    told = read(client, ROOT)
    assert list(told["paths"]) == list(PATHS)
    answers = {}
    for path in PATHS:
        address = path.format(tenant="huyen-a", year=2024, code="001")
        assert resolve(address).namespace == "api"
        answers[path] = read(client, address)
    for path, operation in told["paths"].items():
        shape = operation["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        name = shape.get("items", shape)["$ref"].rsplit("/", 1)[1]
        answer = answers[path][0] if "items" in shape else answers[path]
        assert list(answer) == told["components"]["schemas"][name]["required"]


def test_results_are_those_of_the_public_page_and_need_neither_login_nor_cookie(year, client):
    page = client.get(RESULTS)
    assert json.loads(page.content) == json.loads(client.get("/huyen-a/cong-bo/2024.json").content)
    assert (page.cookies.output(), page["Access-Control-Allow-Origin"]) == ("", "*")
    assert client.get(RESULTS, headers={"If-None-Match": page["ETag"]}).status_code == 304


def test_an_agency_is_told_by_its_final_points_without_reasons(year, client):
    told = read(client, f"{RESULTS}001/")
    leaves = [line for line in told["criteria"] if line["is_leaf"]]
    assert sum(line["points"] for line in leaves) == told["appraised_points"] + told["survey_points"]
    names = ["code", "name", "level", "is_leaf", "source", "max_points", "applicable_max", "points"]
    assert list(leaves[0]) == names


@pytest.mark.parametrize("address", [f"{YEARS}2023/results/", f"{RESULTS}999/", f"{ROOT}tenants/khong-co/years/"])
def test_what_is_not_published_is_told_in_json(year, client, address):
    page = client.get(address)
    assert (page.status_code, page.json()) == (404, {"detail": "Không có dữ liệu công bố ở địa chỉ này."})


def test_where_the_ranking_alone_is_published_no_agency_is_explained(year, cast, client):
    with tenant_scope(cast.tenant_a):
        type(year.campaign).objects.update(public_detail="ranking")
    assert [client.get(one).status_code for one in (RESULTS, f"{RESULTS}001/")] == [200, 404]


def test_exact_numbers_keep_their_digits():
    assert written({"a": [Decimal("87.5000000001"), None, True, "Xã"]}) == '{"a": [87.5000000001,\nnull,\ntrue,\n"Xã"]}'
