"""What people wrote in their own words, as a list to read: in the order of the alphabet, never with who or when."""

from collections.abc import Iterable

from django.db.models import QuerySet

from cchc.vietnamese import fold
from surveys.models import Answer, Question
from surveys.queries.figures import Scope, Year
from surveys.rules.privacy import hidden_cells, may_show

MOST_READ = 5000
"""More texts than this are not sorted for one page; nobody reads them there."""


def may_read(year: Year, question: Question, scope: Scope) -> bool:
    """Whether texts may be shown for the group: as many forms as a group needs, whoever of them wrote something.

    Beside the list of all, an agency's hidden texts must not be all that is left over.
    """
    form_id = question.questionnaire_id
    forms = {pk: year.received.get((form_id, pk), 0) for pk in year.agency_ids}
    if scope.agency is not None:
        return not hidden_cells(forms, [year.agency_ids]).intersection(scope.agency_ids)
    if scope.block:
        blocks = {block: sum(forms[pk] for pk in year.in_block(block)) for block in year.blocks}
        return scope.block not in hidden_cells(blocks, [year.blocks])
    return may_show(sum(forms.values()))


def texts(year: Year, question: Question, scope: Scope, searched: str = "") -> list[str]:
    """The texts that hold the words, with or without diacritics: one query."""
    wanted = [pk for pk, heir in year.asked.heirs.items() if heir == question.pk]
    rows = (
        Answer.objects.filter(question__in=wanted, response__aside__isnull=True).exclude(text="").order_by("text", "pk")
    )
    if scope.agency is not None or scope.block:
        rows = rows.filter(response__agency__in=scope.agency_ids)
    return sorted(_holding(rows.values_list("text", flat=True)[:MOST_READ], searched), key=fold)


def _holding(rows: QuerySet | Iterable[str], searched: str) -> list[str]:
    words = fold(searched).split()
    return [text for text in rows if all(word in fold(text) for word in words)]
