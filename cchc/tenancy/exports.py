"""Files of the administration site: written by our own writer, so that no cell can become a formula."""

import tablib
from import_export import resources
from import_export.formats import base_formats

from cchc.files.writer import OutColumn, Sheet, write_csv, write_xlsx


def _columns(dataset: tablib.Dataset) -> list[OutColumn]:
    return [OutColumn(str(header), "code", 24) for header in dataset.headers or []]


class SafeXLSX(base_formats.XLSX):
    """Every cell is text, whatever it begins with."""

    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        return write_xlsx([Sheet(dataset.title or "Danh sách", _columns(dataset), list(dataset))])

    def can_import(self) -> bool:
        """Reading goes through CSV: this format's reader opens a workbook whole, however large it unpacks."""
        return False


class SafeCSV(base_formats.CSV):
    """Cells that a spreadsheet would calculate get an apostrophe in front."""

    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        return write_csv(_columns(dataset), list(dataset), bom=True)


class PlainResource(resources.ModelResource):
    """Rows without their ids: the numbers are the database's own."""

    def after_import(self, dataset, result, **kwargs) -> None:
        """The stock method sets the table's sequence back, which the application role may not do (and need not)."""


FORMATS = [SafeXLSX, SafeCSV]
IMPORT_FORMATS = [SafeCSV]
