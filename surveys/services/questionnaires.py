"""Questionnaires: taken in as a whole, frozen from the first response on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from criteria.models import Campaign
from surveys.errors import SurveyRefused
from surveys.exchange import question_rules, write_questions
from surveys.models import Questionnaire
from surveys.rules.forms import QuestionRule
from surveys.services.locking import locked

HEAD_WORDS = {"title": "tên phiếu", "respondent_group": "đối tượng trả lời", "quota": "chỉ tiêu phiếu mỗi đơn vị"}


@dataclass(frozen=True, slots=True)
class FormHead:
    """What stands above the questions. None keeps what is there; a new questionnaire takes the code as its title."""

    code: str
    title: str | None = None
    respondent_group: str | None = None
    quota: int | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The values that were given."""
        values = {"title": self.title, "respondent_group": self.respondent_group, "quota": self.quota}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class QuestionnaireImport:
    """What an import did. ``added``, ``changed`` and ``removed`` are codes of questions."""

    questionnaire: Questionnaire
    created: bool
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reordered: bool = False
    head_changed: bool = False

    @property
    def questions_changed(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.reordered)

    @property
    def words(self) -> str:
        """«Đã nhập phiếu KS1: thêm 24, sửa 0, bỏ 0 câu.»"""
        code = self.questionnaire.code
        if not self.questions_changed:
            return f"Phiếu {code}: {'đã sửa phần đầu phiếu' if self.head_changed else 'không có thay đổi nào'}."
        counts = f"thêm {len(self.added)}, sửa {len(self.changed)}, bỏ {len(self.removed)} câu"
        moved = ", đổi thứ tự" if self.reordered else ""
        return f"Phiếu {code}: {counts}{moved}."


@transaction.atomic
def import_questionnaire(
    *, campaign: Campaign, head: FormHead, questions: Sequence[QuestionRule], by: Any, at: datetime
) -> QuestionnaireImport:
    """Create a questionnaire or put new questions into one; the same questions again change nothing.

    Raises SurveyRefused once the year is final, and for other questions than those that have been answered.
    """
    campaign = locked(campaign)
    form = Questionnaire.objects.filter(campaign=campaign, code=head.code).first()
    done = _compared(form or Questionnaire(campaign=campaign, code=head.code, title=head.code), head, questions)
    form = done.questionnaire
    if done.questions_changed and form.frozen_at:
        raise SurveyRefused(
            f"Phiếu {form.code} đã có phiếu trả lời nên câu hỏi không sửa được nữa – "
            "nhập đúng bộ câu hỏi cũ, hoặc nhập bộ mới với mã phiếu khác."
        )
    _write_head(form, head)
    if done.questions_changed:
        write_questions(form, questions)
    if done.created or done.questions_changed or done.head_changed:
        audit.record("nhập bộ câu hỏi khảo sát", form, by=by, at=at, changes=_changes(done, head))
    return done


def _compared(form: Questionnaire, head: FormHead, questions: Sequence[QuestionRule]) -> QuestionnaireImport:
    before = [] if form.pk is None else question_rules(form)
    old = {question.code: question for question in before}
    new = {question.code: question for question in questions}
    return QuestionnaireImport(
        form,
        created=form.pk is None,
        added=tuple(code for code in new if code not in old),
        changed=tuple(code for code in new if code in old and new[code] != old[code]),
        removed=tuple(code for code in old if code not in new),
        reordered=[code for code in old if code in new] != [code for code in new if code in old],
        head_changed=any(getattr(form, name) != value for name, value in head.given.items()),
    )


def _write_head(form: Questionnaire, head: FormHead) -> None:
    for name, value in head.given.items():
        setattr(form, name, value)
    form.save()


def _changes(done: QuestionnaireImport, head: FormHead) -> dict[str, Any]:
    """Codes of the questions touched, and the head as it now stands."""
    groups = {"thêm câu": done.added, "sửa câu": done.changed, "bỏ câu": done.removed}
    touched = {words: ", ".join(codes) for words, codes in groups.items() if codes}
    return {**touched, **({"đầu phiếu": ", ".join(map(str, head.given.values()))} if done.head_changed else {})}


@transaction.atomic
def change_head(
    *, questionnaire: Questionnaire, title: str, respondent_group: str, quota: int | None, by: Any, at: datetime
) -> None:
    """Change title, group and quota; possible while answers come in, since no question changes."""
    locked(questionnaire.campaign)
    after = {"title": title, "respondent_group": respondent_group, "quota": quota}
    changed = audit.difference({name: getattr(questionnaire, name) for name in after}, after)
    if not changed:
        return
    for name, value in after.items():
        setattr(questionnaire, name, value)
    questionnaire.save(update_fields=list(after))
    changes = {HEAD_WORDS[name]: pair for name, pair in changed.items()}
    audit.record("sửa phần đầu phiếu khảo sát", questionnaire, by=by, at=at, changes=changes)
