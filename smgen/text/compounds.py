"""Which joints German compounds have: data for ranking hyphens, lower case, from the words our users set most.

A break at a joint ("Mitglieder-versammlung") keeps both halves readable at poster size; one inside a part
("Mitgliederver-sammlung") does not. Second parts are looked for at the start of what follows a hyphenation point, so
inflected and further compounded forms are found too. Only the patterns' own points are ranked so; a linking s after a
noun's suffix is the one joint found without them.
"""

from __future__ import annotations

from typing import Final

from smgen.late import expression

__all__ = ["AWKWARD", "FIRST_ENDS", "LINKING_S", "PREFIXED", "SECOND_PARTS", "UNDIVIDED"]

LINKING_S: Final = expression(r"(?<=\w{3})(?:ungs|heits|keits|schafts|itäts)(?=\w{3})")
"""A noun's suffix with its linking s: what follows begins a new part, even where the patterns do not see it."""

FIRST_ENDS: Final = expression(
    r"(?:ungs|heits|keits|schafts|ions|täts|tums|lings|ments|enz|anz|bürger|mitglieder|kinder)$"
)
"""Ends of a first part that show the joint whatever follows: a linking s after a suffix, frequent first parts."""

PREFIXED: Final = expression(
    "(?:unter|über|wieder|wider|zusammen|gegen|hinter|nieder|zwischen|zurück|weiter|voraus)(?=(?!richt)\\w{6})"
)
"""A prefix that is a word of its own: behind it, the best place to divide a word that has no other joint."""

SECOND_PARTS: Final = expression(
    "(?:"
    "abend|abgabe|abrechnung|absage|abstand|abstimm|agentur|akademie|aktion|alarm|alltag|amt|anfrage|angebot|"
    "anlage|anlass|anlauf|antrag|anzeige|apotheke|appell|arbeit|archiv|armut|arzt|aufgabe|aufnahme|aufruf|"
    "auftakt|auftritt|ausbau|ausflug|ausgabe|auskunft|ausschuss|ausstellung|austausch|ausweis|autobahn|bahn|"
    "ball|bank|bau|baum|beauftragt|becken|bedarf|bedingung|begegnung|beginn|begleitung|behandlung|behörde|"
    "beitrag|beitritt|bekämpfung|beratung|bereich|bericht|beruf|bescheid|bescheinigung|beschluss|besuch|"
    "beteiligung|betreuung|betrieb|bewegung|bewerbung|bildung|blatt|bremse|brief|brücke|buch|bund|bus|börse|"
    "bündnis|büro|café|camp|chor|daten|demo|dienst|dorf|druck|ehrung|einheit|einladung|einrichtung|einsatz|"
    "eltern|empfang|empfänger|energie|engagement|entlastung|entscheid|entwicklung|ereignis|ergebnis|erhöhung|"
    "erklär|erklärung|erstattung|eröffnung|essen|extremis|fahrt|familie|feier|ferien|fest|feuerwehr|film|firma|"
    "flohmarkt|flug|forderung|form|formular|forschung|forum|frage|frei|freiheit|freizeit|frieden|frist|"
    "frühstück|fund|förder|führung|garten|gebiet|gebäude|gebühr|gefahr|gegner|gemeinschaft|genossenschaft|"
    "gerechtigkeit|gericht|geschichte|geschäft|gesellschaft|gesetz|gespräch|gewalt|gewinn|gipfel|gottesdienst|"
    "grenze|gruppe|güter|halle|haltung|handel|haus|heim|helfer|herberge|hilf|hilfe|hof|häuser|hütte|idee|"
    "initiative|insel|institut|jahr|jugend|kabine|kalender|kammer|kampagne|kampf|karte|kasse|katastrophe|kette|"
    "kinder|kirche|kita|klasse|klima|kneipe|koch|konferenz|kongress|konto|kontrolle|konzept|konzert|kosten|"
    "kraft|kreis|krise|kultur|kunft|kunst|kurs|küche|laden|lager|land|lauf|leben|leistung|leitung|lesung|leute|"
    "liebe|lied|liste|luft|lösung|macht|management|mangel|mann|markt|material|meile|meister|mensch|messe|miete|"
    "mission|mitglied|mittel|modell|monat|museum|musik|nachmittag|nacht|nachweis|netz|nutzung|obst|ordnung|ort|"
    "park|partei|partner|pauschale|pause|person|pflanz|pflege|pflicht|plan|platz|politik|post|praktik|preis|"
    "presse|probe|programm|projekt|protest|prüfung|quartier|quittung|rad|rassis|ratgeber|raum|recht|rechte|"
    "rede|reform|regel|region|reise|renovierung|rettung|richtlinie|richtung|runde|räume|saal|sammlung|satz|"
    "satzung|schein|schicht|schiff|schließ|schreiben|schule|schutz|schwimm|schüler|seite|sekretär|seminar|"
    "sicherheit|siedlung|sitz|sitzung|sommer|sonntag|sorge|spende|spiel|sport|sprache|sprech|stadt|stammtisch|"
    "stand|start|station|stelle|stellung|steuer|stiftung|stimm|stoff|strand|strategie|straße|streik|strom|"
    "studi|stunde|stätte|stück|suche|system|tafel|tag|tagung|tanz|tausch|team|technik|teil|teilhabe|telefon|"
    "termin|test|theater|thema|tier|tisch|tour|tradition|training|transport|treff|treffen|turnier|tüte|umwelt|"
    "umzug|unfall|union|universität|unterkunft|unterlagen|unterricht|unterstütz|urlaub|veranstalt|verband|"
    "verbot|verein|vereins|verfahren|verfassung|vergabe|vergnügen|verkauf|verkehr|verlag|verlust|vermittlung|"
    "verordnung|versamml|versicherung|versorgung|vertrag|vertret|verwaltung|verwendung|verzeichnis|vielfalt|"
    "viertel|volk|vorlage|vorsitz|vorstand|vortrag|wache|wachs|wagen|wahl|wald|wandel|wander|wart|wasser|weg|"
    "weihnacht|welt|wende|werk|werkstatt|wesen|wett|wetter|wirtschaft|wissen|woche|wohl|wohnung|wächter|zahl|"
    "zeit|zeitung|zelt|zentr|zentrale|zentrum|zeug|ziel|zimmer|zone|zug|zukunft|zusammen|zuschuss|zuwendung|"
    "ärzt"
    ")"
)
"""Beginnings of second parts."""

AWKWARD: Final = {
    "analphabet": 4,
    "autorenlesung": 4,
    "beinhalten": 4,
    "blumentopferde": 9,
    "druckerzeugnis": 7,
    "nachtisch": 5,
    "spargelder": 6,
    "spielende": 7,
    "staubecken": 5,
    "stiefenkel": 6,
    "urinstinkt": 4,
    "wachstube": 5,
}
"""Words the patterns divide so that one reads another word first: beginning of the word -> the point never taken."""

UNDIVIDED: Final = (
    *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag"),
    *("januar", "februar", "september", "oktober", "november", "dezember"),
)
"""Beginnings of words that stay whole at any size: nobody reads a date in two halves."""
