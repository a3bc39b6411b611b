"""The office's papers: twenty texts of the yearly scoring, laid out after Nghị định 30/2020/NĐ-CP as PDF or DOCX."""
