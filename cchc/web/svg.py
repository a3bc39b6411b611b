"""Charts drawn on the server: they print, need no script, and hold no inline style (colours by class, ``charts.css``).

Each chart is a frozen dataclass with ``svg()``; the tag ``{% chart drawing %}`` puts it on the page. All text is
escaped, and every chart says its figures in one sentence for those who do not see it. A chart with a ``scroll_label``
is wide: on a narrow screen it scrolls in a box of that name, unless it has a drawing of its own for a telephone,
``narrow()``, ``PHONE`` units wide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from html import escape

from cchc.web.formatting import day, day_month, day_range, number, percent, points

CHAR = 7.2  # width of an average character at 13 px, for keeping labels apart and inside
PHONE = 336  # what a telephone of 390 px leaves inside a box


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return escape(str(value), quote=True)


def element(name: str, *children: str, **attributes: object) -> str:
    """One SVG element; ``class_`` is class, underscores become hyphens, children are markup already."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{pairs}>{''.join(children)}</{name}>" if children else f"<{name}{pairs}/>"


def text(x: float, y: float, words: str, size: int = 13, **attributes: object) -> str:
    """A text element; ``words`` is escaped."""
    return element("text", escape(words), x=x, y=y, font_size=size, **attributes)


def picture(width: int, height: int, sentence: str, parts: Iterable[str], css: str = "chart") -> str:
    """The outer element: an image with its sentence."""
    return element(
        "svg",
        element("title", escape(sentence)),
        *parts,
        class_=css,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label=sentence,
    )


STANDING = {"done": "đã xong", "now": "đang làm"}


def cut(words: str, most: int) -> str:
    """Words of a picture, which does not break lines: «…» for what is too much."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of the plan: first and last day (both counted), ``state`` done, now or next, a word on how it stands."""

    label: str
    first: date
    last: date
    state: str = "next"
    caption: str = ""

    def sentence(self) -> str:
        """The step in words: ``2. Tự đánh giá 01–14/12/2024, 4/14 đã nộp``."""
        words = STANDING.get(self.state, "")
        return ", ".join(filter(None, [f"{self.label} {day_range(self.first, self.last)}", words, self.caption]))


