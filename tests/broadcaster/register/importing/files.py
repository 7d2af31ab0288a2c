"""Household files as landlords write them."""

import io

from openpyxl import Workbook

from broadcaster.tabular import Table, read_bytes

TITLES = (
    "site;ville;bâtiment;adresse;escalier;étage;appartement;référence;nom;téléphone;téléphone 2;"
    "langue;consentement;type de téléphone;lit les SMS;français"
)
RIVEL = (
    "Les Moulins;Valbrume;A;1 rue du Moulin;1;2;24;H1;Mme Rivel;06 39 98 00 01;01 99 00 00 01;"
    "arabe;oui;smartphone avec internet;3;difficile"
)
SOREL = "Les Moulins;Valbrume;A;1 rue du Moulin;2;RDC;1;H2;M. Sorel;;;;;;;"


def table_of(*lines: str, titles: str = TITLES) -> Table:
    """The table of those lines under the usual titles."""
    return read_bytes("\n".join([titles, *lines]).encode())


def workbook_of(*lines: str, titles: str = TITLES) -> Table:
    """The same in an Excel workbook, where « =… » is a formula without result."""
    book = Workbook()
    assert book.active is not None
    for line in (titles, *lines):
        book.active.append(line.split(";"))
    target = io.BytesIO()
    book.save(target)
    return read_bytes(target.getvalue())


def changed(line: str, title: str, value: str) -> str:
    """The line with another value under a title."""
    cells = line.split(";")
    cells[TITLES.split(";").index(title)] = value
    return ";".join(cells)
