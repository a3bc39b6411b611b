"""The agency's index through the years as one line, beside the mean of its block."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cchc.web.formatting import points
from cchc.web.svg import element, picture, text


@dataclass(frozen=True, slots=True)
class YearPoint:
    """The index of one year, and the mean of the agency's block where it is known."""

    year: int
    value: Decimal
    mean: Decimal | None = None


def _is_below(year: YearPoint) -> bool:
    """Whether the broken line passes above the point: its figure then stands beneath."""
    return year.mean is not None and year.mean > year.value


@dataclass(frozen=True, slots=True)
class Years:
    """A line through the published years; it does not start at 0, so it has points and figures, no filled area."""

    years: Sequence[YearPoint]
    scroll_label: str = field(default="", init=False)

    LEFT, RIGHT, TOP, FLOOR = 34.0, 254.0, 30.0, 92.0
    ABOVE, BELOW = -10, 20
    """From a point to the foot of its figure."""

    def _x(self, place: int) -> float:
        step = (self.RIGHT - self.LEFT) / max(len(self.years) - 1, 1)
        return self.LEFT + place * step if len(self.years) > 1 else (self.LEFT + self.RIGHT) / 2

    def _y(self, value: Decimal) -> float:
        figures = [year.value for year in self.years] + [year.mean for year in self.years if year.mean is not None]
        low, high = min(figures), max(figures)
        share = (value - low) / (high - low) if high > low else Decimal("0.5")
        return self.FLOOR - float(share) * (self.FLOOR - self.TOP)

    def _line(self, places: Sequence[tuple[float, float]], css: str) -> str:
        if len(places) < 2:
            return ""
        return element("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places), class_=css)

    def _mean_words(self) -> list[str]:
        """What the broken line is, at its end, on the other side than the figure."""
        last = self.years[-1]
        if last.mean is None or len(self.years) < 2:
            return []
        y = self._y(last.mean) + (self.ABOVE if _is_below(last) else self.BELOW)
        return [text(278, y, f"bình quân {points(last.mean)}", 12, text_anchor="end", class_="muted")]

    def sentence(self) -> str:
        """Every year's figure in words."""
        words = "; ".join(f"{year.year}: {points(year.value)}" for year in self.years)
        mean = self.years[-1].mean if self.years else None
        last = f". Bình quân khối năm {self.years[-1].year}: {points(mean)}" if mean is not None else ""
        return f"{words}{last}"

    def svg(self) -> str:
        """The chart; an empty string where nothing is published."""
        if not self.years:
            return ""
        dots = [(self._x(place), self._y(year.value)) for place, year in enumerate(self.years)]
        means = [(self._x(place), self._y(year.mean)) for place, year in enumerate(self.years) if year.mean is not None]
        parts = [element("line", x1=10, x2=278, y1=118, y2=118, class_="c-axis")]
        parts += [self._line(means, "c-line2"), self._line(dots, "c-line")]
        parts += [element("circle", cx=x, cy=y, r=4.5, class_="c-app") for x, y in dots]
        for (x, y), year in zip(dots, self.years, strict=True):
            side = self.BELOW if _is_below(year) else self.ABOVE
            parts.append(text(x, y + side, points(year.value), 14, text_anchor="middle"))
            parts.append(text(x, 138, str(year.year), 14, text_anchor="middle", class_="muted"))
        parts += self._mean_words()
        return picture(288, 150, self.sentence(), parts)
