"""Computes the formulas of the workbook: the small part of a spreadsheet's language that they are written in.

Numbers are binary floats and blank cells are 0 or empty text as the comparison wants, as in Excel and LibreOffice.
"""

import re

from openpyxl import Workbook
from openpyxl.utils import range_boundaries

TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|"(?P<text>[^"]*)"|(?:'(?P<sheet>[^']+)'!)?(?P<ref>[A-Z]+\d+(?::[A-Z]+\d+)?)
    |(?P<name>[A-Z]+)(?=\()|(?P<sign><>|>=|<=|[-+*/=<>(),]))""",
    re.VERBOSE,
)


class Blank:
    """An empty cell."""


BLANK = Blank()


class Computed:
    """A workbook whose cells give values, formulas computed when asked for."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def value(self, sheet: str, place: str):
        found = self.book[sheet][place].value
        if isinstance(found, str) and found.startswith("="):
            return _Parser(self, sheet, found[1:]).whole()
        return BLANK if found is None else float(found) if isinstance(found, (int, float)) else found


class _Parser:
    def __init__(self, cells: Computed, sheet: str, text: str) -> None:
        self.cells, self.sheet = cells, sheet
        self.tokens = list(TOKEN.finditer(text))
        assert "".join(match.group(0) for match in self.tokens) == text, text
        self.place = 0

    def whole(self):
        found = self.comparison()
        assert self.place == len(self.tokens)
        return found

    def sign(self):
        return self.tokens[self.place].group("sign") if self.place < len(self.tokens) else None

    def take(self, sign):
        assert self.sign() == sign, (sign, self.sign())
        self.place += 1

    def comparison(self):
        left = self.sum()
        while self.sign() in {"=", "<>", ">", ">=", "<", "<="}:
            sign = self.sign()
            self.place += 1
            left = _compare(sign, left, self.sum())
        return left

    def sum(self):
        left = self.product()
        while self.sign() in {"+", "-"}:
            sign = self.sign()
            self.place += 1
            right = self.product()
            left = _number(left) + _number(right) if sign == "+" else _number(left) - _number(right)
        return left

    def product(self):
        left = self.atom()
        while self.sign() in {"*", "/"}:
            sign = self.sign()
            self.place += 1
            right = self.atom()
            left = _number(left) * _number(right) if sign == "*" else _number(left) / _number(right)
        return left

    def atom(self):
        token = self.tokens[self.place]
        if token.group("sign") == "(":
            self.take("(")
            found = self.comparison()
            self.take(")")
            return found
        self.place += 1
        if token.group("number"):
            return float(token.group("number"))
        if token.group("text") is not None:
            return token.group("text")
        if token.group("ref"):
            return self.cell(token.group("sheet") or self.sheet, token.group("ref"))
        return self.call(token.group("name"))

    def cell(self, sheet, place):
        if ":" not in place:
            return self.cells.value(sheet, place)
        left, top, right, bottom = range_boundaries(place)
        rows = self.cells.book[sheet].iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right)
        return [self.cells.value(sheet, one.coordinate) for row in rows for one in row]

    def call(self, name):
        self.take("(")
        if name == "IF":
            return self.choice()
        given = [self.comparison()]
        while self.sign() == ",":
            self.take(",")
            given.append(self.comparison())
        self.take(")")
        return FUNCTIONS[name](*given)

    def choice(self):
        """Both branches are read, only one may fail: an error in the branch not taken is none."""
        asked = self.comparison()
        self.take(",")
        results = []
        for end in (",", ")"):
            start = self.place
            try:
                results.append(self.comparison())
            except (ZeroDivisionError, ValueError, IndexError) as error:
                results.append(error)
                self.place = start
                self.skip()
            self.take(end)
        found = results[0] if asked else results[1]
        if isinstance(found, Exception):
            raise found
        return found

    def skip(self):
        depth = 0
        while depth or self.sign() not in {",", ")"}:
            depth += {"(": 1, ")": -1}.get(self.sign(), 0)
            self.place += 1


def _number(value):
    if isinstance(value, str):
        raise ValueError(value)
    return 0.0 if value is BLANK else float(value)


def _compare(sign, left, right):
    if isinstance(left, str) or isinstance(right, str):
        left, right = (("" if one is BLANK else one) for one in (left, right))
        if not (isinstance(left, str) and isinstance(right, str)):
            return {"=": False, "<>": True, ">": isinstance(left, str), "<": isinstance(right, str)}[sign]
        left, right = left.casefold(), right.casefold()
    else:
        left, right = _number(left), _number(right)
    orders = {"=": left == right, "<>": left != right, ">": left > right, "<": left < right}
    return (orders | {">=": left >= right, "<=": left <= right})[sign]


def _round(value, places):
    return round(_number(value), int(places))


FUNCTIONS = {
    "AND": lambda *given: all(given),
    "OR": lambda *given: any(given),
    "ROUND": _round,
    "MAX": lambda *given: max(map(_number, given)),
    "MIN": lambda *given: min(map(_number, given)),
    "SUM": lambda cells: sum(_number(one) for one in cells if not isinstance(one, str)),
    "CHOOSE": lambda place, *given: given[int(place) - 1],
    "VALUE": float,
    "LEFT": lambda text, count: text[: int(count)],
    "FIND": lambda wanted, text: ("" if text is BLANK else text).index(wanted) + 1,
}
