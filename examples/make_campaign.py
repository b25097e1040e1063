"""Write the table of the example campaign: `python examples/make_campaign.py`. Its words come from the article named there."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "so-geht-social-media"
LINK = "https://nachbarschaft-nord.example/so-geht-social-media"

POSTS: list[dict[str, str]] = [
    {
        "template": "number",
        "name": "01-69-prozent",
        "publish_at": "2026-12-01 09:00",
        "number": "69 %",
        "text": "der sozialen Organisationen nutzen Social Media regelmäßig.",
        "source": "Digital-Report 2020",
        "more": "69, das sind keine 100, aber doch mehr als zwei Drittel. Da geht noch mehr, finden wir.",
        "link": LINK,
        "hashtags": "Soziale Medien | Ehrenamt | Digitalisierung",
    },
    {
        "template": "people",
        "name": "02-6-von-10",
        "publish_at": "2026-12-02 09:00",
        "count": "6",
        "total": "10",
        "text": "Menschen in Deutschland sind in sozialen Netzwerken angemeldet.",
        "source": "So geht Social Media",
        "more": "Wer viele Menschen erreichen will, geht dorthin, wo sie schon sind.",
        "link": LINK,
        "hashtags": "Soziale Medien | Nachbarschaft",
    },
    {
        "template": "poster",
        "name": "03-likes",
        "palette": "street",
        "publish_at": "2026-12-03 09:00",
        "slogan": "All we need is likes",
        "look": "spray",
        "text": "Gesehen auf einer Wand bei uns um die Ecke. Stimmt natürlich nicht: Wir brauchen vor allem euch.",
        "hashtags": "Street Art | Nachbarschaft",
    },
    {
        "template": "tip",
        "name": "04-fuenf-tipps",
        "publish_at": "2026-12-04 09:00",
        "title": "So geht Social Media",
        "subtitle": "Fünf Tipps für kleine Vereine",
        "tips": "Fragt zuerst, wen ihr erreichen wollt: Nicht jede Plattform passt zu jeder Zielgruppe. "
        "Geht dorthin, wo eure Leute schon sind.|"
        "Zeigt die Menschen hinter eurer Organisation: Ein Gesicht und ein Satz sagen mehr als ein Logo.|"
        "Redet miteinander statt nur zu senden: Fragt, antwortet, bedankt euch. Daraus wird eine Community.|"
        "Plant eine Woche im Voraus: Drei gute Posts, an einem Nachmittag gemacht, sind besser als sieben in Eile.|"
        "Schaut, was ankommt: Einmal im Monat die Zahlen ansehen, eine Sache ändern, weitermachen.",
        "text": "Fünf Tipps, die ihr heute noch ausprobieren könnt. Welcher fehlt?",
        "link": LINK,
        "hashtags": "Soziale Medien | Vereinsarbeit | Ehrenamt",
    },
    {
        "template": "quote",
        "name": "05-zitat-amira",
        "publish_at": "2026-12-07 09:00",
        "quote": "Bei uns zählt nicht, woher du kommst, sondern dass du mit anpackst.",
        "author": "Amira Haddad",
        "role": "Ehrenamtliche im Begegnungscafé",
        "text": "Amira ist seit drei Jahren dabei. Und du?",
        "hashtags": "Ehrenamt | Begegnungscafé",
    },
    {
        "template": "event",
        "name": "06-nachbarschaftskueche",
        "formats": "instagram/portrait, instagram/story, facebook/event-cover",
        "publish_at": "2026-12-08 09:00",
        "title": "Nachbarschaftsküche: Wir kochen zusammen",
        "date": "2026-12-19",
        "time": "18 Uhr",
        "place": "Kulturbahnhof, Gleis 3",
        "text": "Alle sind willkommen. Bring mit, was du gern isst – wir bringen die Töpfe.",
        "link": "https://nachbarschaft-nord.example/kueche",
        "hashtags": "Nachbarschaft | Kochen",
    },
    {
        "template": "portrait",
        "name": "07-samuel",
        "publish_at": "2026-12-09 09:00",
        "person": "Samuel Okafor",
        "sentence": "Ich kam zum Helfen und blieb wegen der Leute.",
        "role": "Kocht donnerstags für sechzig",
        "photo": "photos/volunteer.jpg",
        "photo_alt": "Samuel mit Brille und gelbem Pullover lächelt.",
        "credit": "Nachbarschaft Nord",
        "text": "Samuel steht jeden Donnerstag am Herd. Sagt ihm doch mal Danke!",
        "hashtags": "Ehrenamt | Team",
    },
    {
        "template": "volunteer",
        "name": "08-gesucht",
        "publish_at": "2026-12-10 09:00",
        "call": "Wer macht mit Kindern Hausaufgaben?",
        "hours": "2 Stunden die Woche",
        "place": "Stadtteilbücherei",
        "contact": "ehrenamt@nachbarschaft-nord.example",
        "bring": "Geduld | Humor",
        "get": "Einarbeitung | Ein Team, das dir hilft",
        "text": "Vorkenntnisse brauchst du keine.",
        "link": "https://nachbarschaft-nord.example/mitmachen",
        "hashtags": "Ehrenamt | Mitmachen",
    },
    {
        "template": "donate",
        "name": "09-spenden",
        "publish_at": "2026-12-11 09:00",
        "call": "Eine neue Küche für alle",
        "amount": "25 €",
        "effect": "So viel kostet ein Kochabend.",
        "goal": "20.000 €",
        "raised": "12.400 €",
        "purpose": "Spende Küche",
        "text": "Unser Herd ist dreißig Jahre alt, und das merkt man. Helft ihr mit?",
        "link": "https://nachbarschaft-nord.example/spenden",
        "hashtags": "Spenden | Nachbarschaft",
    },
    {
        "template": "myth",
        "name": "10-mythos",
        "publish_at": "2026-12-14 09:00",
        "myth": "Social Media ist nur etwas für junge Leute.",
        "fact": "6 von 10 Menschen in Deutschland sind in sozialen Netzwerken angemeldet.",
        "source": "So geht Social Media",
        "text": "Auch eure Nachbarin ist längst da.",
        "hashtags": "Faktencheck | Soziale Medien",
    },
    {
        "template": "photo",
        "name": "11-heute-kochen-wir",
        "publish_at": "2026-12-15 09:00",
        "headline": "Heute kochen wir für alle",
        "support": "Jeden Donnerstag ab 18 Uhr im Kulturbahnhof.",
        "photo": "photos/kitchen.jpg",
        "photo_focus": "35% 53%",
        "photo_alt": "Ein großer Topf Kürbissuppe und drei Schalen auf einem Holztisch.",
        "credit": "Nachbarschaft Nord",
        "text": "Kürbissuppe, Brot und gute Gespräche. Kommt einfach vorbei!",
        "hashtags": "Nachbarschaft | Kochen",
    },
    {
        "template": "news",
        "name": "12-neue-reihe",
        "publish_at": "2026-12-16 09:00",
        "headline": "Neue Reihe: So geht Social Media",
        "summary": "Tipps und Tricks zu Strategie, Posts, die begeistern, und lebendigem Community-Management.",
        "photo": "photos/garden.jpg",
        "credit": "Nachbarschaft Nord",
        "text": "Los geht’s mit der Frage: Wieso eigentlich?",
        "link": LINK,
        "hashtags": "Soziale Medien | Vereinsarbeit",
    },
    {
        "template": "save-the-date",
        "name": "13-sommerfest",
        "publish_at": "2026-12-17 09:00",
        "title": "Großes Nachbarschaftsfest",
        "date": "2027-06-19",
        "place": "Kulturbahnhof und Gleisgarten",
        "text": "Tragt es euch ein, der Rest kommt noch.",
        "hashtags": "Sommerfest | Nachbarschaft",
    },
    {
        "template": "thanks",
        "name": "14-danke",
        "publish_at": "2026-12-18 09:00",
        "to": "42 Helfer*innen",
        "reason": "1.300 Kilo Lebensmittel gerettet – in einem Jahr.",
        "text": "Ohne euch gäbe es uns nicht. Bis bald!",
        "hashtags": "Danke | Ehrenamt",
    },
]


def main() -> None:
    """The table as Excel in Germany writes it: semicolons, and a mark at the start that says UTF-8."""
    columns = list(dict.fromkeys(column for post in POSTS for column in post))
    with (FOLDER / "posts.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(POSTS)


if __name__ == "__main__":
    main()
