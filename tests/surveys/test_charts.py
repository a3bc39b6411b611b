"""The survey's charts: what a telephone gets instead of the wide drawing."""

from decimal import Decimal
from xml.etree import ElementTree as ET

from cchc.web.svg import PHONE
from surveys.charts import MeanRow, Means
from surveys.rules.figures import Figure

ROWS = [
    MeanRow("Q1. Nơi ngồi chờ, làm việc tại Bộ phận một cửa có đủ chỗ ngồi", Figure(Decimal(50), 30, Decimal(5))),
    MeanRow("Q2. Trang thiết bị", Figure(Decimal(80), 30), Figure(Decimal(70), 30)),
]


def test_on_a_telephone_names_stand_above_their_bars():
    root = ET.fromstring(Means(ROWS).narrow())  # noqa: S314 - our own output
    assert root.get("viewBox") == f"0 0 {PHONE} 100"
    assert [node.text for node in root.iter("text")] == [
        "Q1. Nơi ngồi chờ, làm việc tại Bộ phận một cửa có đ…",
        "50,0\u00a0% ± 5,0",
        "Q2. Trang thiết bị",
        "80,0\u00a0%",
    ]
    bars = [node for node in root.iter("rect") if node.get("class") == "c-bar2"]
    assert [(node.get("x"), node.get("width")) for node in bars] == [("0", "115"), ("0", "184")]


def test_no_rows_draw_nothing():
    assert Means([]).narrow() == Means([]).svg() == ""
