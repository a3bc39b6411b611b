"""The language of the texts: variables, the six filters, if and for. Nothing else passes, whoever edits the wording.

Two walls: the syntax tree may hold only the nodes listed here, and the environment is Jinja's immutable sandbox, where
a name reaches data and never an attribute of a Python object.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NoReturn

from jinja2 import Template, TemplateSyntaxError, Undefined, UndefinedError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from . import filters
from .errors import DocumentError
from .values import Record, encode

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Filter,
    nodes.If,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
    nodes.Not,
    nodes.And,
    nodes.Or,
)


class Missing(Undefined):
    """A variable the data does not hold: false in a condition (an optional piece), an error wherever it would print."""

    def __init__(self, hint: str | None = None, obj: Any = None, name: str | None = None, exc: Any = UndefinedError):
        path = obj.path_of(name) if name and isinstance(obj, Record) else name
        super().__init__(hint, obj, path, exc)

    def _fail_with_undefined_error(self, *args: object, **kwargs: object) -> NoReturn:
        raise DocumentError(f"thiếu dữ liệu «{self._undefined_name}»")

    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __hash__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = __getattr__ = _fail_with_undefined_error

    def __bool__(self) -> bool:
        return False


# What is left of the turns that the loops of one paper may take; loops within loops multiply.
TURNS = 1_000_000
_turns: ContextVar[int] = ContextVar("turns", default=TURNS)


def _figure(writer: Any) -> Any:
    def write(value: object) -> str:
        return str(writer(_present(value)))

    return write


def _present(value: object) -> object:
    if isinstance(value, Missing):
        str(value)
    return value


def _disarmed(value: object) -> str:
    return encode(_present(value))


def _with_year(writer: Any) -> Any:
    """A blank day keeps the year of the paper."""

    @pass_context
    def write(context: Context, value: object) -> str:
        paper = context.get("vb")
        return str(writer(_present(value), paper.get("nam", "") if isinstance(paper, Record) else ""))

    return write


def _listed(value: object, path: str) -> object:
    present = _present(value)
    if not isinstance(present, tuple):
        raise DocumentError(f"dữ liệu «{path}» phải là danh sách")
    _turns.set(_turns.get() - len(present))
    if _turns.get() < 0:
        raise DocumentError(f"lời mẫu lặp quá nhiều lần (tại «{path}») – bớt các vòng «for» lồng nhau")
    return value


_WRITERS: Mapping[str, Any] = {
    "diem": _figure(filters.diem),
    "so2": _figure(filters.so2),
    "haiso": _figure(filters.haiso),
    "hoa": _figure(filters.hoa),
    "ngay": _figure(filters.ngay),
    "gio": _figure(filters.gio),
    "ngaychu": _with_year(filters.ngaychu),
    "han": _with_year(filters.han),
    "hanngan": _figure(filters.hanngan),
}
# Put around the list of every loop by ourselves; no text may name it.
_LIST_FILTER = "danh sách"


class _Language(ImmutableSandboxedEnvironment):
    def __init__(self) -> None:
        super().__init__(undefined=Missing, finalize=_disarmed, autoescape=False, cache_size=0)
        self.globals.clear()
        self.tests.clear()
        self.filters = {**_WRITERS, _LIST_FILTER: _listed}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Data only: a field of a record, or Missing."""
        if isinstance(obj, Missing):
            str(obj)
        if isinstance(obj, Record) and attribute in obj:
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As `getattr`: a text writes `a.b` and nothing else."""
        return self.getattr(obj, str(argument))

    def is_safe_callable(self, obj: Any) -> bool:
        """No text calls anything."""
        return False


LANGUAGE = _Language()


def fill(source: str, data: Mapping[str, object]) -> str:
    """The marked-up lines with data filled in, its structural characters still disarmed.

    Raises DocumentError for a missing variable, a value of the wrong kind, and wording outside the language.
    """
    _turns.set(TURNS)
    try:
        return _compiled(source).render(data if isinstance(data, Record) else Record(data))
    except TypeError as fault:
        raise DocumentError("lời mẫu so sánh hai giá trị khác kiểu (lời với số)") from fault
    except (UndefinedError, SecurityError) as fault:
        raise DocumentError(f"lời mẫu không hợp lệ: {fault}") from fault


def check(source: str) -> None:
    """Refuse wording that uses more than variables, the six filters, if and for. Raises DocumentError with the line."""
    _checked(source)


# Bounded: the shipped texts and the wordings an office is editing.
@lru_cache(maxsize=128)
def _compiled(source: str) -> Template:
    tree = _checked(source)
    for loop in tree.find_all(nodes.For):
        named = nodes.Const(_path(loop.iter))
        loop.iter = nodes.Filter(loop.iter, _LIST_FILTER, [named], [], None, None)
    code = LANGUAGE.compile(tree)
    return Template.from_code(LANGUAGE, code, {})


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def _checked(source: str) -> nodes.Template:
    try:
        tree = LANGUAGE.parse(source)
    except TemplateSyntaxError as fault:
        raise DocumentError(f"lời mẫu sai cú pháp ở dòng {fault.lineno}: {fault.message}") from fault
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            _refuse(node)
        if isinstance(node, nodes.Filter) and node.name not in _WRITERS:
            _refuse(node)
        if isinstance(node, nodes.For) and (node.recursive or node.test):
            _refuse(node)
    return tree


def _refuse(node: nodes.Node) -> NoReturn:
    # Jinja gives no line to some of the tags it rewrites.
    where = f" dòng {node.lineno}" if node.lineno else ""
    known = ", ".join(_WRITERS)
    raise DocumentError(f"lời mẫu{where} chỉ được dùng biến, if, for, so sánh và các bộ lọc {known}")


def variables(source: str) -> dict[str, int]:
    """Every variable that the wording prints, tests or loops over, with the line it is first named in.

    A field of a loop's item is named by its list: `kq.khoi[].ten`. Raises DocumentError outside the language.
    """
    found: dict[str, int] = {}
    _collect(_checked(source), {}, found)
    return found


def _collect(node: nodes.Node, items: Mapping[str, str], found: dict[str, int]) -> None:
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        _collect(node.iter, items, found)
        inside = {**items, node.target.name: f"{_resolved(node.iter, items)}[]"}
        for child in [*node.body, *node.else_]:
            _collect(child, inside, found)
    elif isinstance(node, nodes.Getattr | nodes.Name):
        found.setdefault(_resolved(node, items), node.lineno)
    else:
        for child in node.iter_child_nodes():
            _collect(child, items, found)


def _resolved(node: nodes.Node, items: Mapping[str, str]) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_resolved(node.node, items)}.{node.attr}"
    return items.get(node.name, node.name) if isinstance(node, nodes.Name) else "…"
