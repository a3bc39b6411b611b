"""Standard and data-quality reports: one description, shown as page, PDF and XLSX."""
