"""One line of cells, as the readers of CSV files and workbooks hand it over."""

from typing import Any

from openpyxl.utils import get_column_letter


class CellRow:
    """One line of cells and its number; a line of a workbook knows the cells' formats and what is odd about them."""

    __slots__ = ("_cells", "_formulas", "number", "values")

    def __init__(self, number: int, values: list[Any], cells: Any = None, formulas: Any = None) -> None:
        self.number, self.values, self._cells, self._formulas = number, values, cells, formulas

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything, an uncalculated formula included."""
        if any(value is not None and value != "" for value in self.values):
            return False
        return not any(self.problem(place) for place in range(len(self.values)) if self._formulas)

    def number_format(self, place: int) -> str:
        """The format the cell is shown with; empty for a line of text."""
        return self._cells[place].number_format if self._cells else ""

    def problem(self, place: int) -> str:
        """What is wrong with the cell itself: an error value, or a formula that no program has calculated yet."""
        if not self._cells or not 0 <= place < len(self._cells):
            return ""
        if self._cells[place].data_type == "e":
            return f"ô báo lỗi {self.values[place]} – sửa công thức hoặc ghi giá trị vào ô"
        if not self._formulas or self._formulas[place].data_type != "f" or self.values[place] is not None:
            return ""
        # A formula that gives an empty text has the type "str"; one never calculated has no type and no value.
        if self._cells[place].data_type == "str":
            return ""
        where = f"{get_column_letter(place + 1)}{self.number}"
        return f"công thức chưa có giá trị tại ô {where} – mở bằng Excel, lưu lại, hoặc dán giá trị thay công thức"
