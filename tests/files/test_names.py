"""Names as data: nothing hidden, nothing that leads elsewhere, no longer than can be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.files.names import MAX_BYTES, MAX_NAME, clean_name, extension_of


@pytest.mark.parametrize(
    ("original", "clean"),
    [
        ("Báo cáo số 15/BC-UBND.pdf", "BC-UBND.pdf"),
        (unicodedata.normalize("NFD", "Quyết định.pdf"), "Quyết định.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\an\\ke hoach.docx", "ke hoach.docx"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("a\x00\r\nb\t c.pdf", "a b c.pdf"),
        ('a"<b>|c?.pdf', "a__b__c_.pdf"),
        (".pdf", "tep.pdf"),
        ("...", "tep"),
        ("", "tep"),
        ("x" * 300 + ".pdf", "x" * (MAX_NAME - 4) + ".pdf"),
        ("ệ" * 300 + ".pdf", "ệ" * 75 + ".pdf"),
        ("😀" * 300, "😀" * 57),
    ],
)
def test_a_name_is_cleaned(original, clean):
    assert clean_name(original) == clean


@given(st.text(max_size=400))
def test_no_name_keeps_anything_that_hides_or_leads_elsewhere(original):
    name = clean_name(original)
    assert 0 < len(name) <= MAX_NAME
    assert len(name.encode()) <= MAX_BYTES
    assert not set(name) & set('/\\\r\n\0":<>|?*\u202e\u200f\u2066')
    assert name == name.strip(" ")
    assert clean_name(name) == name


@pytest.mark.parametrize(("name", "extension"), [("a.PDF", "pdf"), ("a", ""), ("a.b.docx", "docx"), ("a.", "")])
def test_the_ending_is_what_stands_after_the_last_dot(name, extension):
    assert extension_of(name) == extension
