import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from broadcaster.tabular import (
    Field,
    Finding,
    ImportRefusedError,
    ImportReport,
    Table,
    TableUnreadableError,
    fold,
    match_columns,
    read_bytes,
    read_table,
)
from broadcaster.tabular.table import column_letter

TEXT = "référence;nom;téléphone\nH1;Mme Noël;06 39 98 00 01\n"
EXPECTED = {"référence": "H1", "nom": "Mme Noël", "téléphone": "06 39 98 00 01"}


def _workbook(*rows: Sequence[object]) -> Workbook:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    return book


def _saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ods(*rows: Sequence[str], numbers: Sequence[float] = ()) -> bytes:
    """A workbook as LibreOffice writes it, as far as cells go."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{number:.0f}"/>'
            for number in numbers
        )
        + "</table:table-row>"
        for row in rows
    )
    body = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}:office:1.0"'
        f' xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0" office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="Feuille1">'
        f"{lines}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{office}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", body)
        archive.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


def test_a_number_of_an_open_document_is_read_without_its_decimals() -> None:
    table = read_bytes(_ods(["référence"], ["H1"], numbers=[639980001]))
    assert table.rows[0].cells["639980001"] == "639980001"


def test_a_damaged_open_document_is_refused_with_the_remedy() -> None:
    content = bytearray(_ods(["référence"], ["H1"]))
    place = content.index(b"<office:body>")
    content[place : place + 13] = b"<office:bod<>"
    with pytest.raises(TableUnreadableError, match="abîmé"):
        read_bytes(bytes(content))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_ods(tuple(EXPECTED), tuple(EXPECTED.values())), id="ODS"),
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with mark"),
        pytest.param(TEXT.encode("cp1252"), id="Windows"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16 with mark"),
        pytest.param(TEXT.encode("utf-16-le"), id="UTF-16 little, no mark"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16 big"),
        pytest.param(TEXT.replace(";", ",").encode(), id="commas"),
        pytest.param(TEXT.replace(";", "\t").encode(), id="tabs"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="Windows lines"),
        pytest.param(TEXT.replace("\n", "\r").encode(), id="old Mac lines"),
        pytest.param(TEXT.rstrip("\n").encode(), id="no last line end"),
        pytest.param(TEXT.replace("Mme Noël", '" Mme Noël "').encode(), id="quotes and spaces"),
        pytest.param(TEXT.replace("é", "e\u0301").encode(), id="letters in two parts"),
        pytest.param(_saved(_workbook(tuple(EXPECTED), tuple(EXPECTED.values()))), id="XLSX"),
    ],
)
def test_every_kind_of_file_gives_the_same_table(content: bytes) -> None:
    table = read_bytes(content)
    assert table.columns == tuple(EXPECTED)
    assert [(row.number, dict(row.cells)) for row in table.rows] == [(2, EXPECTED)]
    assert table.findings == ()


def test_rows_keep_the_number_the_spreadsheet_shows() -> None:
    table = read_bytes(b'\n;;\nnom;note\n\nA;"deux\nlignes"\n;\nB;\n')
    assert [(row.number, row.cells["nom"]) for row in table.rows] == [(5, "A"), (7, "B")]


def test_the_separator_line_of_excel_counts_as_a_row() -> None:
    table = read_bytes(b"sep=,\nnom,note\nA,1;2\n")
    assert [(row.number, dict(row.cells)) for row in table.rows] == [
        (3, {"nom": "A", "note": "1;2"})
    ]


def test_values_of_a_workbook_are_what_people_see() -> None:
    content = _saved(
        _workbook(
            ("tél", "appt", "jour", "début", "heure", "part", "oui", "vide"),
            (
                639980012,
                12.0,
                date(2026, 5, 12),
                datetime(2026, 5, 12, 9, 30),  # noqa: DTZ001 - a cell has no zone
                time(9),
                1.5,
                True,
                None,
            ),
        )
    )
    assert list(read_bytes(content).rows[0].cells.values()) == [
        "639980012",
        "12",
        "2026-05-12",
        "2026-05-12 09:30",
        "09:00:00",
        "1.5",
        "oui",
        "",
    ]


def test_a_workbook_keeps_its_row_numbers() -> None:
    book = _workbook(("nom",), ("A",), (None,), ("B",))
    assert [row.number for row in read_bytes(_saved(book)).rows] == [2, 4]


def test_a_formula_without_result_and_an_error_are_findings() -> None:
    book = _workbook(("nom", "étage"), ("=A9&B9", "#REF!"))
    table = read_bytes(_saved(book))
    assert [(finding.row, finding.column) for finding in table.findings] == [
        (2, "nom"),
        (2, "étage"),
    ]
    assert "formule" in table.findings[0].message
    assert "#REF!" in table.findings[1].message
    assert table.rows[0].unreadable == {"nom", "étage"}


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        pytest.param("nom;\nA;perdu\n", 2, "B", id="no title"),
        pytest.param("nom\nA;perdu\n", 2, "B", id="beyond the titles"),
        pytest.param("nom;nom\nA;B\n", 1, "nom", id="title twice"),
    ],
)
def test_what_has_no_place_is_a_finding(text: str, row: int, column: str) -> None:
    (finding,) = read_bytes(text.encode()).findings
    assert (finding.row, finding.column) == (row, column)


def _zip(name: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, "x")
    return target.getvalue()


def _two_sheets() -> bytes:
    book = _workbook(("nom",), ("A",))
    book.create_sheet("Autres").append(("B",))
    return _saved(book)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "Le fichier est vide", id="empty"),
        pytest.param(b" \r\n ", "Le fichier est vide", id="blank"),
        pytest.param(b"\xef\xbb\xbf", "Le fichier est vide", id="only a mark"),
        pytest.param(b";;\n;;\n", "Le fichier est vide", id="only separators"),
        pytest.param(_saved(Workbook()), "Le fichier est vide", id="empty workbook"),
        pytest.param(b"nom;note\n", "pas de lignes", id="only titles"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "n'est pas un tableau", id="picture"),
        pytest.param(b"%PDF-1.7\x01\x02", "n'est pas un tableau", id="PDF"),
        pytest.param(b"nom\nA\x81\n", "lettres", id="no known letters"),
        pytest.param(b'nom\n"A\n', "Ligne 2", id="quote not closed"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", "ancien fichier Excel", id="old Excel"),
        pytest.param(_zip("content.xml"), "pas un classeur Excel", id="other zip"),
        pytest.param(_zip("xl/workbook.xml"), "abîmé", id="broken workbook"),
        pytest.param(b"PK\x03\x04 and no more", "abîmé", id="broken zip"),
        pytest.param(_two_sheets(), "plusieurs feuilles", id="two sheets"),
    ],
)
def test_what_is_no_table_is_refused_with_the_remedy(content: bytes, told: str) -> None:
    with pytest.raises(TableUnreadableError, match=told):
        read_bytes(content)


@pytest.mark.parametrize(
    "path_of",
    [
        pytest.param(lambda folder: folder / "absent.csv", id="absent"),
        pytest.param(lambda folder: folder, id="a folder"),
        pytest.param(lambda folder: folder / "a\x00b", id="no possible name"),
    ],
)
def test_a_file_that_cannot_be_opened(path_of: Callable[[Path], Path], tmp_path: Path) -> None:
    with pytest.raises(TableUnreadableError, match="ne peut pas être ouvert"):
        read_table(path_of(tmp_path))


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    (tmp_path / "foyers.txt").write_text(TEXT, "utf-8")
    assert read_table(tmp_path / "foyers.txt") == read_bytes(TEXT.encode())


def _table_or_refusal(content: bytes) -> Table | None:
    try:
        return read_bytes(content)
    except TableUnreadableError:
        return None


@given(st.binary())
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    table = _table_or_refusal(content)
    assert table is None or table.rows


WORKBOOK = _saved(_workbook(("nom", "étage"), ("A", 1), ("=A2", date(2026, 5, 12))))


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_workbook_is_a_table_or_refused(data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(WORKBOOK) - 1))
    damage = data.draw(st.binary(min_size=1, max_size=20))
    damaged = WORKBOOK[:position] + damage + WORKBOOK[position + len(damage) :]
    table = _table_or_refusal(damaged)
    assert table is None or table.columns


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]))
            .map(lambda text: text.replace('"', "").replace("\ufeff", ""))
            .filter(lambda text: text == "" or text.isprintable()),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_no_cell_is_lost(rows: list[list[str]]) -> None:
    """Every text of every row is in the rows, or there is a finding for it."""
    body = "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows)
    table = _table_or_refusal(f"un;deux;trois\n{body}\n".encode())
    kept = [value for row in (table.rows if table else ()) for value in row.cells.values() if value]
    given_cells = [cell for row in rows for cell in row if cell]
    findings = len(table.findings) if table else 0
    assert len(kept) + findings == len(given_cells)


FIELDS = (
    Field("name", ("nom", "locataire"), required=True),
    Field("phones", ("téléphone", "portable"), several=True),
    Field("floor", ("étage",)),
)


def _layout_of(titles: str) -> tuple[dict[str, tuple[str, ...]], list[str], list[str]]:
    layout = match_columns(read_bytes(f"{titles}\n{'x;' * 9}\n".encode()), FIELDS)
    told = [str(finding.column) for finding in layout.findings]
    return dict(layout.columns), told, [str(remark.column) for remark in layout.remarks]


@pytest.mark.parametrize(
    ("titles", "columns", "findings", "remarks"),
    [
        pytest.param(
            "NOM ;Telephone 1;Portable",
            {"name": ("NOM",), "phones": ("Telephone 1", "Portable")},
            [],
            [],
            id="case, accents, numbers",
        ),
        pytest.param("étage;x", {"floor": ("étage",)}, ["nom"], ["x"], id="missing"),
        pytest.param(
            "nom;locataire", {"name": ("nom", "locataire")}, ["locataire"], [], id="same twice"
        ),
        pytest.param("nom;telefone", {"name": ("nom",)}, ["telefone"], [], id="misspelt"),
        pytest.param("nom;étage 2", {"name": ("nom",)}, ["étage 2"], [], id="number not allowed"),
    ],
)
def test_titles_are_matched_to_fields(
    titles: str, columns: dict[str, tuple[str, ...]], findings: list[str], remarks: list[str]
) -> None:
    assert _layout_of(titles) == (columns, findings, remarks)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("N° Tél.", "ntel"), ("Bâtiment", "batiment"), ("—", ""), ("Straße", "strasse")],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_letters(position: int, letter: str) -> None:
    assert column_letter(position) == letter


def test_a_refusal_tells_every_finding_in_the_order_of_the_sheet() -> None:
    refusal = ImportRefusedError(
        [Finding(3, "nom", "vide."), Finding(2, None, "double."), Finding(None, None, "court.")]
    )
    assert str(refusal).splitlines() == [
        "Rien n'a été importé : 3 erreur(s) à corriger.",
        "court.",
        "Ligne 2 : double.",
        "Ligne 3, colonne « nom » : vide.",
    ]


def test_a_refusal_tells_what_else_to_know() -> None:
    refusal = ImportRefusedError(
        [Finding(2, None, "double.")], [Finding(None, "loyer", "pas lue.")]
    )
    assert str(refusal).splitlines()[1:] == [
        "Ligne 2 : double.",
        "À savoir aussi :",
        "Colonne « loyer » : pas lue.",
    ]


def test_a_report_tells_its_counts_and_remarks() -> None:
    report = ImportReport(2, 1, 0, (Finding(None, "loyer", "pas lue."),))
    assert str(report) == ("2 ajouté(s), 1 changé(s), 0 inchangé(s).\nColonne « loyer » : pas lue.")
