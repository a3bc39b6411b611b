"""An office at work behind a real web server, and a person who sends it forms and files.

Two communes with a document cited each, a survey, and the same in a second tenant.
"""

import re
from html import unescape
from http.client import HTTPConnection
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, BonusScore, Citation, Evidence, Score
from assessments.services import add_evidence, assessment_for
from cchc.accounts.models import Membership, User
from cchc.tenancy.models import Agency, AuditEvent
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, CriteriaSet, Criterion, Participant, PlanStep
from surveys.models import Question, Questionnaire, Response
from tests.assessments.build import citation, pdf, put
from tests.cast import make_cast
from tests.criteria.build import add_steps, leaves_of, small_campaign, small_set
from tests.surveys.build import with_survey
from tests.visitor import Answer, Visitor

YEAR = 2024
COUNTED = [Agency, User, Membership, CriteriaSet, Criterion, Campaign, PlanStep, Score, BonusScore, Questionnaire]
COUNTED += [Question, Response, Evidence, Citation, AuditEvent]
BODY_TYPE = "multipart/form-data; boundary=ranhgioi"


class Clerk(Visitor):
    """A person who also sends files."""

    def send(self, path: str, name: str, content: bytes, field: str = "file", **fields: object) -> Answer:
        token = {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        parts = [
            f'--ranhgioi\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in (token | fields).items()
        ]
        head = f'--ranhgioi\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode()
        return self.raw(path, b"".join([*parts, head, content, b"\r\n--ranhgioi--\r\n"]), {"Content-Type": BODY_TYPE})

    def raw(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """A POST as it stands, with the cookies."""
        sent = headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = HTTPConnection(self.host, timeout=120)
        try:
            connection.request("POST", path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        finally:
            connection.close()


def words(answer: Answer) -> str:
    """What the page's main part says, on one line."""
    main = answer.text.partition("<main")[2].partition("</main>")[0] or answer.text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def value_of(answer: Answer, name: str) -> str:
    """What stands in an input of the page."""
    tag = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', answer.text)
    assert tag, f"no input {name}"
    found = re.search(r'\bvalue="([^"]*)"', tag[0])
    return unescape(found[1]) if found else ""


def furnished() -> SimpleNamespace:
    """Commune 1 and 2 at work with a document cited each, and the same in tenant B."""
    now, cast = timezone.now(), make_cast()
    year = small_campaign(cast, now=now, year=YEAR)
    office = SimpleNamespace(cast=cast, year=year, now=now, leaf=year.leaves["1.1.1"], points=year.leaves["1.2"])
    with tenant_scope(cast.tenant_a):
        office.survey = with_survey(year.campaign, by=cast.chi, at=now)
        office.own, office.document = at_work(year.campaign, cast.a.commune_1, office.leaf, cast.an)
        office.other, office.others_document = at_work(year.campaign, cast.a.commune_2, office.leaf, cast.giang)
        office.others_citation = citation(office.other, office.leaf, office.others_document)
    with tenant_scope(cast.tenant_b):
        made = small_set("B")
        campaign = Campaign.objects.create(year=YEAR, title="Kỳ của huyện B", opened_at=now)
        add_steps(campaign, now, ["self_assessment"])
        Participant.objects.create(campaign=campaign, agency=cast.b.commune, criteria_set=made, block="xã")
        office.foreign_leaf = leaves_of(made)["1.1.1"]
        office.foreign, office.foreign_document = at_work(campaign, cast.b.commune, office.foreign_leaf, cast.ha)
        office.foreign_citation = citation(office.foreign, office.foreign_leaf, office.foreign_document)
    return office


def at_work(campaign: Campaign, agency: Agency, leaf: Criterion, by: User) -> tuple[Assessment, Evidence]:
    file = assessment_for(campaign, agency, by=by)
    assert file is not None
    put(file, leaf, "option", "2", by=by, at=timezone.now())
    said = {"abstract": f"Kế hoạch của {agency}"}
    paper = pdf(extra=str(agency.pk).encode())
    return file, add_evidence(agency=agency, year=YEAR, file=paper, name="a.pdf", description=said, by=by)[0]


def everything(office: SimpleNamespace) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for tenant in (office.cast.tenant_a, office.cast.tenant_b):
        with tenant_scope(tenant):
            found |= {f"{tenant}: {model.__name__}": model.objects.count() for model in COUNTED}
            found[f"{tenant}: points"] = list(Score.objects.order_by("pk").values_list("pk", "version", "points"))
    return found
