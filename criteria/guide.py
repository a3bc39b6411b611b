"""The guided way to the first campaign: from an empty tenant to open self-assessment, step by step.

What is done is read from the data, so the guide can be left and taken up again at any page. Apps above add their own
step (``register_step``); nothing here knows them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from cchc.accounts.models import Membership
from cchc.accounts.roles import OF_ASSESSED_AGENCY, OF_DEPARTMENT, Role
from cchc.tenancy.models import Agency, Tenant
from criteria.models import Campaign, CriteriaSet
from criteria.queries import campaign_findings, set_findings
from criteria.rules.findings import Severity
from criteria.samples import PLANS, SETS
from criteria.services.campaign import campaign_obstacles

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Act:
    """A button of a step: a link, or with ``value`` a form sent to ``url``."""

    label: str
    url: str
    value: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is for, whether it is done, what stands already, what is missing and what can be done.

    ``blocking``: the next steps make no sense before it. ``partly``: begun, and the rest may come later.
    """

    key: str
    title: str
    why: str
    done: bool
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    blocking: bool = True
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """The tenant that is being set up, the year prepared and its campaign, if it is there."""

    tenant: Tenant
    year: int
    campaign: Campaign | None

    def url(self, view: str, *arguments: object, query: str = "") -> str:
        return reverse(view, args=[self.tenant.slug, *arguments]) + query


Maker = Callable[[Where], Step]
_steps: list[tuple[int, Maker]] = []


def register_step(order: int, maker: Maker) -> None:
    """Add a step between those of this app (agencies 10, people 20, sets 30, campaign 40, plan 50, opening 90)."""
    _steps.append((order, maker))
    _steps.sort(key=lambda pair: pair[0])


@dataclass(frozen=True, slots=True)
class Guide:
    """All steps, and which is the next one to do."""

    where: Where
    steps: list[Step] = field(default_factory=list)

    @property
    def current(self) -> Step | None:
        """The first step that is not done; what can wait is passed over once a later step is done."""
        return next((step for place, step in enumerate(self.steps) if self._waits_at(place)), None)

    @property
    def rows(self) -> list[tuple[Step, bool]]:
        """Every step, and whether its turn has come: every step that later ones lean on is done before it."""
        ahead = next((place for place, step in enumerate(self.steps) if step.blocking and not step.done), None)
        return [(step, ahead is None or place <= ahead) for place, step in enumerate(self.steps)]

    def _waits_at(self, place: int) -> bool:
        step, later = self.steps[place], self.steps[place + 1 :]
        return not (step.done or step.partly) and (step.blocking or not any(other.done for other in later))

    @property
    def number(self) -> int:
        """The place of the next step, from 1."""
        return self.steps.index(self.current) + 1 if self.current else len(self.steps)

    @property
    def finished(self) -> bool:
        return bool(self.where.campaign and self.where.campaign.opened_at)


def guide(where: Where) -> Guide:
    """The guide as the data stand now."""
    return Guide(where, [maker(where) for _, maker in _steps])


def _agencies(where: Where) -> Step:
    valid = Agency.objects.valid_on(date(where.year, 12, 31))
    counts = valid.aggregate(
        assessed=Count("pk", filter=~Q(role=Agency.Role.APPRAISER)),
        appraisers=Count("pk", filter=~Q(role=Agency.Role.ASSESSED)),
    )
    missing = []
    if not counts["assessed"]:
        missing.append(f"Chưa có đơn vị được đánh giá còn hiệu lực ngày 31/12/{where.year}.")
    if not counts["appraisers"]:
        missing.append("Chưa có cơ quan thẩm định (phòng, sở chuyên môn).")
    return Step(
        "co-quan",
        "Danh sách cơ quan, đơn vị",
        "Đơn vị nào được chấm, phòng nào thẩm định, xếp hạng trong khối nào.",
        not missing,
        (f"{counts['assessed']} đơn vị được đánh giá, {counts['appraisers']} cơ quan thẩm định.",),
        tuple(missing),
        (
            Act("Nhập từ tệp Excel", where.url("accounts:agency_import"), detail="có tệp mẫu để điền"),
            Act("Thêm từng cơ quan", where.url("accounts:agency_new")),
            Act("Xem danh sách", where.url("accounts:agencies")),
        ),
    )


def _people(where: Where) -> Step:
    assessed = Agency.objects.assessed().valid_on(date(where.year, 12, 31))
    staffed, without = _staffed(assessed, OF_ASSESSED_AGENCY)
    departments = Agency.objects.exclude(role=Agency.Role.ASSESSED).valid_on(date(where.year, 12, 31))
    unmanned = _staffed(departments, OF_DEPARTMENT)[1]
    people = Membership.objects.values("user").distinct().count()
    missing = [f"Chưa có người của: {_named(without)}."] if without else []
    if staffed and unmanned:
        missing.append(f"Chưa có người thẩm định của: {_named(unmanned)}. Cần trước ngày bắt đầu thẩm định.")
    return Step(
        "nguoi-dung",
        "Người dùng và vai trò",
        "Mỗi người một tài khoản: người chấm và lãnh đạo ở đơn vị, người thẩm định ở phòng chuyên môn. "
        "Mỗi người nhận thư đặt mật khẩu.",
        bool(staffed) and not without,
        (f"{people} người có vai trò trong đơn vị tổ chức này.",),
        tuple(missing),
        (
            Act("Nhập từ tệp Excel", where.url("accounts:people_import"), detail="có tệp mẫu để điền"),
            Act("Thêm từng người", where.url("accounts:person_new")),
            Act("Xem danh sách", where.url("accounts:people")),
        ),
        blocking=False,
        partly=bool(staffed),
    )


