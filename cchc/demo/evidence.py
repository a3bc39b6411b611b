"""Evidence of the present year: real PDF files in each agency's register, cited by the leaves that ask for it."""

from io import BytesIO
from random import Random

from assessments.models import Assessment, Citation, Evidence, Score
from assessments.services import add_evidence
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.demo.entries import Drawer
from cchc.demo.papers import issuer_of, papers_of
from cchc.demo.seed import Seeding
from cchc.tenancy.models import Agency
from criteria.models import Campaign


def _officer(agency: Agency) -> User | None:
    row = Membership.objects.filter(agency=agency, role=Role.OFFICER).select_related("user").order_by("pk").first()
    return row.user if row else None


def _register(work: Seeding, agency: Agency, year: int, by: User | None) -> list[Evidence]:
    dice = Random(f"{work.exercise.seed}{agency.code}")  # noqa: S311 - demo data
    kept = []
    for paper in papers_of(agency, work.tenant, year, dice):
        description = {
            "number": paper.number,
            "issued_on": paper.issued_on,
            "issuer": issuer_of(agency, work.tenant).name,
            "kind": paper.kind,
            "abstract": paper.abstract,
        }
        name = f"{paper.number.replace('/', '-')}.pdf"
        evidence, _ = add_evidence(
            agency=agency, year=year, file=BytesIO(paper.content), name=name, description=description, by=by
        )
        kept.append(evidence)
    return kept


def cite_papers(work: Seeding, campaign: Campaign, rows: dict) -> None:
    """Most scored leaves cite a document; of the rest, files that are complete explain why there is none."""
    scored: dict[int, list[Score]] = {}
    for score in Score.objects.filter(assessment__campaign=campaign, stage="self").select_related("criterion"):
        scored.setdefault(score.assessment_id, []).append(score)
    for file in Assessment.objects.filter(campaign=campaign).select_related("agency"):
        mine = scored.get(file.pk, [])
        if mine:
            _cite(work, file, mine, campaign.year, is_complete=_is_complete(work, file))


def _is_complete(work: Seeding, file: Assessment) -> bool:
    usual = 2.0 if work.exercise.appraising else 0.0
    return work.exercise.done.get(file.agency.code, usual) >= 1


def _cite(work: Seeding, file: Assessment, scores: list[Score], year: int, *, is_complete: bool) -> None:
    officer = _officer(file.agency)
    papers = _register(work, file.agency, year, officer)
    drawer = Drawer(work.dice, 0.9)
    citations, explained = [], []
    for score in scores:
        if work.dice.random() < 0.86:
            page = f"trang {work.dice.randint(1, 6)}"
            paper = work.dice.choice(papers)
            citations.append(
                Citation(assessment=file, criterion=score.criterion, evidence=paper, page=page, added_by=officer)
            )
        elif is_complete and not score.explanation:
            score.explanation = drawer.explained({"explanation": ""})["explanation"]
            explained.append(score)
    Citation.objects.bulk_create(citations)
    Score.objects.bulk_update(explained, ["explanation"])
