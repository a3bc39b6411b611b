"""Other programs are told when a result is published, and when a corrected version takes its place."""

import json

import pytest

from cchc.notices import webhooks
from cchc.notices.models import WebhookDelivery
from cchc.tenancy.scope import tenant_scope
from publications.api_document import openapi
from publications.services import approve, freeze, publish
from tests.publications.build import NOW, published, scored_campaign


@pytest.fixture
def told(cast):
    """A year published, published again, corrected and published: what was owed, oldest first."""
    with tenant_scope(cast.tenant_a):
        webhooks.add(title="Cổng tin", address="http://127.0.0.1:9/", by=cast.chi, at=NOW)
        year = scored_campaign(cast)
        first = published(cast, year)
        publish(snapshot=first, by=cast.chi, at=NOW)
        second = freeze(campaign=year.campaign, by=cast.chi, at=NOW, reason="Sai số liệu")
        approve(snapshot=second, by=cast.khanh, at=NOW)
        publish(snapshot=second, by=cast.chi, at=NOW)
        return [json.loads(row.body) for row in WebhookDelivery.objects.order_by("pk")]


def test_each_version_made_public_is_told_once_with_where_to_read_it(told, client):
    assert [(one["event"], one["year"], one["version"]) for one in told] == [
        ("result.published", 2024, 1),
        ("result.corrected", 2024, 2),
    ]
    path = told[1]["api"].split("/", 3)[3]
    assert (path, client.get(f"/{path}").status_code) == ("api/v1/tenants/huyen-a/years/2024/results/", 200)
    (year,) = client.get("/api/v1/tenants/huyen-a/years/").json()
    assert (year["version"], year["checksum"]) == (2, told[1]["checksum"])


def test_the_openapi_document_describes_what_is_told(told):
    document = openapi("https://cchc.example.vn")
    assert list(document["webhooks"]) == ["result.published", "result.corrected", "test"]
    assert list(told[0]) == list(document["components"]["schemas"]["News"]["properties"])
