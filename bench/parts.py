"""The parts of a run in their order, each with the data it needs."""

from collections.abc import Callable, Iterator

from bench import district, province
from bench.database import settle
from bench.measures import (
    appraising,
    autosave,
    crowd,
    documents,
    exporting,
    freezing,
    importing,
    isolation,
    long,
    pages,
    preview,
    public,
    ranking,
    surveying,
    tallying,
    uploads,
)
from bench.report import Result
from cchc.tenancy.models import Tenant


def _pages() -> Iterator[Result]:
    desk = district.seed()
    settle()
    yield from pages.measure(desk)
    yield from autosave.measure(desk)
    yield from crowd.measure(desk)
    yield from long.measure(desk)
    yield from surveying.measure(desk)
    yield from uploads.measure(desk)


def _import() -> Iterator[Result]:
    tenant = Tenant.objects.create(slug="nhap", name="Huyện Nhập", kind=Tenant.Kind.DISTRICT)
    yield from importing.measure(tenant)


def _scores() -> Iterator[Result]:
    large, small = province.seed("lon", province.AGENCIES), province.seed("nho", province.SMALL)
    settle()
    yield from ranking.measure(large, small)
    yield from isolation.measure(small)
    yield from freezing.measure(large)


PARTS: dict[str, Callable[[], Iterator[Result]]] = {
    "pages": _pages,
    "import": _import,
    "preview": preview.measure,
    "documents": documents.measure,
    "export": exporting.measure,
    "public": public.measure,
    "tally": tallying.measure,
    "appraisal": appraising.measure,
    "scores": _scores,  # last: beside the many criteria of other tenants the planner is led astray more easily
}
