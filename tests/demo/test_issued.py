"""Last year's papers of the demo: issued by the services an office uses, one signed digitally, one called back."""

from datetime import datetime
from types import SimpleNamespace

from cchc.demo.issued import issue_last_year
from cchc.documents.models import OfficialDocument
from cchc.documents.services import signatures_in
from cchc.files.store import open_stored
from cchc.tenancy.models import AuditEvent
from criteria.rules.calendar import HANOI
from tests.publications.build import frozen, scored_campaign

AT = datetime(2025, 1, 20, 9, 0, tzinfo=HANOI)


def test_the_register_of_last_year_has_a_signed_decision_and_a_notice_called_back(cast, scope_a):
    year = scored_campaign(cast)
    frozen(year, cast.chi)
    people = [SimpleNamespace(username=cast.chi.username, roles="coordinator")]
    issue_last_year(SimpleNamespace(exercise=SimpleNamespace(people=people)), year.campaign, AT)
    lines = OfficialDocument.objects.order_by("kind", "number")
    assert [(line.kind, str(line), line.state) for line in lines] == [
        ("11", "18/TTr-PNV", "issued"),
        ("12", "312/QĐ-UBND", "issued"),
        ("13", "41/TB-UBND", "withdrawn"),
        ("13", "42/TB-UBND", "issued"),
        ("13", "43/TB-UBND", "issued"),
    ]
    with open_stored(lines[1].signed_name) as file:
        (signature,) = signatures_in(file)
    assert (signature.holds, signature.organisation) == (True, "Ủy ban nhân dân huyện A")
    decision = lines[1]
    numbered, attached = (
        AuditEvent.objects.get(object_id=decision.pk, object_type="documents.officialdocument", verb=verb).at
        for verb in ("ghi số và ngày", "đính bản đã ký")
    )
    way = [decision.submitted_at, numbered, signature.signed_at, attached, decision.released_at]
    assert way == sorted(set(way))
