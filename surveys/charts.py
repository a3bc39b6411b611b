"""Charts of the survey's results, drawn on the server so that they print (see ``cchc.web.svg``)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from html import escape

from cchc.web.formatting import day, day_month, number, percent
from cchc.web.svg import PHONE, cut, element, picture, text
from surveys.rules.figures import Figure


@dataclass(frozen=True, slots=True)
class MeanRow:
    """One line: a mean with its margin and, where there is one, last year's."""

    label: str
    figure: Figure
    before: Figure | None = None

    def sentence(self) -> str:
        """«CD1 87,5 % ± 3,2, năm trước 84,0 %»."""
        words = f"{self.label} {percent(self.figure.percent, 1)}"
        if self.figure.margin is not None:
            words += f" ± {number(self.figure.margin, 1)}"
        return words if self.before is None else f"{words}, năm trước {percent(self.before.percent, 1)}"


@dataclass(frozen=True, slots=True)
class Means:
    """Means from 0 to 100 % as bars, the margin as a line over the end of each, last year's mean as a stroke."""

    rows: Sequence[MeanRow]
    left: float = 350.0
    right: float = 920.0
    scroll_label: str = field(default="Biểu đồ kết quả trung bình", init=False)

    TOP, ROW, PHONE_ROW = 24.0, 26.0, 50.0

    def x(self, value: Decimal | int) -> float:
        return self.left + float(value) / 100 * (self.right - self.left)

    def _grid(self, bottom: float) -> str:
        marks = []
        for mark in (0, 25, 50, 75, 100):
            marks.append(element("line", x1=self.x(mark), x2=self.x(mark), y1=18, y2=bottom, class_="c-grid"))
            marks.append(text(self.x(mark), 13, percent(mark, 0), text_anchor="middle", class_="muted"))
        return "".join(marks)

    def _bar(self, row: MeanRow, y: float) -> str:
        title = element("title", escape(row.sentence()))
        width = max(self.x(row.figure.percent) - self.left, 1.0)
        parts = [element("rect", title, x=self.left, y=y + 3, width=width, height=15, class_="c-bar2")]
        words = percent(row.figure.percent, 1)
        if row.figure.margin is not None:
            low, high = self.x(row.figure.low), self.x(row.figure.high)
            parts.append(element("line", x1=low, x2=high, y1=y + 10.5, y2=y + 10.5, stroke_width=2, class_="c-mark"))
            words += f" ± {number(row.figure.margin, 1)}"
        if row.before is not None:
            x = self.x(row.before.percent)
            parts.append(element("line", x1=x, x2=x, y1=y, y2=y + 21, stroke_width=2.5, class_="c-today"))
        return "".join([*parts, text(self.right + 10, y + 15, words)])

    def _row(self, place: int, row: MeanRow) -> str:
        y = self.TOP + self.ROW * place
        return text(4, y + 15, cut(row.label, 54)) + self._bar(row, y)

    def _stacked_row(self, place: int, row: MeanRow) -> str:
        y = self.PHONE_ROW * place
        track = element("rect", x=self.left, y=y + 23, width=self.right - self.left, height=15, class_="c-band")
        return text(0, y + 14, cut(row.label, 52)) + track + self._bar(row, y + 20)

    def narrow(self) -> str:
        """Names above their bars."""
        if not self.rows:
            return ""
        short = replace(self, left=0.0, right=PHONE - 106.0)
        rows = [short._stacked_row(place, row) for place, row in enumerate(self.rows)]
        return picture(PHONE, int(self.PHONE_ROW * len(rows)), self.sentence(), rows)

    def sentence(self) -> str:
        """Every figure in words."""
        return f"Kết quả trung bình: {'; '.join(row.sentence() for row in self.rows)}."

    def svg(self) -> str:
        """The chart; an empty string without rows."""
        if not self.rows:
            return ""
        bottom = self.TOP + self.ROW * len(self.rows)
        parts = [self._grid(bottom), *[self._row(place, row) for place, row in enumerate(self.rows)]]
        return picture(1060, int(bottom + 4), self.sentence(), parts, "chart chart-wide")


@dataclass(frozen=True, slots=True)
class Days:
    """Forms a day as columns from 0."""

    counts: Sequence[tuple[date, int]]
    scroll_label: str = field(default="Biểu đồ số phiếu mỗi ngày", init=False)

    LEFT, WIDTH, WIDEST, BASE, HIGH = 8.0, 1044.0, 56.0, 130.0, 100.0

    def _column(self, place: int, when: date, forms: int) -> str:
        step = min(self.WIDTH / len(self.counts), self.WIDEST)
        x, most = self.LEFT + step * place, max(count for _, count in self.counts) or 1
        height = forms / most * self.HIGH
        title = element("title", escape(f"{day(when)}: {number(forms)} phiếu"))
        bar = element(
            "rect", title, x=x + 2, y=self.BASE - height, width=max(step - 4, 2.0), height=height, class_="c-bar"
        )
        middle = x + step / 2
        parts = [bar]
        if forms and step >= 24:
            parts.append(text(middle, self.BASE - height - 5, number(forms), text_anchor="middle"))
        if place % max(1, round(46 / step)) == 0:
            parts.append(text(middle, self.BASE + 16, day_month(when), text_anchor="middle", class_="muted"))
        return "".join(parts)

    def sentence(self) -> str:
        """The days with forms, in words."""
        told = "; ".join(f"{day_month(when)}: {number(forms)}" for when, forms in self.counts if forms)
        return f"Số phiếu nhập mỗi ngày: {told or 'chưa có phiếu nào'}."

    def svg(self) -> str:
        """The chart; an empty string without days."""
        if not self.counts:
            return ""
        axis = element("line", x1=self.LEFT, x2=self.LEFT + self.WIDTH, y1=self.BASE, y2=self.BASE, class_="c-axis")
        parts = [self._column(place, when, forms) for place, (when, forms) in enumerate(self.counts)]
        return picture(1060, 152, self.sentence(), [*parts, axis], "chart chart-wide")
