from django.urls import path, register_converter

from publications.improvement_urls import urlpatterns as improvement_urls
from publications.reading_urls import urlpatterns as reading_urls
from publications.views import batches, bulk, errata, papers, public, register, results, wording
from publications.views.trial import trial


class TableFormat:
    """The ending of a table for other programs."""

    regex = "csv|json|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PaperKey:
    """The kind of a paper: the number of its text, with a suffix for a second paper on the same text."""

    regex = "[0-9]{2}(?:-[a-z-]{1,17})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TableFormat, "table")
register_converter(PaperKey, "paper")


class RegisterFile(PaperKey):
    """Which file of the register: the print with its number, or the signed copy."""

    regex = "ban-in|ban-ky"


class TextNumber(PaperKey):
    """The number of a text."""

    regex = "[0-9]{2}"


register_converter(RegisterFile, "register_file")
register_converter(TextNumber, "text_number")

app_name = "publications"
urlpatterns = [
    path("<int:year>/ket-qua/", results.result, name="result"),
    path("<int:year>/ket-qua/chot/", results.freezing, name="freeze"),
    path("<int:year>/ket-qua/phe-duyet/", results.approval, name="approve"),
    path("<int:year>/ket-qua/cong-bo/", results.publishing, name="publish"),
    path("<int:year>/ket-qua/tai-ve.<table:extension>", results.download, name="download"),
    *reading_urls,
    path("<int:year>/van-ban/", papers.papers, name="papers"),
    path("<int:year>/van-ban/noi-dung/", papers.terms, name="terms"),
    path("<int:year>/van-ban/<paper:kind>/", papers.paper, name="paper"),
    path("<int:year>/van-ban/<paper:kind>/trinh-ky/", papers.submit, name="submit"),
    path("<int:year>/van-ban/<paper:kind>/lap-nhieu/", batches.ask, name="batch_ask"),
    path("<int:year>/van-ban/<paper:kind>/lap-mot/", batches.ask_one, name="batch_one"),
    path("<int:year>/van-ban/<paper:kind>/trinh-ky-tat-ca/", bulk.submit_all, name="submit_all"),
    path("<int:year>/van-ban/<paper:kind>/vao-so-tat-ca/", bulk.number_all, name="number_all"),
    path("<int:year>/van-ban/<paper:kind>/ban-ky-tat-ca/", bulk.attach_all, name="attach_all"),
    path("<int:year>/van-ban/<paper:kind>/phat-hanh-tat-ca/", bulk.issue_all, name="issue_all"),
    path("<int:year>/van-ban/lap-nhieu/<int:pk>/", batches.batch, name="batch"),
    path("<int:year>/van-ban/lap-nhieu/<int:pk>/tep.zip", batches.batch_file, name="batch_file"),
    path("<int:year>/van-ban/so/", register.register, name="register"),
    path("<int:year>/van-ban/so/<int:pk>/", register.document, name="document"),
    path("<int:year>/van-ban/so/<int:pk>/noi-nhan/", register.recipients, name="recipients"),
    path("<int:year>/van-ban/so/<int:pk>/dinh-chinh/", errata.errata, name="errata"),
    path("<int:year>/van-ban/so/<int:pk>/<register_file:which>.pdf", register.document_file, name="document_file"),
    path("<int:year>/van-ban/so/<int:pk>/<slug:name>/", register.step, name="step"),
    *improvement_urls,
    path("mau-van-ban/", wording.texts_list, name="wordings"),
    path("mau-van-ban/<text_number:kind>/", wording.edit, name="wording"),
    path("mau-van-ban/<text_number:kind>/xem-thu/", wording.preview, name="wording_preview"),
    path("mau-van-ban/<text_number:kind>/chuan/", wording.back, name="wording_reset"),
    path("<int:year>/van-ban/<paper:kind>/tep.<str:extension>", papers.paper_file, name="paper_file"),
    path("bo-tieu-chi/<str:code>/thu-nghiem/", trial, name="trial"),
    path("cong-bo/", public.years, name="public_years"),
    path("cong-bo/<int:year>/", public.year, name="public_year"),
    path("cong-bo/<int:year>.<table:extension>", public.data, name="public_data"),
    path("cong-bo/<int:year>/ket-qua.<table:extension>", public.data, name="public_data_beside"),
    path("cong-bo/<int:year>/<str:code>/", public.agency, name="public_agency"),
]
