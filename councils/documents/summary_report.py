"""Document 09: the secretariat's report that gathers the appraisal for the council."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, Score
from assessments.states import State
from cchc.documents.issuers import of_standing_office
from cchc.documents.registry import About, Paper, PaperRefused
from cchc.documents.vocabulary import UNKNOWN
from councils.models import ExplanationRequest, SiteVisit
from councils.queries.missing import missing_scores, self_leaves, trees_of
from councils.stages import BEFORE, Stage, is_different, latest_of
from criteria.documents.context import common_notes, head_of_standing_office, mean, roman, share, shared, today
from criteria.models import Campaign, Criterion
from criteria.queries import phase_state
from criteria.rules import ranking
from criteria.rules.calendar import Phase
from criteria.rules.numbers import ZERO, total
from surveys.queries.forms import form_totals

JUDGED = BEFORE[Stage.FINAL][:-1]
NOTHING_APPRAISED = "Năm {} chưa thẩm định mục nào – thẩm định xong rồi lập báo cáo."
"""The second appraisal, else the first."""
Scores = Mapping[str, Score]


def glance(campaign: Campaign) -> str:
    """The reference of the paper. Raises PaperRefused while nothing has been appraised."""
    judged = Score.objects.filter(assessment__campaign=campaign, stage__in=JUDGED, points__isnull=False)
    if not judged.exists():
        raise PaperRefused(NOTHING_APPRAISED.format(campaign.year))
    return f"tong-hop-tham-dinh-{campaign.year}"


def build(about: About) -> Paper:
    """The report on what has been appraised so far. Raises PaperRefused while nothing has."""
    campaign = about.campaign
    cells = _cells(campaign)
    judged = [(scores.get(Stage.SELF), got) for scores in cells.values() if (got := latest_of(scores, JUDGED))]
    if not judged:
        raise PaperRefused(NOTHING_APPRAISED.format(campaign.year))
    stamp, tenant = about.stamp or today(), campaign.tenant
    issuer = of_standing_office(tenant, head_of_standing_office(tenant))
    data = shared(campaign, stamp, issuer.symbol("BC"), ["Như trên", "Thành viên Tổ Thư ký"], issuer=issuer)
    files = list(campaign.assessments.select_related("agency", "campaign").order_by("agency__sort_key"))
    disputed = _disputed(campaign, cells)
    data |= {
        "kinh_gui": [f"Hội đồng thẩm định Chỉ số cải cách hành chính {tenant.level_word}"],
        "th": _reception(campaign, files)
        | _counts(judged)
        | _explanations(campaign, cells)
        | {
            "so_co_quan_tham_dinh": campaign.assignments.filter(role="lead").values("department").distinct().count(),
            "so_con_lai": len(disputed),
            "kiem_tra": _visits(campaign),
            "khao_sat": _survey(campaign),
            "bo": _by_set(campaign, files, cells),
            "chua_thong_nhat": disputed,
            "du_kien_xep_loai_cau": _bands(campaign, files, cells),
            "de_nghi_khac": [],
        },
    }
    notes = common_notes(campaign, stamp)
    if lacking := sum(map(len, missing_scores(campaign).values())):
        notes.append(f"Còn {lacking} mục chưa thẩm định: số liệu của báo cáo chưa đầy đủ.")
    return Paper(
        kind="09",
        reference=f"tong-hop-tham-dinh-{campaign.year}",
        title=f"Tổng hợp kết quả thẩm định Chỉ số cải cách hành chính năm {campaign.year}",
        symbol=issuer.symbol("BC"),
        data=data,
        notes=tuple(notes),
        lines=len(files) + len(disputed),
    )


def _cells(campaign: Campaign) -> dict[tuple[int, int], Scores]:
    """Scores by (file, leaf) and stage, of the campaign's self-scored leaves: one query."""
    found: dict[tuple[int, int], dict[str, Score]] = {}
    rows = Score.objects.filter(assessment__campaign=campaign).defer("working")
    for score in rows.iterator(chunk_size=5000):
        found.setdefault((score.assessment_id, score.criterion_id), {})[score.stage] = score
    return found  # type: ignore[return-value]


def _by_set(
    campaign: Campaign, files: list[Assessment], cells: Mapping[tuple[int, int], Scores]
) -> list[dict[str, Any]]:
    """Per criteria set that is used its areas and its files; the set's title where there are several."""
    used: dict[int, list[Assessment]] = {}
    for file in files:
        used.setdefault(file.criteria_set_id, []).append(file)
    titles = dict(campaign.sets.values_list("criteria_set_id", "criteria_set__title"))
    made = []
    for pk, tree in trees_of(campaign).items():
        areas, mine = _areas(tree), used.get(pk, [])
        if mine:
            rows = [_area_row(n, area, leaves, cells) for n, (area, leaves) in enumerate(areas, start=1)]
            parts = [_file_row(n, file, areas, cells) for n, file in enumerate(mine, start=1)]
            named = {"tt": len(made) + 1, "ten": titles.get(pk, "") if len(used) > 1 else "", "so_don_vi": len(mine)}
            made.append(named | {"linh_vuc": rows, "don_vi": parts})
    return made


