"""Which criterion of an older set each criterion continues: by the links between sets, else by code and wording."""

from collections.abc import Iterable

from cchc.vietnamese import fold
from criteria.models import CriteriaSet, Criterion
from criteria.rules.matching import Known, known, matched

MOST_STEPS = 12
"""So many years or versions are followed back."""


def lineage(new: CriteriaSet, old: CriteriaSet) -> dict[int, int]:
    """Ids of the new set's nodes → ids of the old set's. Links in either direction count; without any, a proposal."""
    if new.pk == old.pk:
        return {pk: pk for pk in new.criteria.values_list("pk", flat=True)}
    forward = linked(new, old)
    if forward:
        return forward
    backward = linked(old, new)
    return {later: earlier for earlier, later in backward.items()} or proposed(new, old)


def linked(new: CriteriaSet, old: CriteriaSet) -> dict[int, int]:
    """The links from the new set back to the old one, through the sets between them."""
    links = dict(new.criteria.exclude(predecessor=None).values_list("pk", "predecessor"))
    wanted = set(old.criteria.values_list("pk", flat=True))
    for _ in range(MOST_STEPS):
        away = set(links.values()) - wanted
        if not away:
            break
        further = dict(Criterion.objects.filter(pk__in=away).values_list("pk", "predecessor"))
        links = {pk: later for pk, now in links.items() if (later := now if now in wanted else further.get(now))}
    return {pk: earlier for pk, earlier in links.items() if earlier in wanted}


def proposed(new: CriteriaSet, old: CriteriaSet) -> dict[int, int]:
    """What code and wording say: two queries."""
    return matched(_known(new.criteria.all()), _known(old.criteria.all()))


def _known(criteria: Iterable[Criterion]) -> list[Known]:
    return [known(node.pk, node.code, fold(node.name), node.is_leaf) for node in criteria]