@dataclass(frozen=True, slots=True)
class Gantt:
    """The steps of the year on one time line, with today."""

    steps: Sequence[PlanStep]
    today: date
    scroll_label: str = field(default="Biểu đồ các bước theo Kế hoạch", init=False)

    LEFT, RIGHT, TOP, ROW, BAR, PHONE_ROW = 250.0, 1050.0, 30.0, 26.0, 18.0, 64.0

    @property
    def first(self) -> date:
        """The first day of the time line."""
        return min(step.first for step in self.steps)

    @property
    def span(self) -> int:
        """The number of days on the time line."""
        return (max(step.last for step in self.steps) - self.first).days + 1

    def _end_words(self, step: PlanStep) -> str:
        return " · ".join(filter(None, [day_month(step.last), step.caption]))

    def _right(self) -> float:
        """Where the last day may stand so that every caption after its bar stays inside the picture."""
        limits = [self.RIGHT]
        for step in self.steps:
            share = ((step.last - self.first).days + 1) / self.span
            room = self.RIGHT - 8 - CHAR * len(self._end_words(step)) - self.LEFT
            limits.append(self.LEFT + room / share)
        return min(limits)

    def x(self, when: date) -> float:
        """The place of the beginning of a day."""
        return self.LEFT + (when - self.first).days / self.span * (self._right() - self.LEFT)

    def _ticks(self) -> list[date]:
        days = [self.first + timedelta(days=n) for n in range(self.span + 1)]
        wanted = {1, 15} if self.span <= 120 else {1}
        kept: list[date] = []
        for when in (when for when in days if when.day in wanted):
            if not kept or self.x(when) - self.x(kept[-1]) >= 75:
                kept.append(when)
        return kept

    def _tick(self, when: date, bottom: float) -> str:
        words = day(when) if (when.day, when.month) == (1, 1) else day_month(when)
        x = self.x(when)
        line = element("line", x1=x, x2=x, y1=22, y2=bottom, class_="c-grid")
        return line + text(x, 14, words, text_anchor="middle", class_="muted")

    @staticmethod
    def _bar(step: PlanStep, start: float, end: float, y: float, height: float) -> str:
        css = {"done": "c-done", "now": "c-bar"}.get(step.state, "c-plan")
        title = element("title", escape(step.sentence()))
        return element("rect", title, x=start, y=y, width=max(end - start, 3.0), height=height, class_=css)

    def _row(self, place: int, step: PlanStep) -> str:
        y = self.TOP + self.ROW * place
        start, end = self.x(step.first), self.x(step.last + timedelta(days=1))
        parts = [text(8, y + 14, cut(step.label, 33), 14)]
        if step.state == "done" and end - start >= 70:
            parts.append(text(start + 8, y + 13.5, "đã xong", class_="inv"))
        parts.append(text(end + 8, y + 14, self._end_words(step), class_="muted"))
        return "".join(parts)

    def _wide_bar(self, place: int, step: PlanStep) -> str:
        start, end = self.x(step.first), self.x(step.last + timedelta(days=1))
        return self._bar(step, start, end, self.TOP + self.ROW * place, self.BAR)

    def _today(self, bottom: float) -> str:
        if not 0 <= (self.today - self.first).days < self.span:
            return ""
        x = self.x(self.today)
        line = element("line", x1=x, x2=x, y1=20, y2=bottom + 4, class_="c-today")
        label = f"hôm nay {day_month(self.today)}"
        return line + text(x, bottom + 18, label, text_anchor="middle", class_="danger")

    def sentence(self) -> str:
        """The plan in words."""
        steps = "; ".join(step.sentence() for step in self.steps)
        return f"Hôm nay {day(self.today)}. {len(self.steps)} bước: {steps}."

    def svg(self) -> str:
        """The chart; an empty string for a plan without steps."""
        if not self.steps:
            return ""
        bottom = self.TOP + self.ROW * len(self.steps)
        parts = [self._tick(when, bottom) for when in self._ticks()]
        parts += [self._wide_bar(place, step) for place, step in enumerate(self.steps)]
        parts.append(self._today(bottom))  # over the bars, under the words, which keep a rim of paper
        parts += [self._row(place, step) for place, step in enumerate(self.steps)]
        return picture(1060, int(bottom + 24), self.sentence(), parts, "chart chart-wide")

    def _stacked_row(self, place: int, step: PlanStep) -> str:
        """Name, days and how it stands above the bar, which has the whole width."""
        y, share = self.PHONE_ROW * place, (PHONE - 4) / self.span
        start, end = ((when - self.first).days * share for when in (step.first, step.last + timedelta(days=1)))
        words = ", ".join(filter(None, [day_range(step.first, step.last), STANDING.get(step.state), step.caption]))
        track = element("rect", y=y + 38, width=PHONE - 4, height=12, class_="c-band")
        parts = [text(0, y + 13, cut(step.label, 50), 14), text(0, y + 31, words, class_="muted"), track]
        parts.append(self._bar(step, start, end, y + 38, 12))
        if 0 <= (today := (self.today - self.first).days) < self.span:
            parts.append(element("line", x1=today * share, x2=today * share, y1=y + 35, y2=y + 53, class_="c-today"))
        return "".join(parts)

    def narrow(self) -> str:
        """The steps one under the other; the stroke over each bar is today."""
        if not self.steps:
            return ""
        rows = [self._stacked_row(place, step) for place, step in enumerate(self.steps)]
        bottom = self.PHONE_ROW * len(self.steps)
        if 0 <= (self.today - self.first).days < self.span:
            rows.append(text(0, bottom + 10, f"Vạch đỏ: hôm nay {day_month(self.today)}", class_="danger"))
        return picture(PHONE, int(bottom + 16), self.sentence(), rows)


