"""How a stored file is handed out: our content type, no sniffing, nothing that runs, nothing kept in caches."""

import io

import pytest
from django.core.exceptions import SuspiciousFileOperation

from cchc.files.accept import check_upload
from cchc.files.serve import serve
from cchc.files.store import store
from tests.files import samples

SANDBOX = "sandbox; default-src 'none'"
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@pytest.fixture(autouse=True)
def _directory(settings, tmp_path):
    options = {"location": str(tmp_path)}
    settings.X_ACCEL_PREFIX = ""
    settings.STORAGES = settings.STORAGES | {
        "evidence": {"BACKEND": "cchc.files.store.EvidenceStorage", "OPTIONS": options}
    }


def kept(data: bytes, name: str) -> str:
    file = io.BytesIO(data)
    return store(check_upload(file, name, max_bytes=10**7), file, "bach-thong")


def served(data: bytes, name: str, content_type: str, **options):
    response = serve(kept(data, name), content_type=content_type, download_name=name, **options)
    body = b"".join(response.streaming_content)
    response.close()
    assert body == data
    return response


def test_a_file_goes_out_as_a_download_with_all_guards():
    response = served(samples.docx(), "Kế hoạch.docx", samples.DOCX.content_type, inline=True)
    assert dict(response.headers) == {
        "Content-Type": samples.DOCX.content_type,
        "Content-Length": str(len(samples.docx())),
        "Content-Disposition": "attachment; filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch.docx",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


@pytest.mark.parametrize(
    ("data", "name", "content_type", "disposition", "policy"),
    [
        (samples.pdf(), "a.pdf", "application/pdf", 'inline; filename="a.pdf"', PDF_POLICY),
        (samples.picture("PNG"), "a.png", "image/png", 'inline; filename="a.png"', SANDBOX),
        (samples.picture("JPEG"), "a.jpg", "image/jpeg", 'inline; filename="a.jpg"', SANDBOX),
        (samples.picture("TIFF"), "a.tif", "image/tiff", 'attachment; filename="a.tif"', SANDBOX),
    ],
)
def test_only_pdf_png_and_jpeg_are_shown_in_place(data, name, content_type, disposition, policy):
    response = served(data, name, content_type, inline=True)
    assert response["Content-Disposition"] == disposition
    assert response["Content-Security-Policy"] == policy


def test_a_pdf_as_a_download_is_sandboxed_too():
    assert served(samples.pdf(), "a.pdf", "application/pdf")["Content-Security-Policy"] == SANDBOX


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "", "application/pdf; charset=x"])
def test_a_content_type_not_ours_becomes_plain_bytes(content_type):
    response = served(samples.pdf(), "a.pdf", content_type, inline=True)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="a.pdf"'


def test_a_name_cannot_break_out_of_its_header():
    name = kept(samples.pdf(), "a.pdf")
    response = serve(name, content_type="application/pdf", download_name='a"\r\nSet-Cookie: x=1\u202efdp.exe.pdf')
    assert response["Content-Disposition"] == 'attachment; filename="a_ Set-Cookie_ x=1fdp.exe.pdf"'
    response.close()


def test_nginx_hands_the_file_over_where_it_is_told_to(settings):
    settings.X_ACCEL_PREFIX = "/evidence/"
    name = kept(samples.pdf(), "a.pdf")
    response = serve(name, content_type="application/pdf", download_name="a.pdf", inline=True)
    assert response["X-Accel-Redirect"] == f"/evidence/{name}"
    assert response.content == b""
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Security-Policy"] == PDF_POLICY


def test_no_name_leads_out_of_the_storage(settings):
    settings.X_ACCEL_PREFIX = "/evidence"
    with pytest.raises(SuspiciousFileOperation):
        serve("../../etc/passwd", content_type="application/pdf", download_name="a.pdf")
