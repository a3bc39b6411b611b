"""The file of one agency as an Excel workbook: written with formulas that score, read back line by line."""
