"""What the pages of the result tell of: reasons of appraisal, conditions of heads, a year before the mergers."""

from datetime import date, datetime

from assessments.models import Score
from cchc.accounts.roles import Role
from cchc.demo.entries import DOUBTS
from cchc.demo.seed import Seeding, user_in
from cchc.demo.tables import run_with
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from publications.services.heads import add_condition, add_term, record_finding

LAST_DAY = date(2019, 12, 31)
"""Before the communes of the sample district were merged on 01/02/2020."""
CONDITIONS = (
    ("Bị xử lý kỷ luật vì vi phạm trong giải quyết thủ tục hành chính", "lower"),
    ("Không ban hành Kế hoạch cải cách hành chính năm", "lower"),
    ("Để xảy ra tham nhũng, tiêu cực trong đơn vị", "lowest"),
)


def sort_reasons(campaign: Campaign) -> None:
    """The kinds of the reasons that came in with the imported appraisal, which carries their words alone."""
    for code, words in DOUBTS:
        found = Score.objects.filter(assessment__campaign=campaign, stage=Score.Stage.APPRAISED, explanation=words)
        found.update(reason_code=code)


def judge_heads(work: Seeding, campaign: Campaign, at: datetime) -> None:
    """The year's conditions, one found for the head of one agency, and an agency whose head changed in autumn."""
    acting = {"by": user_in(work, Role.COORDINATOR), "at": at}
    made = [add_condition(campaign=campaign, text=text, effect=effect, **acting) for text, effect in CONDITIONS]
    agencies = sorted(campaign.participants.select_related("agency"), key=lambda one: one.agency.code)
    chosen = agencies[len(agencies) // 3].agency
    basis = f"Quyết định số 415/QĐ-UBND ngày 12/8/{campaign.year}"
    record_finding(condition=made[0], agency=chosen, basis=basis, **acting)
    changed, year = agencies[len(agencies) // 2].agency, campaign.year
    before = {"name": "Đàm Quang Vinh", "since": date(year, 1, 1), "until": date(year, 8, 31), "unrated": ""}
    after = {"name": changed.head_name, "since": date(year, 9, 1), "until": date(year, 12, 31)}
    after["unrated"] = "giữ chức chưa đủ 6 tháng"
    for term in (before, after):
        add_term(campaign=campaign, agency=changed, title=changed.head_title, **term, **acting)


def year_before_mergers(work: Seeding) -> None:
    """The published table of the last year in which the old communes stood by themselves, where there were any."""
    with tenant_scope(work.tenant):
        then = list(Agency.objects.assessed().valid_on(LAST_DAY))
        if not any(agency.valid_to for agency in then):
            return
        dice = type(work.dice)(work.exercise.seed + LAST_DAY.year)  # its own, or every later year would change
        rows = [
            {
                "block": agency.ranking_block,
                "agency_code": agency.code,
                "agency_name": agency.name,
                "appraised_points": "",
                "survey_points": "",
                "total_points": f"{dice.uniform(58, 84):.2f}",
                "applicable_max": "100",
                "index_percent": "",
            }
            for agency in then
        ]
    run_with("import_results", rows, "ket_qua", tenant=work.slug, year=LAST_DAY.year)
