"""Drawn scores of a year, as rows of the ``import_scores`` file."""

from typing import Any

from cchc.accounts.roles import Role
from cchc.demo.entries import BLANK, Drawer
from cchc.demo.seed import Seeding, user_in
from cchc.demo.tables import run_with
from cchc.tenancy.models import Agency
from criteria.catalogue import LeafRule, leaf_rules
from criteria.models import Campaign, CriteriaSet, Criterion

Rows = dict[tuple[str, str], dict[str, Any]]


def assessed(work: Seeding, year: int) -> list[Agency]:
    campaign = Campaign.objects.get(year=year)
    return [row.agency for row in campaign.participants.select_related("agency")]


def self_leaves(work: Seeding) -> list[LeafRule]:
    """The set's self-scored leaves with their rules, in printed order."""
    chosen = CriteriaSet.objects.get(code=work.exercise.set_code)
    return list(leaf_rules(Criterion.objects.filter(criteria_set=chosen).self_scored().with_rules()).values())


def exempted(work: Seeding, year: int) -> dict[str, tuple[str, ...]]:
    """Codes of branches that don't apply to an agency."""
    found: dict[str, tuple[str, ...]] = {}
    campaign = Campaign.objects.get(year=year)
    for row in campaign.participants.select_related("agency").prefetch_related("exemptions__criterion"):
        found[row.agency.code] = tuple(exemption.criterion.code for exemption in row.exemptions.all())
    return found


def score_rows(work: Seeding, year: int, shares: dict[str, float]) -> Rows:
    """Drawn entries by agency and leaf; ``shares`` is how much of the sheet each agency has filled in."""
    leaves, rows = self_leaves(work), {}
    out = exempted(work, year)
    for agency in assessed(work, year):
        drawer = Drawer(work.dice, work.quality[agency.code])
        branches = out.get(agency.code, ())
        mine = [leaf for leaf in leaves if not any(_under(leaf.code, branch) for branch in branches)]
        for leaf in mine[: round(len(mine) * shares.get(agency.code, 1.0))]:
            rows[agency.code, leaf.code] = drawer.entry(leaf)
    return rows


def _under(code: str, branch: str) -> bool:
    return code == branch or code.startswith(f"{branch}.")


def import_rows(work: Seeding, year: int, stage: str, rows: Rows) -> None:
    """Self-scores are entered by the standing office; appraised ones by the system, as the standing office of a
    province is scored itself and nobody appraises their own agency."""
    table = [{"agency_code": agency, "criterion_code": code, **row} for (agency, code), row in rows.items()]
    by = {"by": user_in(work, Role.COORDINATOR).username} if stage == "self" else {}
    run_with("import_scores", table, f"diem_{stage}", tenant=work.slug, year=year, stage=stage, **by)


def appraised_rows(work: Seeding, rows: Rows, doubt: float = 0.1) -> Rows:
    """The same entries as a department appraises them: now and then fewer points, with the reason."""
    judged = {}
    for (agency, code), row in rows.items():
        drawer = Drawer(work.dice, work.quality[agency])
        blank = {**row, "explanation": row["explanation"] if row["not_applicable"] else ""}
        judged[agency, code] = drawer.doubted(blank) if work.dice.random() < doubt else blank
    return judged


def bonus_rows(work: Seeding, year: int) -> Rows:
    """A few bonuses and one or two penalties."""
    rows = {}
    for agency in assessed(work, year):
        if work.dice.random() < 0.35:
            rows[agency.code, "T2"] = {**BLANK, "count": 1, "explanation": "Có quyết định khen thưởng trong năm."}
        if work.dice.random() < 0.15:
            rows[agency.code, "P1"] = {**BLANK, "count": 1, "explanation": "Gửi hồ sơ chậm 01 ngày."}
    return rows
