"""Imports by command: exit codes, every fault on stderr, all or nothing, a dry run that keeps nothing."""

import io
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cchc.files import parsers
from cchc.files.commands import Import, ImportCommand
from cchc.files.tabular import Column


class Shelf(ImportCommand):
    """An import into a list; the transaction puts the list back as it was."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.kept: list[str] = []

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--year", type=int)

    def resolve_tenant(self, slug):
        return slug if slug == "bach-thong" else None

    def resolve_actor(self, tenant, username):
        return {None: "hệ thống", "chi": "chi"}.get(username)

    @contextmanager
    def scope(self, tenant):
        before = list(self.kept)
        try:
            yield
        except BaseException:
            self.kept = before
            raise

    def columns(self, job):
        return [Column("code", required=True, parse=parsers.code), Column("points", parse=parsers.decimal)]

    def judge(self, job: Import):
        for row in job.table.rows:
            if row["code"] == "9":
                job.faults.add(row, "code", "không có mã này – chọn mã khác")

    def load(self, job: Import):
        for row in job.table.rows:
            self.kept.append(row["code"])
            if row["code"] == "8":
                job.faults.add(row, "points", "vượt điểm tối đa – sửa điểm")
        return f"Đã nhập {len(job.table.rows)} dòng ({job.by}, {job.options['year']})."


@pytest.fixture
def shelf():
    return Shelf(stdout=io.StringIO(), stderr=io.StringIO(), no_color=True)


@pytest.fixture
def run(shelf, tmp_path):
    def run(text: str, *arguments: str):
        path = tmp_path / "a.csv"
        path.write_text(text, encoding="utf-8")
        call_command(shelf, str(path), "--tenant", "bach-thong", *arguments)
        return shelf.stdout.getvalue()

    return run


def failed(run, text: str, *arguments: str) -> CommandError:
    with pytest.raises(CommandError) as error:
        run(text, *arguments)
    return error.value


def test_rows_are_kept_and_summed_up(run, shelf):
    assert run("code,points\n1.1,2\n1.10,3\n", "--by", "chi", "--year", "2024") == "Đã nhập 2 dòng (chi, 2024).\n"
    assert shelf.kept == ["1.1", "1.10"]


def test_every_fault_is_listed_and_nothing_is_kept(run, shelf):
    error = failed(run, "code,points\n1,x\n9,1\n,2\n")
    assert (error.returncode, str(error)) == (1, "3 chỗ cần sửa; chưa ghi gì.")
    assert shelf.stderr.getvalue() == (
        "a.csv, 2, points: «x» không phải là số – ghi số như 0,5 hoặc 0.5, không dùng dấu phân cách hàng nghìn\n"
        "a.csv, 3, code: không có mã này – chọn mã khác\n"
        "a.csv, 4, code: bỏ trống – cần có giá trị\n"
    )
    assert (shelf.kept, shelf.stdout.getvalue()) == ([], "")


def test_a_fault_found_while_writing_takes_everything_back(run, shelf):
    assert failed(run, "code,points\n1,1\n8,1\n").returncode == 1
    assert shelf.kept == []


def test_a_dry_run_says_what_would_be_done_and_keeps_nothing(run, shelf):
    said = run("code,points\n1,1\n", "--dry-run")
    assert said == "Đã nhập 1 dòng (hệ thống, None). Chỉ kiểm tra (--dry-run): chưa ghi gì.\n"
    assert shelf.kept == []


def test_a_dry_run_with_faults_fails_like_the_real_one(run):
    assert failed(run, "code,points\n1,x\n", "--dry-run").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["khong-co.csv", "--tenant", "bach-thong"], "Không có tệp khong-co.csv."),
        ([__file__, "--tenant", "khac"], "Không có đơn vị sử dụng «khac» (--tenant)."),
        ([__file__, "--tenant", "bach-thong", "--by", "khac"], "Không có tài khoản «khac» (--by)."),
    ],
)
def test_wrong_usage_has_its_own_exit_code(shelf, arguments, message):
    with pytest.raises(CommandError) as error:
        call_command(shelf, *arguments)
    assert (error.value.returncode, str(error.value)) == (2, message)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["khong-co.csv", "--tenant", "bach-thong"], 2),
        (["a.csv"], 2),
        ([__file__, "--tenant", "bach-thong", "--khac"], 2),
        ([__file__, "--tenant", "bach-thong"], 1),
    ],
)
def test_the_process_ends_with_the_exit_code(shelf, arguments, code, capsys):
    shelf.requires_system_checks = []
    with pytest.raises(SystemExit) as ended:
        shelf.run_from_argv(["manage.py", "shelf", *arguments])
    assert ended.value.code == code
