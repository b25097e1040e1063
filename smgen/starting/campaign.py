"""A name -> the folder of a campaign: brand.toml, a table with a few posts over shipped templates, and how to go on."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

from smgen.naming import safe_name
from smgen.starting.brand import brand_text
from smgen.starting.writing import write_new

__all__ = ["new_campaign"]

_COLUMNS = (
    "template", "formats", "publish_at", "slogan", "quote", "author", "role", "number", "source",
    "title", "date", "time", "place", "text", "link", "hashtags",
)  # fmt: skip
_LINK = "https://www.example.org"


def new_campaign(name: str, parent: Path, *, today: datetime.date | None = None) -> tuple[Path, ...]:
    """Write the folder `name` into `parent`; the paths of its files. Posts are planned from the week after `today` on.

    Raises OutputError where one of the files is there already.
    """
    start = (today or datetime.date.today()) + datetime.timedelta(days=7)
    table = io.StringIO()
    writer = csv.DictWriter(table, _COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_rows(start))
    folder = parent / safe_name(name, fallback="campaign")
    files = {
        "brand.toml": brand_text(name).encode("utf-8"),
        # With a byte order mark, Excel takes it for the UTF-8 it is.
        "posts.csv": table.getvalue().encode("utf-8-sig"),
        "README.txt": _README.replace("\n", "\r\n").encode("utf-8-sig"),
    }
    return write_new(folder, files)


def _rows(start: datetime.date) -> list[dict[str, str]]:
    event = start + datetime.timedelta(days=21)
    planned = [(start + datetime.timedelta(days=2 * number)).isoformat() for number in range(5)]
    return [
        {
            "template": "quote",
            "formats": "instagram, mastodon",
            "publish_at": f"{planned[0]} 10:00",
            "quote": "Bei uns zählt nicht, woher du kommst, sondern dass du mit anpackst.",
            "author": "Amira Haddad",
            "role": "Ehrenamtliche im Begegnungscafé",
            "text": "Amira ist seit drei Jahren dabei. Du auch bald?",
            "link": _LINK,
            "hashtags": "Ehrenamt, Nachbarschaft",
        },
        {
            "template": "number",
            "formats": "instagram, linkedin",
            "publish_at": f"{planned[1]} 12:00",
            "number": "69 %",
            "text": "der befragten sozialen Organisationen nutzen Social Media regelmäßig.",
            "source": "Digital-Report 2020",
            "hashtags": "Digitalisierung",
        },
        {
            "template": "poster",
            "formats": "instagram, instagram/story",
            "publish_at": f"{planned[2]} 18:00",
            "slogan": "Raus aus dem Haus, rein in den Garten",
            "hashtags": "Stadtgarten",
        },
        {
            "template": "event",
            "formats": "instagram, facebook",
            "publish_at": f"{planned[3]} 10:00",
            "title": "Nachbarschaftsküche: Wir kochen zusammen",
            "date": event.isoformat(),
            "time": "18:30",
            "place": "Kulturbahnhof",
            "text": "Kommt vorbei, bringt Hunger und Freund:innen mit.",
            "link": _LINK,
        },
    ]


_README = """\
So geht es weiter
=================

1. Was schon da ist, einmal ansehen:

       smgen check .
       smgen batch posts.csv --brand brand.toml

   Danach out/index.html im Browser öffnen: alle Bilder, Texte und Alternativtexte auf einer Seite.

2. brand.toml öffnen: Name, Farben, Logo und Konten eintragen. Jede Zeile ist erklärt.

3. posts.csv in Excel oder LibreOffice öffnen. Jede Zeile ist ein Beitrag:
   template    welche Vorlage (smgen templates zeigt alle, smgen templates quote ihre Felder)
   formats     wofür: instagram, instagram/story, mastodon … (smgen formats zeigt alle)
   publish_at  wann er erscheinen soll
   Alle anderen Spalten sind Felder der Vorlagen; leer lassen, was nicht gebraucht wird. Fotos neben die Tabelle
   legen und ihren Dateinamen in die Spalte photo schreiben.
   Beim Speichern das Format "CSV UTF-8" wählen; eine Excel-Datei (.xlsx) geht genauso.

4. Noch einmal smgen check und smgen batch: Neu gemacht wird nur, was sich geändert hat.
"""
