"""Copies of a set, the links between their criteria, and the comparison that rests on them."""

from datetime import datetime

import pytest

from criteria.comparison import Mark, compared, summary
from criteria.errors import FrameRefused
from criteria.exchange import stored_rows
from criteria.lineage import lineage, linked
from criteria.models import CriteriaSet
from criteria.ruledraft import read, stored
from criteria.rules.calendar import HANOI
from criteria.rules.outline import Step, Where
from criteria.services.catalogue_copies import copy_set, match_predecessors, set_predecessors
from criteria.services.catalogue_draft import (
    delete_criterion,
    duplicate,
    new_set,
    put_criterion,
    renumber,
    save_criterion,
    step_criterion,
)
from tests.criteria.build import bonus_items, small_set

AT = datetime(2024, 12, 9, 10, tzinfo=HANOI)


@pytest.fixture
def source(cast, scope_a):
    made = small_set(status=CriteriaSet.Status.ISSUED)
    bonus_items(made)
    return made


@pytest.fixture
def draft(cast, source):
    return copy_set(source=source, code="KT-2", title="Bộ năm sau", by=cast.chi, at=AT)


def signed(cast):
    return {"by": cast.chi, "at": AT}


def reword(draft, cast, code, name):
    node = draft.criteria.with_rules().get(code=code)
    values = {"code": node.code, "name": name, "max_points": node.max_points}
    save_criterion(
        criteria_set=draft, pk=node.pk, version=node.version, values=values, rule=read(stored(node)), **signed(cast)
    )


def test_a_copy_holds_the_same_rows_and_items_and_points_at_them(source, draft):
    assert stored_rows(draft) == stored_rows(source)
    assert set(draft.bonus_items.values_list("code", "item_cap")) == set(
        source.bonus_items.values_list("code", "item_cap")
    )
    assert [node.predecessor.code for node in draft.criteria.select_related("predecessor")] == [
        node.code for node in source.criteria.all()
    ]
    assert (draft.is_open, draft.version, draft.predecessor) == (True, 1, source)


def test_a_version_needs_an_issued_set_and_keeps_its_reason(source, draft, cast):
    made = copy_set(source=source, code="KT.2", title="Bộ", version_reason="Sai điểm 1.2", by=cast.chi, at=AT)
    assert (made.version, made.version_reason) == (2, "Sai điểm 1.2")
    with pytest.raises(FrameRefused, match="còn là dự thảo"):
        copy_set(source=draft, code="KT.3", title="Bộ", version_reason="Lý do", by=cast.chi, at=AT)


def test_the_comparison_names_what_came_went_was_renumbered_and_reworded(source, draft, cast):
    delete_criterion(criteria_set=draft, pk=draft.criteria.get(code="1.2").pk, **signed(cast))
    reword(draft, cast, "1.3", "Tên hoàn toàn khác trước")
    copy = duplicate(criteria_set=draft, pk=draft.criteria.get(code="2.2").pk, **signed(cast))
    step_criterion(criteria_set=draft, pk=draft.criteria.get(code="2").pk, step=Step.UP, **signed(cast))
    renumber(criteria_set=draft, **signed(cast))
    pairs = compared(stored_rows(source), stored_rows(draft), lineage(draft, source))
    counts = dict(summary(pairs))
    assert (counts[Mark.ADDED], counts[Mark.REMOVED], counts[Mark.WORDING]) == (1, 1, 1)
    copy.refresh_from_db()
    assert [pair.new.code for pair in pairs if Mark.ADDED in pair.marks] == [copy.code]
    renumbered = {pair.old.code: pair.new.code for pair in pairs if Mark.RENUMBERED in pair.marks}
    assert (renumbered["1"], renumbered["2"]) == ("2", "1")
    gone = next(place for place, pair in enumerate(pairs) if pair.new is None)
    assert pairs[gone - 1].old.code == "1.1.3"


def test_a_criterion_under_another_branch_has_moved_linked_or_written_anew(source, draft, cast):
    target = draft.criteria.get(code="2")
    put_criterion(
        criteria_set=draft, pk=draft.criteria.get(code="1.2").pk, target=target.pk, where=Where.INSIDE, **signed(cast)
    )
    rows, links = (stored_rows(source), stored_rows(draft)), lineage(draft, source)
    moved = next(row for row in rows[1] if row.name == "Sáng kiến cải cách hành chính")
    for known in (links, {new: old for new, old in links.items() if new != moved.pk}):
        pairs = [pair for pair in compared(*rows, known) if pair.marks]
        assert [(pair.old.code, pair.new.parent_code, pair.marks) for pair in pairs] == [("1.2", "2", (Mark.MOVED,))]


def test_equal_sets_have_nothing_to_compare(source, draft):
    assert summary(compared(stored_rows(source), stored_rows(draft), lineage(draft, source))) == []


def test_links_are_followed_through_the_set_between(source, draft, cast):
    later = copy_set(source=draft, code="KT-3", title="Bộ năm sau nữa", by=cast.chi, at=AT)
    codes = dict(source.criteria.values_list("pk", "code"))
    assert {later.criteria.get(pk=new).code: codes[old] for new, old in linked(later, source).items()} == {
        code: code for code in codes.values()
    }
    assert lineage(source, later) == {old: new for new, old in linked(later, source).items()}


def test_matching_leaves_choices_by_hand_alone(source, draft, cast):
    first, second = (draft.criteria.get(code=code) for code in ("1.2", "1.3"))
    set_predecessors(criteria_set=draft, chosen={first.pk: None}, **signed(cast))
    match_predecessors(criteria_set=draft, earlier=source, **signed(cast))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.predecessor, first.predecessor_by_hand, second.predecessor.code) == (None, True, "1.3")


def test_one_old_criterion_is_continued_by_one_new_one(source, draft, cast):
    first, second = (draft.criteria.get(code=code) for code in ("1.2", "1.3"))
    with pytest.raises(FrameRefused, match=r"1\.2 và 1\.3 cùng kế thừa một mục"):
        set_predecessors(criteria_set=draft, chosen={first.pk: second.predecessor_id}, **signed(cast))


def test_a_set_of_its_own_is_matched_by_code_and_wording(source, cast):
    other = small_set("RIENG")
    assert linked(other, source) == {}
    changed = match_predecessors(criteria_set=other, earlier=source, **signed(cast))
    assert changed == source.criteria.count()
    with pytest.raises(FrameRefused, match="Chọn một bộ khác"):
        match_predecessors(criteria_set=other, earlier=other, **signed(cast))


def test_a_code_that_is_taken_or_cannot_stand_in_an_address_is_refused(source, cast):
    for code in ("KT", "so-sanh", "a/b"):
        with pytest.raises(FrameRefused):
            new_set(code=code, title="Bộ", total=1, is_sample=False, **signed(cast))