def _areas(tree: Iterable[Criterion]) -> list[tuple[Criterion, list[Criterion]]]:
    """The areas of a set that are self-scored, with their leaves."""
    nodes = list(tree)
    leaves = self_leaves(nodes)
    found = [(node, [leaf for leaf in leaves if leaf.area_id == node.pk]) for node in nodes]
    return [(node, mine) for node, mine in found if mine and node.level == Criterion.Level.AREA]


def _reception(campaign: Campaign, files: list[Assessment]) -> dict[str, Any]:
    now = timezone.now()
    sent = [file for file in files if file.state not in (State.DRAFT, State.PENDING_HEAD)]
    late = [file for file in sent if _is_late(file, now)]
    extended = campaign.extensions.filter(phase=Phase.SELF_ASSESSMENT, agency__isnull=False).values("agency").distinct()
    count = extended.count()
    return {
        "so_nop": len(sent),
        "so_don_vi": len(files),
        "so_dung_han": len(sent) - len(late),
        "so_qua_han": len(late),
        "qua_han": ", ".join(file.agency.name for file in late),
        "gia_han": f"{count:02d} đơn vị" if count else "",
    }


def _is_late(file: Assessment, now: Any) -> bool:
    """Sent after the close that held for the agency, its own extension included."""
    closes = phase_state(file.campaign, Phase.SELF_ASSESSMENT, at=now, agency=file.agency).window.closes
    return closes is not None and file.submitted_at is not None and file.submitted_at > closes


def _counts(judged: list[tuple[Score | None, Score]]) -> dict[str, Any]:
    known = [(mine.points, got.points) for mine, got in judged if mine and None not in (mine.points, got.points)]
    lower = sum(got < own for own, got in known)  # type: ignore[operator]
    higher = sum(got > own for own, got in known)  # type: ignore[operator]
    same = len(judged) - lower - higher
    return {
        "so_dong": len(judged),
        "so_thong_nhat": same,
        "ty_le_thong_nhat": share(Decimal(same), Decimal(len(judged))),
        "so_dieu_chinh_giam": lower,
        "so_dieu_chinh_tang": higher,
    }


def _explanations(campaign: Campaign, cells: Mapping[tuple[int, int], Scores]) -> dict[str, int]:
    rows = ExplanationRequest.objects.filter(assessment__campaign=campaign, letter__isnull=False)
    asked = list(rows.exclude(state="withdrawn").only("assessment_id", "criterion_id", "position"))
    taken = 0
    for row in asked:
        scores = cells.get((row.assessment_id, row.criterion_id), {})
        first, second = scores.get(Stage.APPRAISED), scores.get(Stage.REAPPRAISED)
        taken += bool(first and second and (second.points or ZERO) > (first.points or ZERO))
    return {
        "so_giai_trinh": len(asked),
        "so_dong_y": sum(row.position == ExplanationRequest.Position.AGREE for row in asked),
        "so_khong_dong_y": sum(row.position == ExplanationRequest.Position.DISAGREE for row in asked),
        "so_chap_nhan": taken,
    }


def _visits(campaign: Campaign) -> list[dict[str, Any]]:
    held = SiteVisit.objects.filter(campaign=campaign, held_at__isnull=False).select_related("agency")
    return [
        {"don_vi": one.agency.name, "ngay": timezone.localtime(one.held_at).date(), "ket_qua": one.record}
        for one in held
    ]


def _survey(campaign: Campaign) -> dict[str, Any] | None:
    """Forms given out by plan or quota, received, and valid; None without a survey."""
    if not campaign.has_survey:
        return None
    forms = form_totals(campaign)
    rate = share(Decimal(forms.received), Decimal(forms.wanted)) if forms.wanted else None
    return {"so_phat": forms.wanted, "so_thu": forms.received, "so_hop_le": forms.valid, "ty_le": rate}


