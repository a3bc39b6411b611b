"""The whole sheet of the district's sample set filled in by keyboard alone, at a desk and on a telephone.

The line is cut in the middle, then the session ends; what was typed is saved all the same, and the page stays
accessible. Of the set's 98 leaves the agency scores 88; the other ten come from the survey.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Score
from assessments.services import assessment_for
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, Participant
from criteria.resources.criteria import read_criteria
from criteria.services.catalogue import SetHead, freeze_sets, import_set
from tests.cast import PASSWORD, make_cast
from tests.criteria.build import add_steps
from tests.journeys.desk import NOTHING_KEPT, PHONE, WIDE, Desk, until
from tests.servers import Place, run_web

pytestmark = pytest.mark.browser
SAMPLE = settings.BASE_DIR / "fixtures" / "criteria" / "criteria_commune_sample.csv"
TYPED = {"numerator": "47", "denominator": "50", "points": "0,5", "count": "1"}
PRESSED = {"option", "answer", "items"}
WORDS = "Theo sổ theo dõi của xã."
AREAS = {"1": 18, "2": 8, "3": 11, "4": 17, "5": 5, "6": 9, "7": 8, "8": 12}
"""The areas that are self-scored, each with its number of leaves."""
ENTERED = {
    "levels": {"option": 1},
    "checklist": {"items": [1]},
    "ratio_bands": {"numerator": Decimal(47), "denominator": Decimal(50)},
    "ratio_linear": {"numerator": Decimal(47), "denominator": Decimal(50)},
    "boolean": {"answer": True},
    "manual": {"entered_points": Decimal("0.5")},
    "count_deduct": {"count": Decimal(1)},
    "count_add": {"count": Decimal(1)},
}
"""What stands in the database after the keys above, by the kind of the leaf's rule."""
POINTS = Decimal("51.6994736842")
"""What the set's rules give for these entries, reckoned by hand from the file."""
MOST = 400
"""Presses of Tab after which a page counts as a trap."""
WATCH = """document.addEventListener("focusin", ({ target: here }) => {
    const row = here.closest("[data-cchc-row]");
    window.here = [here.tagName, here.name || "", Boolean(row), here.tagName === "SUMMARY" && here.parentElement.open];
}); document.addEventListener("focusout", () => { window.here = ["BODY", "", false, false]; });"""


@pytest.fixture
def people(committed_database):
    return make_cast()


@pytest.fixture
def file(people):
    now = timezone.now()
    with tenant_scope(people.tenant_a):
        rows = read_criteria(SAMPLE, SAMPLE.name).rows
        made = import_set(head=SetHead(code="KT"), rows=rows, by=None, at=now).criteria_set
        freeze_sets(sets=[made], by=None, at=now)
        campaign = Campaign.objects.create(year=2024, title="Kỳ năm 2024", opened_at=now)
        add_steps(campaign, now, ["self_assessment"])
        Participant.objects.create(campaign=campaign, agency=people.a.commune_1, criteria_set=made, block="xã")
        return assessment_for(campaign, people.a.commune_1, by=people.chi)


def fill_by_tab(page: Page, between: Callable[[int], None]) -> int:
    """Tab through the sheet once and fill in what is met; ``between(number)`` follows each field. How many were met."""
    met: list[str] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        tag, name, in_row, is_open = page.evaluate("window.here")
        if not in_row and met:
            return len(met)
        if tag == "SUMMARY" and in_row and not is_open:
            page.keyboard.press("Enter")
        if not in_row or not name or name in met:
            continue
        met.append(name)
        field = name.rpartition("-")[2]
        if field in PRESSED:
            page.keyboard.press("Space")
        elif field == "explanation":
            page.keyboard.insert_text(WORDS)
        elif field in TYPED:
            page.keyboard.type(TYPED[field])
        between(len(met))
    raise AssertionError(f"no way out of the sheet after {MOST} presses of Tab")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["desk", "telephone"])
def test_a_whole_sheet_is_filled_in_by_keyboard_while_line_and_session_break(
    viewport, people, file, window, committed_database, tmp_path
):
    with run_web(Place(committed_database, tmp_path), workers=1) as web:
        desk = Desk.of(window, web.address, viewport=viewport).log_in("an")
        page, context = desk.page, desk.page.context
        page.add_init_script(WATCH)
        words = page.locator("[data-cchc-saved-words]:visible").first

        def cut_the_line(number):
            if number == 16:
                context.set_offline(True)
            if number == 30:
                expect(words).to_contain_text("Chưa lưu được")
                context.set_offline(False)

        def end_the_session(number):
            if number == 2:
                until(page, NOTHING_KEPT)
                Session.objects.all().delete()
            if number == 4:
                expect(page.locator("[data-cchc-login]")).to_be_visible()
                page.keyboard.press("Alt+l")
                page.keyboard.type("sai-mat-khau")
                page.keyboard.press("Enter")
                expect(page.locator("[data-cchc-login-said]")).to_contain_text("Mật khẩu chưa đúng")
                page.keyboard.type(PASSWORD)
                page.keyboard.press("Enter")
                expect(page.locator("[data-cchc-login]")).to_be_hidden()

        breaks = {"4": cut_the_line, "6": end_the_session}
        for area in AREAS:
            page.goto(f"{web.address}/huyen-a/2024/tu-danh-gia/{file.pk}/linh-vuc/{area}/")
            fill_by_tab(page, breaks.get(area, lambda number: None))
            until(page, NOTHING_KEPT)
            expect(words).to_contain_text("Đã lưu lúc")
        desk.looked_at()
    with tenant_scope(people.tenant_a):
        scores = list(Score.objects.filter(assessment=file).select_related("criterion__scoring"))
    wrong = {
        score.criterion.code: found
        for score in scores
        if (found := {name: getattr(score, name) for name in ENTERED[score.criterion.scoring.kind]})
        != ENTERED[score.criterion.scoring.kind]
    }
    assert wrong == {}
    assert (len(scores), {score.explanation for score in scores}) == (sum(AREAS.values()), {WORDS})
    assert sum(score.points for score in scores) == POINTS
