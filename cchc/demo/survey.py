"""Filled-in survey forms for the demo."""

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from cchc.demo.scores import assessed
from cchc.demo.seed import Seeding
from cchc.demo.tables import run_with
from cchc.tenancy.scope import tenant_scope
from surveys.rules.conditions import is_shown, parse_condition

SURVEYS = Path(settings.BASE_DIR) / "fixtures" / "surveys"
CODES = {"survey_citizens": "nguoi-dan", "survey_heads": "truong-phong", "survey_province": "so-nganh"}
"""The code of each sample questionnaire, as an office would choose it: it stands on the survey's pages."""
OPINIONS = (
    "Công chức hướng dẫn rõ ràng, dễ hiểu.",
    "Nên có thêm ghế ngồi chờ và nước uống.",
    "Mạng hay chậm khi nộp hồ sơ trực tuyến.",
    "Trả kết quả đúng hẹn.",
)


def _answer(question: dict[str, str], quality: float, dice: Random) -> str:
    """A value of the responses file: options count from 1, the first is the best."""
    kind = question["answer_type"]
    if kind == "text":
        return dice.choice(OPINIONS) if dice.random() < 0.15 else ""
    if kind == "number":
        return str(dice.randint(3, 45))
    options = len(json.loads(question["options"] or "[]")) or 2
    if question["scored"] != "yes":
        return str(dice.randint(1, options))
    worst = dice.random() ** (0.6 + 2.2 * quality)
    return str(min(options, 1 + int(worst * options)))


def _questions(code: str) -> list[dict[str, str]]:
    with (SURVEYS / f"{code}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _labels(question: dict[str, str]) -> list[str]:
    return [option["label"] for option in json.loads(question["options"] or "[]")]


def _form(agency: str, number: int, questions: list[dict[str, str]], quality: float, dice: Random) -> dict[str, Any]:
    row: dict[str, Any] = {"agency_code": agency, "respondent": f"{number:03d}"}
    said: dict[str, str] = {}
    for question in questions:
        row[question["code"]] = ""
        if is_shown(parse_condition(question["show_if"]), said):
            answer = row[question["code"]] = _answer(question, quality, dice)
            labels = _labels(question)
            if labels and answer:
                said[question["code"]] = labels[int(answer) - 1]
    return row


def import_responses(work: Seeding, year: int, *, fill: float) -> None:
    """Forms of every agency up to ``fill`` of the quota, drawn by the agency's quality."""
    with tenant_scope(work.tenant):
        agencies = [agency.code for agency in assessed(work, year)]
    for code, quota in work.exercise.questionnaires:
        questions = _questions(code)
        rows = [
            _form(agency, number, questions, work.quality[agency], work.dice)
            for agency in agencies
            for number in range(1, 1 + max(1, round(quota * min(1.0, fill * work.dice.uniform(0.75, 1.25)))))
        ]
        run_with("import_survey_responses", rows, code, tenant=work.slug, year=year, questionnaire=CODES[code])
