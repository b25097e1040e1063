"""Small spreadsheets written by hand, holding what Excel and LibreOffice write and no library smooths."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NUMBER_FORMATS = [
    "0%", "0.0%", "0.00", "0%;[Red]-0%", "[Red]0%", "0%;\\-0%", "0\\ %", "#,##0 %", "##0%", "0.##%", "00000", "#,##0",
    "#,##0.00", '#,##0.00\\ "€"', "#,##0.00\\ [$€-407]", '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-',
    '0" Plätze"', "0.00E+00", "# ?/?", '"+"0', "000\\-000", "0,", "[$$-409]#,##0.00",
]  # fmt: skip
_STYLES = ["General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm", "0%", "0.0%", "0.00", *NUMBER_FORMATS]
STYLE = {
    **{name: index for index, name in enumerate(["general", "date", "datetime", "time", "percent", "percent1", "two"])},
    **{code: index for index, code in enumerate(_STYLES) if index},
}


def cell(reference, value, style="general", formula=None):
    """One `<c>`: text inline, numbers as they are, True and False as booleans, None as an empty cell."""
    s = f' s="{STYLE[style]}"'
    f = f"<f>{escape(formula)}</f>" if formula else ""
    if value is None:
        return f'<c r="{reference}"{s}>{f}</c>'
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"{s}>{f}<v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{reference}"{s}>{f}<v>{value!r}</v></c>'
    if value.startswith("#"):
        return f'<c r="{reference}" t="e"{s}>{f}<v>{escape(value)}</v></c>'
    return f'<c r="{reference}" t="inlineStr"{s}><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def row(number, cells, hidden=False):
    shown = ' hidden="1"' if hidden else ""
    return f'<row r="{number}"{shown}>{"".join(cells)}</row>'


def sheet(rows):
    """A sheet from lists of values (or of finished `<c>` strings), one row after another."""
    out = []
    for number, values in enumerate(rows, 1):
        cells = [
            value if isinstance(value, str) and value.startswith("<c ") else cell(f"{chr(65 + i)}{number}", value)
            for i, value in enumerate(values)
            if value is not None
        ]
        out.append(row(number, cells))
    return "".join(out)


def xlsx(sheets, hidden=(), extra=(), merged=()):
    """The bytes of a workbook; `sheets` maps names to the inside of `<sheetData>`, `merged` are ranges like “A2:A4”."""
    names = list(sheets)
    state = ("", ' state="hidden"')
    book = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i}"{state[name in hidden]} r:id="r{i}"/>'
        for i, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i, _ in enumerate(names, 1)
    )
    formats = "".join(
        f'<numFmt numFmtId="{163 + i}" formatCode={quoteattr(code)}/>' for i, code in enumerate(_STYLES) if i
    )
    styles = "".join(f'<xf numFmtId="{163 + i if i else 0}" applyNumberFormat="1"/>' for i, _ in enumerate(_STYLES))
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{book}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships xmlns="
        '"http://schemas.openxmlformats.org/package/2006/relationships">'
        f'{relations}<Relationship Id="rs" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs>'
        "</styleSheet>",
    }
    cells = "".join(f'<mergeCell ref="{reference}"/>' for reference in merged)
    for i, name in enumerate(names, 1):
        files[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{sheets[name]}</sheetData>'
            f"{f'<mergeCells>{cells}</mergeCells>' if cells else ''}</worksheet>"
        )
    return archive({**files, **dict(extra)})


def ods(rows, sheet_name="Tabelle1"):
    """The bytes of a spreadsheet as LibreOffice writes it, with its long tail of repeated empty cells and rows."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, values))}</table:table-row>" for values in rows)
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    tail = f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
    return ods_content(f'<table:table table:name="{sheet_name}">{body}{tail}</table:table>')


def ods_content(tables):
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0"'
        f' xmlns:text="{office}text:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content,
                    "META-INF/manifest.xml": "<manifest/>"})  # fmt: skip


def archive(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return buffer.getvalue()


def ods_cell(value_type, value, shown, repeated=1):
    """One cell as LibreOffice writes it: the value in an attribute, what is shown as its text."""
    name = {"float": "value", "percentage": "value", "currency": "value"}.get(value_type, f"{value_type}-value")
    kept = f'office:value-type="{value_type}" office:{name}="{value}"'
    start = f'<table:table-cell table:number-columns-repeated="{repeated}" {kept}>'
    return f"{start}<text:p>{shown}</text:p></table:table-cell>"


def _ods_cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, (int, float)):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )
    if value.startswith("<table:"):
        return value
    paragraphs = "".join(f"<text:p>{escape(part)}</text:p>" for part in value.split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'
