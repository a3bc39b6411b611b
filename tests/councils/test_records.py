"""The record for complaints: what is in it, that it is signed, and that any change to it is seen."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from assessments.models import Score
from assessments.services import add_evidence
from cchc.notices.models import Notification
from cchc.tenancy.scope import tenant_scope
from councils import records, signing
from councils.models import RecordExport
from councils.queries.ledger import ledger_of
from councils.services import appraise, explanation
from councils.services.appraising import Refused
from councils.services.recording import ask_record, make_record, path_of, waiting_records
from councils.verifying import verify
from tests.assessments.build import pdf
from tests.councils.build import EXPLAINING, appraised_campaign, member


@pytest.fixture
def done(cast, now, settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            **settings.STORAGES["evidence"],
            "OPTIONS": {**settings.STORAGES["evidence"]["OPTIONS"], "location": str(tmp_path / "media")},
        },
    }
    return appraised_campaign(cast, now=now, phase=EXPLAINING)


@pytest.fixture
def package(cast, done, now):
    """The record of commune 1, with one question that was answered."""
    with tenant_scope(cast.tenant_a):
        file, leaf = done.files[cast.a.commune_1.pk], done.leaves["2.2"]
        explanation.ask(
            assessment=file, leaf=leaf, by=member(cast, cast.dung), department=cast.a.justice,
            doubt="Số liệu khác.", question="Đối chiếu.", at=now,
        )  # fmt: skip
        letter = explanation.send_letter(
            assessment=file, by=member(cast, cast.minh), at=now, due_at=now + timedelta(days=1)
        )
        one = letter.requests.get()
        explanation.save_reply(request=one, by=member(cast, cast.an), at=now, position="disagree", reply="Đã đủ.")
        explanation.send_reply(letter=letter, by=member(cast, cast.binh), at=now)
        explanation.note(assessment=file, leaf=leaf, by=member(cast, cast.dung), text="Ghi chú kín", at=now)
        export = ask(cast, done, now)
    assert make_record(cast.tenant_a, export.pk, at=now)
    with tenant_scope(cast.tenant_a):
        export.refresh_from_db()
        return path_of(export)


def ask(cast, done, now):
    return ask_record(
        campaign=done.campaign,
        agency=cast.a.commune_1,
        reason="Trả lời khiếu nại",
        by=member(cast, cast.chi),
        at=now,
    )


def rows(package, name):
    with zipfile.ZipFile(package) as opened:
        text = opened.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_package_holds_scores_reasons_talk_and_diary_and_says_what_it_holds(package):
    with zipfile.ZipFile(package) as opened:
        names, manifest = opened.namelist(), json.loads(opened.read("manifest.json"))
    assert [one["path"] for one in manifest["files"]] == sorted(set(names) - {
        "manifest.json", "manifest.sig", "khoa-cong-khai.pem"
    })  # fmt: skip
    assert (manifest["tenant"], manifest["agency"], manifest["reason"]) == ("huyen-a", "001", "Trả lời khiếu nại")
    steps = [(row["Bước"], row["Người"]) for row in rows(package, "so-diem/001.csv") if row["Mục"] == "2.2"]
    assert steps == [
        ("Tự chấm", "Trần Văn Bình"),
        ("Thẩm định lần 1", "Lường Thị Nga"),
        ("Yêu cầu giải trình", "Nông Văn Dũng"),
        ("Giải trình", "Nguyễn Thị An"),
    ]
    verbs = {row["verb"] for row in rows(package, "nhat-ky/nhat-ky.csv")}
    assert {"yêu cầu giải trình", "gửi giải trình", "nhận điểm tự chấm"} <= verbs


def test_internal_notes_are_no_part_of_it(package):
    with zipfile.ZipFile(package) as opened:
        assert [name for name in opened.namelist() if "Ghi chú kín".encode() in opened.read(name)] == []


def test_an_untouched_package_is_whole(package, capsys):
    assert verify(package) == []
    call_command("verify_export", package)
    assert capsys.readouterr().out == "Bộ hồ sơ nguyên vẹn, chữ ký đúng.\n"


def changed(package, tmp_path, *, name, content=None, extra=None):
    """A copy of the package with one file changed, left out (no content) or added."""
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(other, "w") as target:
        for one in source.namelist():
            if one != name:
                target.writestr(one, source.read(one))
            elif content is not None:
                target.writestr(one, content(source.read(one)))
        if extra:
            target.writestr(extra, b"x")
    return other


def test_every_change_is_seen(package, tmp_path):
    ledger = "so-diem/001.csv"
    edited = changed(package, tmp_path, name=ledger, content=lambda data: data.replace(b"1,5", b"2,0") + b"x")
    assert verify(edited) == ["Tệp so-diem/001.csv đã bị sửa: mã SHA-256 không khớp."]
    assert verify(changed(package, tmp_path, name=ledger)) == ["Thiếu tệp so-diem/001.csv."]
    more = changed(package, tmp_path, name="", extra="them.txt")
    assert verify(more) == ["Có tệp không ghi trong danh mục: them.txt."]
    forged = changed(package, tmp_path, name="manifest.json", content=lambda data: data.replace(b"khi", b"kho", 1))
    assert [fault[:26] for fault in verify(forged)] == ["Chữ ký của manifest.json k"]
    with pytest.raises(CommandError) as refused:
        call_command("verify_export", forged)
    assert refused.value.returncode == 1


def test_another_installations_key_does_not_fit(package, settings, tmp_path):
    settings.EXPORT_SIGNING_KEY = "A" * 43 + "="
    other = signing.public_pem(signing.private_key().public_key())
    assert [fault[:26] for fault in verify(package, pem=other)] == ["Chữ ký của manifest.json k"]


def test_what_is_no_package_is_refused_in_words(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"not a zip")
    assert [fault[:24] for fault in verify(path)] == ["Không đọc được bộ hồ sơ:"]


def test_evidence_is_inside_with_its_checksum(cast, done, now):
    with tenant_scope(cast.tenant_a):
        document, _ = add_evidence(
            agency=cast.a.commune_1, year=2024, file=pdf(), name="ke-hoach.pdf",
            description={"number": "12/KH-UBND", "abstract": "Kế hoạch"}, by=cast.an,
        )  # fmt: skip
        done.files[cast.a.commune_1.pk].citations.create(
            criterion=done.leaves["2.2"], evidence=document, page="trang 1", in_reply=True
        )
        export = ask(cast, done, now)
    make_record(cast.tenant_a, export.pk, at=now)
    with tenant_scope(cast.tenant_a):
        export.refresh_from_db()
        path = path_of(export)
    row = rows(path, "tai-lieu/001/tai-lieu.csv")[0]
    assert (row["SHA-256 lúc nhận"], row["Mục"]) == (document.sha256, "2.2 (trang 1, bổ sung khi giải trình)")
    with zipfile.ZipFile(path) as opened:
        assert opened.read(row["Tệp"]) == pdf().read()


def test_one_record_waits_once_and_whoever_asked_is_told_when_it_is_ready(cast, done, now):
    with tenant_scope(cast.tenant_a):
        export = ask(cast, done, now)
        with pytest.raises(Refused, match="đang được lập"):
            ask(cast, done, now)
    assert waiting_records(cast.tenant_a) == [export.pk]
    assert (make_record(cast.tenant_a, export.pk, at=now), make_record(cast.tenant_a, export.pk, at=now)) == (
        True,
        False,
    )
    with tenant_scope(cast.tenant_a):
        told = Notification.objects.get(kind="record_ready", channel="inbox")
        assert (told.recipient, told.subject) == (
            cast.chi,
            "Bộ hồ sơ trích xuất đã sẵn sàng: Xã Cẩm Giàng năm 2024",
        )


def test_the_database_knows_no_ready_record_without_its_file(cast, done, now):
    with tenant_scope(cast.tenant_a):
        export = ask(cast, done, now)
        with pytest.raises(IntegrityError, match="export_ready_has_file"), transaction.atomic():
            RecordExport.objects.filter(pk=export.pk).update(state="ready")


def test_the_key_is_made_once_and_kept_for_its_owner_alone(settings, tmp_path):
    settings.EXPORT_SIGNING_KEY, settings.DATA_DIR = "", tmp_path
    first, second = (signing.public_pem(signing.private_key().public_key()) for _ in range(2))
    assert first == second
    assert oct((tmp_path / signing.KEY_FILE).stat().st_mode)[-3:] == "600"


def test_production_does_not_sign_without_a_key_of_its_own(settings):
    settings.EXPORT_SIGNING_KEY, settings.EMBEDDED = "", False
    with pytest.raises(ImproperlyConfigured, match="EXPORT_SIGNING_KEY"):
        signing.private_key()
    settings.EXPORT_SIGNING_KEY = "khong phai khoa"
    with pytest.raises(ImproperlyConfigured, match="32 bytes"):
        signing.private_key()


def test_cells_that_a_spreadsheet_would_calculate_stay_text():
    assert [records._cell(value) for value in ("=1+1", "-0.25", "@x", None)] == ["'=1+1", "-0.25", "'@x", ""]


def test_the_ledger_sums_its_branches_exactly(cast, done):
    with tenant_scope(cast.tenant_a):
        ledger = ledger_of(done.files[cast.a.commune_1.pk])
        areas = [line for line in ledger.lines if line.node.level == "field"]
        assert sum(line.mine for line in areas if line.mine) == ledger.total.mine
        assert sum(line.first for line in areas if line.first) == ledger.total.first
        assert ledger.stages == ["self", "appraised"]


def test_after_a_second_appraisal_branches_count_the_first_score_of_the_other_leaves(cast, done, now):
    file, leaf = done.files[cast.a.commune_1.pk], done.leaves["2.2"]
    with tenant_scope(cast.tenant_a):
        assert ledger_of(file).total.second is None
        again = {"stage": "reappraised", "points": Decimal(0), "reason": "Thiếu.", "at": now}
        appraise(assessment=file, leaf=leaf, by=cast.dung, department=None, **again)
        total = ledger_of(file).total
        first = Score.objects.get(assessment=file, criterion=leaf, stage="appraised").points
        assert total.second == total.first - first