def _staffed(agencies: Iterable[Agency], roles: Iterable[Role]) -> tuple[set[int], list[str]]:
    """Agencies in which somebody holds one of the roles, and the names of those in which nobody does."""
    staffed = set(Membership.objects.with_roles(*roles).values_list("agency_id", flat=True))
    return staffed, [agency.name for agency in agencies if agency.pk not in staffed]


def _named(names: list[str]) -> str:
    more = f" và {len(names) - SHOWN} đơn vị nữa" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


def _sets(where: Where) -> Step:
    sets = list(CriteriaSet.objects.all())
    sound = any(not _errors(set_findings(one)) for one in sets)  # the first sound one is enough
    missing = () if sound else ("Chưa có bộ tiêu chí." if not sets else "Bộ tiêu chí còn lỗi, xem trang của bộ.",)
    samples = [Act(f"Dùng {one.title[:1].lower()}{one.title[1:]}", "", one.key, one.detail) for one in SETS]
    return Step(
        "bo-tieu-chi",
        "Bộ tiêu chí",
        "Lĩnh vực, tiêu chí, cách chấm từng mục. Chưa có bộ của mình thì dùng bộ mẫu để làm quen; bộ mẫu không dùng "
        "để công bố kết quả.",
        sound,
        tuple(f"{one.code} – {one.title}{' (mẫu)' if one.is_sample else ''}" for one in sets),
        missing,
        (
            *(act for act in samples if act.value not in _taken(sets)),
            Act("Nhập từ tệp Excel", where.url("criteria:set_import")),
            Act("Xem, sửa các bộ", where.url("criteria:sets")),
        ),
    )


def _taken(sets: list[CriteriaSet]) -> set[str]:
    codes = {one.code for one in sets}
    return {sample.key for sample in SETS if sample.code in codes}


def _errors(findings: Iterable) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)


def _campaign(where: Where) -> Step:
    campaign = where.campaign
    facts = [f"{campaign}: {campaign.participants.count()} đơn vị tham gia."] if campaign else []
    acts = [Act("Xem, sửa kỳ đánh giá", where.url("criteria:campaign", where.year))] if campaign else []
    if campaign:
        acts.append(Act("Đơn vị tham gia", where.url("criteria:participants", where.year)))
    else:
        new = where.url("criteria:campaign_new", query=f"?nam={where.year}")
        acts.append(Act(f"Lập kỳ đánh giá năm {where.year}", new))
    return Step(
        "ky-danh-gia",
        f"Kỳ đánh giá năm {where.year}",
        "Chọn bộ tiêu chí cho từng loại đơn vị, mức xếp loại, có điều tra xã hội học hay không.",
        campaign is not None,
        tuple(facts),
        () if campaign else ("Chưa lập kỳ đánh giá.",),
        tuple(acts),
    )


def _plan(where: Where) -> Step:
    campaign = where.campaign
    count = campaign.steps.count() if campaign else 0
    errors = _errors(campaign_findings(campaign)) if campaign and count else 0
    missing = [] if count else ["Kế hoạch chưa có bước nào. Chọn mẫu gần với nơi mình, ngày tự dời sang năm này."]
    if errors:
        missing.append(f"Còn {errors} lỗi; mỗi lỗi có chỗ sửa ở trang kế hoạch.")
    if campaign and count and not campaign.legal_bases.exists():
        missing.append("Chưa ghi căn cứ ban hành; kế hoạch in ra cần có. Ghi lúc nào cũng được.")
    return Step(
        "ke-hoach",
        "Kế hoạch và thời hạn",
        "Các bước với ngày mở, ngày đóng. Ngày ghi ở đây quyết định đơn vị được chấm, được thẩm định từ lúc nào "
        "đến lúc nào; kế hoạch in ra từ chính bảng này.",
        bool(count) and not errors,
        (f"{count} bước.",) if count else (),
        tuple(missing),
        _plan_acts(where, bool(count)) if campaign else (),
    )


def _plan_acts(where: Where, has_steps: bool) -> tuple[Act, ...]:
    page = where.url("criteria:plan", where.year)
    if has_steps:
        return (Act("Mở trang kế hoạch", page), Act("Ghi căn cứ", where.url("criteria:plan_head", where.year)))
    start = where.url("criteria:plan_import", where.year)
    samples = [Act(f"Mẫu: {plan.label}", f"{start}?mau={plan.key}") for plan in PLANS]
    return (*samples, Act("Từ tệp Excel", start), Act("Nhập từng bước", page))


def _opening(where: Where) -> Step:
    campaign = where.campaign
    opened = bool(campaign and campaign.opened_at)
    missing = campaign_obstacles(campaign) if campaign and not opened else []
    ready = campaign is not None and not opened and not missing
    acts = [Act("Mở kỳ đánh giá", where.url("criteria:campaign_open", where.year), "open")] if ready else []
    if campaign:
        label = "Xem kế hoạch, in Quyết định" if opened else "Xem lại kế hoạch"
        acts.append(Act(label, where.url("criteria:plan", where.year)))
    return Step(
        "mo-ky",
        "Soát lần cuối và mở kỳ",
        "Mở kỳ thì mỗi đơn vị có hồ sơ để chấm; từ đó việc mở, đóng theo ngày trong kế hoạch.",
        opened,
        ("Kỳ đã mở.",) if opened else ("Không còn gì vướng, mở kỳ được.",) if ready else (),
        tuple(missing) if campaign else ("Làm xong các bước trên.",),
        tuple(acts),
    )


for _order, _maker in ((10, _agencies), (20, _people), (30, _sets), (40, _campaign), (50, _plan), (90, _opening)):
    register_step(_order, _maker)