def _area_row(
    number: int, area: Criterion, leaves: list[Criterion], cells: Mapping[tuple[int, int], Scores]
) -> dict[str, Any]:
    wanted = {leaf.pk for leaf in leaves}
    own: dict[int, Decimal] = {}
    got: dict[int, Decimal] = {}
    changed = count = 0
    for (file_id, leaf_id), scores in cells.items():
        judged, mine = latest_of(scores, JUDGED), scores.get(Stage.SELF)
        if leaf_id not in wanted or judged is None:
            continue
        own[file_id] = own.get(file_id, ZERO) + ((mine.points if mine else None) or ZERO)
        got[file_id] = got.get(file_id, ZERO) + (judged.points or ZERO)
        changed, count = changed + is_different(judged, mine), count + 1
    maximum, average = total(leaf.max_points for leaf in leaves), mean(got.values())
    return {
        "so": roman(number),
        "ten": area.name,
        "ten_cot": f"Lĩnh vực {area.code}",
        "diem_toi_da": maximum,
        "tu_cham_tb": mean(own.values()),
        "tham_dinh_tb": average,
        "ty_le_tb": share(average, maximum) if average is not None else None,
        "ty_le_dieu_chinh": share(Decimal(changed), Decimal(count)) if count else None,
    }


def _file_row(
    number: int,
    file: Assessment,
    areas: Iterable[tuple[Criterion, list[Criterion]]],
    cells: Mapping[tuple[int, int], Scores],
) -> dict[str, Any]:
    parts = []
    for _, leaves in areas:
        scores = [cells.get((file.pk, leaf.pk), {}) for leaf in leaves]
        own = [one[Stage.SELF].points for one in scores if Stage.SELF in one]
        got = [found.points for one in scores if (found := latest_of(one, JUDGED))]
        parts.append({"tu_cham": _sum_or_none(own), "tham_dinh": _sum_or_none(got)})
    mine = total(one["tu_cham"] for one in parts if one["tu_cham"] is not None)
    theirs = total(one["tham_dinh"] for one in parts if one["tham_dinh"] is not None)
    whole = {"tong_tu_cham": mine, "tong_tham_dinh": theirs, "chenh_lech": theirs - mine}
    return {"tt": number, "ten": file.agency.name, "o": parts} | whole


def _sum_or_none(points: list[Decimal | None]) -> Decimal | None:
    return total(one for one in points if one is not None) if points else None


def _disputed(campaign: Campaign, cells: Mapping[tuple[int, int], Scores]) -> list[dict[str, Any]]:
    """What the agency has not agreed to and was not taken over by a second appraisal."""
    rows = ExplanationRequest.objects.filter(
        assessment__campaign=campaign, position=ExplanationRequest.Position.DISAGREE
    ).exclude(state="withdrawn")
    made: list[dict[str, Any]] = []
    for row in rows.select_related("agency", "criterion"):
        scores = cells.get((row.assessment_id, row.criterion_id), {})
        mine, judged = scores.get(Stage.SELF), latest_of(scores, JUDGED)
        if judged is None or not is_different(judged, mine):
            continue
        first, second = scores.get(Stage.APPRAISED), scores.get(Stage.REAPPRAISED)
        made.append(
            {
                "tt": len(made) + 1,
                "don_vi": row.agency.name,
                "ma": row.criterion.code,
                "ten": row.criterion.name,
                "diem_toi_da": row.criterion.max_points,
                "tu_cham": mine.points if mine else None,
                "lan_1": first.points if first else None,
                "lan_2": second.points if second else None,
                "y_kien_don_vi": row.reply,
                "y_kien_tham_dinh": judged.explanation,
                "de_xuat": row.outcome or "Hội đồng xem xét, quyết định",
            }
        )
    return made


def _bands(campaign: Campaign, files: list[Assessment], cells: Mapping[tuple[int, int], Scores]) -> str:
    """«Tốt 05 đơn vị; Khá 09 đơn vị» over the appraised maximum; the survey is still to come."""
    stored = list(campaign.bands.order_by("position"))
    bands = [ranking.Band(b.name, b.lower, b.lower_inclusive, b.upper, b.upper_inclusive) for b in stored]
    got: dict[int, Decimal] = {}
    most: dict[int, Decimal] = {}
    for (file_id, _), scores in cells.items():
        if judged := latest_of(scores, JUDGED):
            got[file_id] = got.get(file_id, ZERO) + (judged.points or ZERO)
            most[file_id] = most.get(file_id, ZERO) + judged.applicable_max
    counts: dict[str, int] = {}
    for file in files:
        name = ranking.classify(share(got.get(file.pk, ZERO), most.get(file.pk, ZERO)), bands)
        if name:
            counts[name] = counts.get(name, 0) + 1
    named = [f"{band.name} {counts[band.name]:02d} đơn vị" for band in bands if band.name in counts]
    words = "; ".join(named) or UNKNOWN
    return f"{words} (tính trên phần đã thẩm định, chưa gồm điểm điều tra xã hội học)" if named else words
