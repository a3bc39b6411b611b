"""Papers made from the year's data: which can be made, their data, and what the clerk has to look at before signing."""

from collections.abc import Callable

from cchc.documents.vocabulary import Stamp
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.documents import decision, notice, plan
from publications.documents.paper import Paper, PaperRefused

__all__ = ["BUILDERS", "NOT_FROM_DATA", "Paper", "PaperRefused", "Stamp", "build"]

NOT_FROM_DATA = "Văn bản này chưa lập được từ dữ liệu kỳ đánh giá; dùng --data."
BUILDERS: dict[str, Callable[[Campaign, Agency | None, Stamp | None], Paper]] = {
    "01": plan.build,
    "12": decision.build,
    "13": notice.build,
}
"""Kind of paper → how it is made. An agency is named for papers about one agency."""


def build(kind: str, campaign: Campaign, *, agency: Agency | None = None, stamp: Stamp | None = None) -> Paper:
    """The paper on what is stored now. Raises PaperRefused saying why it cannot be made."""
    if kind not in BUILDERS:
        raise PaperRefused(NOT_FROM_DATA)
    return BUILDERS[kind](campaign, agency, stamp)
