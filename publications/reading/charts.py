"""Where one agency stands among those of its block, drawn on the server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cchc.web.formatting import percent
from cchc.web.svg import element, picture


@dataclass(frozen=True, slots=True)
class Strip:
    """Everybody's figure in per cent as strokes, the mean as a long stroke, the own as a dot; the axis ends at 100."""

    own: Decimal | None
    others: Sequence[Decimal]
    mean: Decimal | None
    low: int = 0
    scroll_label: str = field(default="", init=False)

    def x(self, value: Decimal) -> float:
        inside = min(max(value, Decimal(self.low)), Decimal(100))
        return 8 + float((inside - self.low) / (100 - self.low)) * 244

    def sentence(self) -> str:
        """The own figure, the mean and the ends of the block in words."""
        words = [f"đạt {percent(self.own)}" if self.own is not None else "không tính"]
        if self.mean is not None:
            words.append(f"bình quân khối {percent(self.mean)}")
        if self.others:
            words.append(f"khối từ {percent(min(self.others))} đến {percent(max(self.others))}")
        return ", ".join(words)

    def svg(self) -> str:
        """The strip of one row."""
        parts = [element("line", x1=8, x2=252, y1=13, y2=13, class_="c-grid")]
        parts += [
            element("line", x1=self.x(one), x2=self.x(one), y1=7, y2=19, class_="c-axis", stroke_width=1.5)
            for one in self.others
        ]
        if self.mean is not None:
            x = self.x(self.mean)
            parts.append(element("line", x1=x, x2=x, y1=1, y2=25, class_="c-mark", stroke_width=2.5))
        if self.own is not None:
            parts.append(element("circle", cx=self.x(self.own), cy=13, r=5.5, class_="c-app"))
        return picture(260, 26, self.sentence(), parts, "chart strip-chart")
