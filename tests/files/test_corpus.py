"""Every bad file of the corpus is refused in words of its own, or let in with nothing left that could act."""

import io

import pytest
from PIL import Image

from cchc.files import remake
from cchc.files.accept import UploadRefused, check_upload
from cchc.files.serve import serve
from cchc.files.store import store
from tests.files.corpus import CORPUS, Bad
from tests.files.samples import picture

REFUSED = [bad for bad in CORPUS if bad.code]
LET_IN = [bad for bad in CORPUS if not bad.code]


def each(files):
    return pytest.mark.parametrize("bad", files, ids=[bad.id for bad in files])


def test_the_corpus_is_large_and_no_file_stands_in_it_twice():
    assert len(CORPUS) >= 60
    assert len({bad.id for bad in CORPUS}) == len(CORPUS)


@each(REFUSED)
def test_it_is_refused_with_its_own_words(bad: Bad):
    with pytest.raises(UploadRefused) as refused:
        check_upload(io.BytesIO(bad.content()), bad.name)
    assert (refused.value.code, refused.value.what) == (bad.code, bad.what)
    assert refused.value.message.startswith(f"{bad.what}. – Tệp «")
    assert refused.value.message.endswith("; tệp chưa được lưu.")


@each(LET_IN)
def test_it_is_let_in_with_its_name_and_its_flags_told(bad: Bad):
    accepted = check_upload(io.BytesIO(bad.content()), bad.name)
    assert (accepted.clean_name, accepted.flags) == (bad.shown_as or bad.name, bad.flags)


@each(LET_IN)
def test_it_is_handed_out_as_a_download_of_our_own_type_that_no_browser_runs(bad: Bad):
    content = bad.content()
    accepted = check_upload(io.BytesIO(content), bad.name)
    answer = serve(
        store(accepted, io.BytesIO(content), "huyen-a"), content_type=accepted.content_type, download_name=bad.name
    )
    answer.close()
    said = answer["Content-Disposition"]
    assert (said.startswith("attachment"), "\r" in said, "\n" in said) == (True, False, False)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (accepted.content_type, "nosniff")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


@each([bad for bad in LET_IN if bad.problem])
def test_what_the_worker_cannot_show_it_says(bad: Bad, tmp_path):
    source = tmp_path / "tep.pdf"
    source.write_bytes(bad.content())
    assert remake.read_pdf(source, tmp_path)["problem"] == bad.problem


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_hangs_on_a_picture_is_gone_from_what_is_shown(kind, tmp_path):
    source = tmp_path / "tep"
    source.write_bytes(picture(kind, (40, 30)) + b"<script>alert(1)</script>")
    assert remake.read_image(source, tmp_path)["images"] == 1
    shown = (tmp_path / "1.jpg").read_bytes()
    with Image.open(io.BytesIO(shown)) as image:
        assert (image.format, image.size, b"script" in shown) == ("JPEG", (40, 30), False)
