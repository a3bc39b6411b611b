"""Each rule kind as a spreadsheet formula that gives the number ``criteria.rules.scoring`` gives.

A spreadsheet computes in binary floating point, so a comparison with a bound is made on the difference rounded at six
places (entries have six decimals at most), and points are rounded at the ten places of storage.
"""

from collections.abc import Mapping
from decimal import Decimal

from cchc.files.writer import plain_number
from criteria.catalogue import LeafRule
from criteria.rules.kinds import (
    BooleanRule,
    ChecklistRule,
    CountAddRule,
    CountDeductRule,
    LevelsRule,
    ManualRule,
    NaPolicy,
    RatioBandsRule,
    RatioLinearRule,
)

YES, NO = "Có", "Không"
MET, NOT_MET = "Đạt", "Không đạt"
NOTHING = "Không phát sinh"
EMPTY = '""'


def points_formula(leaf: LeafRule, cells: Mapping[str, str]) -> str:
    """The points of a leaf. ``cells`` name the cell of each input (items: ``item-1`` …), ``not_applicable`` too.

    Empty text stands for «not scored»; so it does for a leaf that does not apply and leaves the maximum.
    """
    body = _points(leaf, cells)
    if leaf.policy is NaPolicy.NONE:
        return f"={body}"
    instead = _number(leaf.max_points) if leaf.policy is NaPolicy.FULL else EMPTY
    return f'=IF({cells["not_applicable"]}<>"",{instead},{body})'


def maximum_formula(leaf: LeafRule, cells: Mapping[str, str]) -> str:
    """The maximum that applies: nothing where «không phát sinh» takes the leaf out."""
    full = _number(leaf.max_points)
    if leaf.policy is not NaPolicy.EXCLUDE:
        return f"={full}"
    gone = f'{cells["not_applicable"]}<>""'
    if isinstance(leaf.rule, RatioBandsRule | RatioLinearRule):
        under = cells["denominator"]
        gone = f'OR({gone},AND({under}<>"",{under}=0))'
    return f"=IF({gone},0,{full})"


def _points(leaf: LeafRule, cells: Mapping[str, str]) -> str:
    rule, full = leaf.rule, _number(leaf.max_points)
    match rule:
        case LevelsRule(options=options):
            chosen = cells["option"]
            place = f'VALUE(LEFT({chosen},FIND(".",{chosen})-1))'
            return f'IF({chosen}="","",CHOOSE({place},{",".join(_number(one.points) for one in options)}))'
        case ChecklistRule(items=items):
            return _checklist([one.points for one in items], cells)
        case RatioBandsRule() | RatioLinearRule():
            return _ratio(leaf, cells["numerator"], cells["denominator"])
        case CountDeductRule(per=per, minimum=minimum):
            left = f"ROUND({full}-{_number(per)}*{cells['count']},10)"
            return f'IF({cells["count"]}="","",MAX({_number(minimum)},{left}))'
        case CountAddRule(per=per):
            return f'IF({cells["count"]}="","",MIN({full},ROUND({_number(per)}*{cells["count"]},10)))'
        case BooleanRule(yes=yes, no=no):
            answer = cells["answer"]
            return f'IF({answer}="{YES}",{_number(yes)},IF({answer}="{NO}",{_number(no)},""))'
        case ManualRule():
            return f'IF({cells["points"]}="","",{cells["points"]})'
        case _:
            raise ValueError(f"{leaf.code}: a {rule.kind} leaf is not filled in by an agency")


def _checklist(points: list[Decimal], cells: Mapping[str, str]) -> str:
    places = [cells[f"item-{number}"] for number in range(1, len(points) + 1)]
    blank = ",".join(f'{place}=""' for place in places)
    parts = "+".join(f'IF({place}="{MET}",{_number(worth)},0)' for place, worth in zip(places, points, strict=True))
    return f'IF(AND({blank}),"",ROUND({parts},10))'


def _ratio(leaf: LeafRule, over: str, under: str) -> str:
    nothing = EMPTY
    if leaf.policy is NaPolicy.FULL:
        nothing = f'IF({over}>0,"",{_number(leaf.max_points)})'
    reached = _bands(leaf.rule, over, under) if isinstance(leaf.rule, RatioBandsRule) else _linear(leaf, over, under)
    return f'IF({under}="","",IF({under}=0,{nothing},IF({over}="","",{reached})))'


def _beyond(over: str, under: str, percent: Decimal) -> str:
    """How far over × 100 is beyond percent × under; not below zero where the percentage is reached."""
    return f"ROUND({over}*100-{_number(percent)}*{under},6)"


def _bands(rule: RatioBandsRule, over: str, under: str) -> str:
    text = _number(rule.below)
    for band in reversed(rule.bands):
        text = f"IF({_beyond(over, under, band.minimum)}>=0,{_number(band.points)},{text})"
    return text


def _linear(leaf: LeafRule, over: str, under: str) -> str:
    rule, full = leaf.rule, _number(leaf.max_points)
    assert isinstance(rule, RatioLinearRule)
    share = f"ROUND({full}*{over}*100/({under}*{_number(rule.full)}),10)"
    enough = f"IF({_beyond(over, under, rule.full)}>0,{full},{share})"
    return f"IF({_beyond(over, under, rule.floor)}<0,0,{enough})"


def _number(number: Decimal) -> str:
    return plain_number(number.normalize())