@dataclass(frozen=True, slots=True)
class Dot:
    """A unit's own figure in per cent and, where an appraiser found another one, that figure."""

    name: str
    value: Decimal
    checked: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """From this share of per cent on, so many points."""

    lower: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Distribution:
    """Where the units stand on the scale of one criterion; dots, so the axis need not start at 0."""

    dots: Sequence[Dot]
    bands: Sequence[Band] = ()
    checked_by: str = "theo số đối chiếu"
    right: float = 824.0
    scroll_label: str = field(default="Biểu đồ phân bố", init=False)

    LEFT, LINE = 24.0, 92.0

    @property
    def low(self) -> int:
        """The left end of the axis: an even number a little under the lowest figure."""
        figures = [dot.value for dot in self.dots] + [dot.checked for dot in self.dots if dot.checked is not None]
        return min(98, max(0, int(min(figures)) // 2 * 2 - 2))

    def x(self, value: Decimal | int) -> float:
        """The place of a percentage on the axis, which ends at 100 %; more than that stands at the end."""
        share = (min(Decimal(value), Decimal(100)) - self.low) / (100 - self.low)
        return self.LEFT + float(share) * (self.right - self.LEFT)

    def _stacked(self) -> list[tuple[Dot, float, float]]:
        """Dots with their places; those that would cover each other stand on top of each other, five high at most."""
        placed: list[tuple[Dot, float, float]] = []
        for dot in sorted(self.dots, key=lambda dot: (dot.value, dot.name)):
            x, y = self.x(dot.value), self.LINE - 10
            while y > 40 and any(abs(x - other) < 11 and y == height for _, other, height in placed):
                y -= 13
            placed.append((dot, x, y))
        return placed

    def _axis(self) -> str:
        step = next(step for step in (1, 2, 5, 10, 20) if (100 - self.low) / step <= 10)
        edges = [band.lower for band in self.bands if self.low < band.lower < 100]
        shown: list[Decimal] = []
        for mark in [*edges, Decimal(100), *map(Decimal, range(self.low, 100, step))]:
            apart = 28 if mark in edges else 44
            if all(abs(self.x(mark) - self.x(other)) >= apart for other in shown):
                shown.append(mark)
        parts = [element("line", x1=self.LEFT, x2=self.right + 12, y1=self.LINE, y2=self.LINE, class_="c-axis")]
        for mark in sorted(shown):
            words = number(mark, 0 if mark == int(mark) else 1)
            words = percent(mark, 0) if mark == min(shown) else words
            parts.append(text(self.x(mark), 108, words, text_anchor="middle", class_="muted"))
        return "".join(parts)

    def _band_labels(self) -> str:
        edges = sorted(self.bands, key=lambda band: band.lower)
        parts = []
        for band, upper in zip(edges, [*(band.lower for band in edges[1:]), Decimal(100)]):
            left, right = max(self.x(band.lower), self.LEFT), self.x(upper)
            if self.low < band.lower < 100:
                x = self.x(band.lower)
                parts.append(element("line", x1=x, x2=x, y1=20, y2=self.LINE, class_="c-axis", stroke_dasharray="3 3"))
            words = f"{points(band.points)} điểm" if right - left >= 80 else points(band.points)
            if right - left >= 36:
                parts.append(text((left + right) / 2, 14, words, text_anchor="middle", class_="muted"))
        return "".join(parts)

    def _dots(self) -> str:
        placed = self._stacked()
        parts = []
        for dot, x, y in placed:
            title = element("title", escape(f"{dot.name}: {percent(dot.value)}"))
            parts.append(element("circle", title, cx=x, cy=y, r=5.5, class_="c-self"))
            room = CHAR * len(dot.name) / 2
            crowded = any(abs(x - other) < room + 40 for one, other, _ in placed if one is not dot)
            if not crowded and x - room >= self.LEFT and x + room <= self.right and dot.checked is None:
                parts.append(text(x, y - 12, dot.name, text_anchor="middle"))
        return "".join(parts)

    def _checked(self) -> str:
        parts = []
        for dot, x, y in self._stacked():
            if dot.checked is None or dot.checked == dot.value:
                continue
            other = self.x(dot.checked)
            title = element("title", escape(f"{dot.name}, {self.checked_by}: {percent(dot.checked)}"))
            parts.append(element("line", x1=other, x2=x, y1=y, y2=y, class_="c-today"))
            parts.append(element("circle", title, cx=other, cy=y, r=5.5, class_="c-out"))
        return "".join(parts)

    def sentence(self) -> str:
        """Every figure in words, the lowest first."""
        rows = [f"{dot.name} {percent(dot.value)}" for dot, _, _ in self._stacked()]
        found = [
            f"{dot.name} khai {percent(dot.value)}, {self.checked_by} {percent(dot.checked)}"
            for dot in self.dots
            if dot.checked is not None and dot.checked != dot.value
        ]
        words = f"Phân bố của {len(self.dots)} đơn vị, từ thấp đến cao: {'; '.join(rows)}."
        return f"{words} Chênh lệch: {'; '.join(found)}." if found else words

    def svg(self) -> str:
        """The chart; an empty string when nobody has a figure yet."""
        if not self.dots:
            return ""
        parts = [self._band_labels(), self._axis(), self._dots(), self._checked()]
        css = "chart" if self.right < PHONE else "chart chart-mid"
        return picture(int(self.right) + 26, 114, self.sentence(), parts, css)

    def narrow(self) -> str:
        """The same on a shorter axis."""
        return replace(self, right=PHONE - 26.0).svg()


def axis_floor(values: Iterable[Decimal | None], highest: int = 60) -> int:
    """The common left end of ranking dots: ``highest``, or the ten under the lowest value."""
    return min([highest, *(int(value) // 10 * 10 for value in values if value is not None)])


@dataclass(frozen=True, slots=True)
class RankDot:
    """This year's index as a dot and last year's as a stroke, on the axis ``low`` to 100 with the class bounds."""

    year: int
    value: Decimal
    previous: Decimal | None = None
    bounds: Sequence[Decimal] = ()
    low: int = 60
    scroll_label: str = field(default="", init=False)

    def x(self, value: Decimal) -> float:
        """The place of an index on the axis; outside it, at its end."""
        inside = min(max(value, Decimal(self.low)), Decimal(100))
        return 6 + float((inside - self.low) / (100 - self.low)) * 200

    def _previous(self) -> str:
        if self.previous is None:
            return ""
        before, now = self.x(self.previous), self.x(self.value)
        link = element("line", x1=before, x2=now, y1=12, y2=12, class_="c-link")
        return link + element("line", x1=before, x2=before, y1=5, y2=19, stroke_width=2.5, class_="c-mark")

    def sentence(self) -> str:
        """Both years in words."""
        words = f"năm {self.year}: {points(self.value)}"
        return words if self.previous is None else f"{words}, năm {self.year - 1}: {points(self.previous)}"

    def svg(self) -> str:
        """The chart of one row of the ranking."""
        grid = [element("line", x1=6, x2=206, y1=12, y2=12)]
        grid += [
            element("line", x1=self.x(bound), x2=self.x(bound), y1=2, y2=22)
            for bound in self.bounds
            if self.low < bound < 100
        ]
        dot = element("circle", cx=self.x(self.value), cy=12, r=5.5, class_="c-app")
        parts = [element("g", *grid, class_="c-grid"), self._previous(), dot]
        return picture(212, 24, self.sentence(), parts, "chart dots")


@dataclass(frozen=True, slots=True)
class Bar:
    """Points out of a maximum as one bar from 0."""

    value: Decimal
    maximum: Decimal
    scroll_label: str = field(default="", init=False)

    def share(self) -> Decimal:
        """The share of the maximum in per cent; 0 where nothing can be had."""
        return self.value / self.maximum * 100 if self.maximum else Decimal(0)

    def svg(self) -> str:
        """The bar of one row."""
        length = float(min(max(self.share(), Decimal(0)), Decimal(100))) * 1.8
        parts = [
            element("rect", width=180, height=20, class_="c-band"),
            element("rect", y=4, width=length, height=12, class_="c-bar"),
        ]
        return picture(184, 20, f"đạt {percent(self.share())}", parts, "chart bar")
