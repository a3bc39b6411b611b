"""Who owes what to whom: each app names the reminders that are due, this app sees to it that they go out once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cchc.accounts.models import User
from cchc.tenancy.models import Tenant


@dataclass(frozen=True, slots=True)
class Owed:
    """One message owed to one person. The same ``dedupe_key`` is never owed twice within a tenant."""

    recipient: User
    kind: str
    subject: str
    body: str
    url: str
    dedupe_key: str
    due_at: datetime
    text: str = ""
    """What goes to a mobile telephone as well, where it is urgent: short, without names, figures and addresses."""


Source = Callable[[datetime], Iterable[Owed]]
_sources: list[Source] = []
Queue = Callable[[Tenant, datetime], int]
_queues: list[Queue] = []


def register_source(source: Source) -> None:
    """Add a function that names what is owed at a moment, called inside each tenant's scope by the sweep."""
    if source not in _sources:
        _sources.append(source)


def everything_owed(at: datetime) -> Iterator[Owed]:
    for source in _sources:
        yield from source(at)


def register_queue(queue: Queue) -> None:
    """Add a function that sends what is due in another table, called by the sweep outside any scope; gives how many."""
    if queue not in _queues:
        _queues.append(queue)


def further_queues() -> list[Queue]:
    return _queues
