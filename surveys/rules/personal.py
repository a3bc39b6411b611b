"""Whether a questionnaire asks for more about a person than it needs (Law 91/2025/QH15: personal data kept minimal)."""

import re
from collections.abc import Sequence

from surveys.rules.forms import QuestionRule

MOST_PROFILE_QUESTIONS = 6
"""More unscored choices than this about the person make somebody in a small commune recognisable."""
PROFILE_GROUP = "thông tin chung"
ASKS_WHO = re.compile(
    r"\b(họ(?: và)? tên|tên của (?:ông|bà)|số điện thoại (?:của|liên hệ)|điện thoại liên hệ|căn cước|cccd|cmnd|"
    r"chứng minh nhân dân|số định danh|địa chỉ nhà|nơi ở hiện nay|email|thư điện tử|ngày sinh|chữ ký)\b",
    re.IGNORECASE,
)


def personal_questions(questions: Sequence[QuestionRule]) -> list[str]:
    """Codes of the questions that ask who somebody is: such a form is not anonymous."""
    return [question.code for question in questions if ASKS_WHO.search(question.text)]


def too_many_profile_questions(questions: Sequence[QuestionRule]) -> int:
    """How many questions about the person there are, where they are more than are needed; else 0."""
    profile = [one for one in questions if one.group.lower().startswith(PROFILE_GROUP) and not one.scored]
    return len(profile) if len(profile) > MOST_PROFILE_QUESTIONS else 0
