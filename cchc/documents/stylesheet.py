"""The page and paragraph styles of `layout` as CSS for the PDF engine."""

from collections.abc import Sequence

from . import layout
from .blocks import Addressees, Block, Closing, Options, Recipients, Table
from .columns import PADDING, PADDING_ABOVE, RULE
from .layout import Section
from .lookup import QR_SIDE
from .metrics import FACES

FAMILY = "Van ban"
FONT_SCHEME = "vanban"
# The bundled face first: the PDF is the same on every machine. The rest serve a browser's working copy.
_STACK = f'"{FAMILY}", "Times New Roman", "Liberation Serif", serif'


def _between(room: tuple[float, float], sides: str = "0") -> str:
    above, below = room
    return f"{above:g}pt {sides} {below:g}pt"


def _room(piece: type[Block]) -> str:
    return _between(layout.ROOM[piece])


_BASE = f"""
html {{ font-family: {_STACK}; font-size: 14pt; line-height: {layout.LINE_HEIGHT}; color: #000; }}
body, p, table {{ margin: 0; }}
p {{ orphans: 2; widows: 2; white-space: pre-line; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ vertical-align: top; padding: 0; font-weight: normal; }}
.bold {{ font-weight: bold; }}
.italic {{ font-style: italic; }}
.whole {{ white-space: nowrap; }}
.under {{ display: inline-block; border-bottom: 0.75pt solid #000; padding-bottom: {layout.MOTTO_RULE_ROOM}pt; }}
.rule {{ margin: {layout.AGENCY_RULE_ROOM}pt auto 0; border-top: 0.75pt solid #000; }}
.title-rule {{ margin: {_between(layout.TITLE_RULE_ROOM, "auto")}; border-top: 0.75pt solid #000; }}
.box {{ display: inline-block; width: 0.68em; height: 0.68em; border: 0.8pt solid #000; vertical-align: -0.04em; }}
.head {{ table-layout: fixed; }}
.head td {{ text-align: center; padding-bottom: {layout.HEAD_ROOM}pt; }}
.head .agency {{ font-size: {layout.AGENCY_SIZE}pt; }}
.head .country {{ font-size: {layout.MOTTO_SIZES[0]}pt; font-weight: bold; white-space: nowrap; }}
.head .motto {{ font-size: {layout.MOTTO_SIZES[1]}pt; font-weight: bold; }}
.head .number {{ font-size: {layout.NUMBER_SIZE}pt; }}
.head .place {{ font-size: {layout.PLACE_SIZE}pt; font-style: italic; }}
.head .subject {{ font-size: {layout.SUBJECT_SIZE}pt; }}
.head .subject {{ padding: {layout.SUBJECT_ROOM[0]:g}pt {layout.SUBJECT_ROOM[1]:g}pt 0; }}
.formhead td {{ font-size: {layout.FORM_SIZE}pt; }}
.formhead td + td {{ text-align: right; }}
.address {{ margin: {_room(Addressees)}; }}
.address.one p {{ text-align: center; }}
.address.many {{ margin-left: 30mm; }}
.address.many p + p {{ margin-left: 14mm; }}
.grid {{ table-layout: fixed; margin: {_room(Table)}; overflow-wrap: anywhere; line-height: 1.15; }}
.grid {{ break-before: avoid; }}
.grid th, .grid td {{ border: {RULE}pt solid #000; padding: {PADDING_ABOVE}pt {PADDING}mm; }}
.grid th, .grid td {{ vertical-align: middle; white-space: pre-line; }}
.grid thead {{ display: table-header-group; }}
.grid th {{ font-weight: bold; text-align: center; }}
.grid tr {{ break-inside: avoid; }}
.grid .c {{ text-align: center; }}
.grid .strong td, .grid .span td {{ font-weight: bold; }}
.grid .lead {{ break-after: avoid; }}
.grid .tail {{ break-before: avoid; }}
.grid + .ghichu {{ break-before: avoid; }}
.grid .tall td {{ height: 11mm; }}
.options {{ table-layout: fixed; margin: {_room(Options)}; font-size: {layout.OPTION_SIZE}pt; break-inside: avoid; }}
.options td {{ padding: {layout.OPTION_ROOM}pt 0; }}
.dots p {{ height: {layout.WRITING_LINE}mm; border-bottom: 0.8pt dotted #000; }}
.closing {{ table-layout: fixed; break-inside: avoid; break-before: avoid; margin: {_room(Closing)}; }}
.closing p, .received p {{ font-size: {layout.RECIPIENTS_SIZE}pt; line-height: 1.15; }}
.closing p, .received p {{ padding-right: {layout.RECIPIENTS_APART}mm; }}
.closing .to, .received .to {{ font-size: {layout.RECIPIENTS_TITLE_SIZE}pt; font-weight: bold; font-style: italic; }}
.closing .signer {{ text-align: center; }}
.closing .signer p {{ font-size: {layout.SIGNER_SIZE}pt; font-weight: bold; padding: 0; }}
.closing .signer .hint {{ font-weight: normal; font-style: italic; font-size: 13pt; }}
.closing .room {{ height: {layout.SIGNING_ROOM}mm; }}
.received {{ margin: {_room(Recipients)}; break-inside: avoid; }}
.lookup {{ position: running(lookup); border-top: 0.5pt solid #000; padding-top: 1mm; text-align: left; }}
.lookup svg {{ float: left; width: {QR_SIDE}mm; height: {QR_SIDE}mm; margin-right: 3mm; }}
.lookup p {{ font-size: {layout.FOOTER_NOTE_SIZE}pt; padding-top: 1mm; overflow-wrap: anywhere; }}
"""


def stylesheet(sections: Sequence[Section]) -> str:
    """Faces, pages of every section, paragraph styles."""
    return "\n".join(
        [
            *(_face(bold, italic, name) for (bold, italic), name in FACES.items()),
            _BASE,
            *(_paragraph(name, "", form=False) for name in layout.STYLES),
            *(_paragraph(name, ".form ", form=True) for name in layout.STYLES),
            *(_pages(index, section) for index, section in enumerate(sections)),
        ]
    )


def _face(bold: bool, italic: bool, name: str) -> str:
    weight, slope = "bold" if bold else "normal", "italic" if italic else "normal"
    source = f"url({FONT_SCHEME}:{name})"
    return f"@font-face {{ font-family: '{FAMILY}'; src: {source}; font-weight: {weight}; font-style: {slope}; }}"


def _paragraph(name: str, scope: str, *, form: bool) -> str:
    style = layout.style_of(name, form=form)
    rules = [
        f"font-size: {style.size:g}pt",
        f"text-align: {style.align}",
        f"text-indent: {style.indent:g}mm",
        f"margin: {style.before:g}pt 0 {style.after:g}pt",
        *(["font-weight: bold"] if style.bold else []),
        *(["font-style: italic"] if style.italic else []),
        *(["break-after: avoid"] if style.keep else []),
    ]
    return f"{scope}p.{name} {{ {'; '.join(rules)}; }}"


def _pages(index: int, section: Section) -> str:
    turned = "landscape" if section.landscape else "portrait"
    margins = " ".join(
        f"{side:g}mm" for side in (layout.MARGIN_TOP, layout.MARGIN_RIGHT, layout.MARGIN_BOTTOM, layout.MARGIN_LEFT)
    )
    number = f"content: counter(page); font-family: {_STACK}; font-size: {layout.PAGE_NUMBER_SIZE:g}pt"
    # Later sections would go on showing the line that the main text has set.
    lookup = "content: element(lookup); vertical-align: top; width: 100%" if index == 0 else "content: none"
    return f"""
@page s{index} {{ size: A4 {turned}; margin: {margins}; @top-center {{ {number}; vertical-align: middle; }}
  @bottom-center {{ {lookup}; }} }}
@page :nth(1 of s{index}) {{ counter-reset: page 1; @top-center {{ content: none; }} }}
.s{index} {{ page: s{index}; }}
.s{index} + section {{ break-before: page; }}"""
