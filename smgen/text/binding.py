"""A word and its language -> what binds it to its neighbours: the tables line breaking looks words up in.

German keeps together what DIN 5008 and Duden set with a protected space; Polish, Czech, Slovak and Ukrainian end no
line with a one-letter word. A word has roles as the left neighbour of a break and as the right one; `roles` gives them
all at once, as a set of bits.
"""

from __future__ import annotations

from enum import IntFlag, auto
from functools import lru_cache
from typing import Final

from smgen.late import expression

__all__ = ["MONTHS", "Role", "roles"]


class Role(IntFlag):
    """What a word between two spaces is, as far as line breaking cares."""

    SHORT = auto()  # article, preposition, conjunction: poor at a line's end
    TINY = auto()  # a one-letter word that must not end a line
    CLITIC = auto()  # must not begin a line if it can be helped
    NUMBER = auto()
    SMALL_NUMBER = auto()  # one or two digits
    POSTCODE = auto()
    ORDINAL = auto()  # "5.", "1.–3."
    ROMAN = auto()
    UNIT = auto()  # after a number, never parted from it
    COUNTED = auto()  # after a number, parted if need be: Jahre, Millionen
    SCALE = auto()  # Mio., Tsd.: a number's continuation
    CURRENCY = auto()  # before a number as well
    MONTH = auto()
    LABEL = auto()  # Nr., §, S.: before a number, never parted from it
    NAMED = auto()  # Seite, Raum: before a number, parted if need be
    LAW = auto()  # GG, BGB after "Art. 1"
    TITLE = auto()  # Dr., St.: before a name, never parted from it
    ADDRESS = auto()  # Frau, Familie: before a name, parted if need be
    LETTER = auto()  # "z.", "d.": a part of z. B., d. h.
    INITIAL = auto()  # "J."
    SINGLE = auto()  # a capital letter alone: Plan B
    INTRODUCES = auto()  # ca., bzw., vgl.: poor at a line's end
    DASH = auto()
    CAPITALISED = auto()
    ENDED = auto()  # closed by a comma, a full stop, a bracket: binds nothing to the right
    OPENED = auto()  # opened by a bracket or a quotation mark: bound by nothing to the left
    EMOJI = auto()
    ELLIPSIS = auto()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHORT: Final = {
    "de": _words(
        "der die das den dem des ein eine einen einem einer eines kein keine keinen am an auf aus bei beim bis "
        "durch für gegen im in ins mit nach ohne seit um unter vom von vor zu zum zur zwischen über ab und oder "
        "aber als wie wenn dass weil ob so je pro per mein dein sein ihr unser euer wir ich du er es sie nicht "
        "sehr"
    ),
    "en": _words(
        "a an the of to in on at by for from with and or but as if is be my our your his her its their no not we i"
    ),
    "fr": _words(
        "le la les l' un une des du de d' à au aux en dans par pour sur sans et ou ni mais ce cet cette ces son "
        "sa ses ne se je tu il elle on nous vous"
    ),
    "es": _words("el la los las un una unos unas de del a al en con por para sin y e o u que su sus mi tu se no"),
    "it": _words(
        "il lo la i gli le un uno una di a da in con su per tra fra del della dei delle al alla nel nella e o ma che"
    ),
    "pt": _words("o a os as um uma de do da dos das em no na nos nas a ao à com por para sem e ou que se não"),
    "nl": _words("de het een en of in op aan van voor met bij te ten ter naar om uit door over als dat die niet"),
    "pl": _words("na do od po za ze we ku dla przy pod nad bez się nie że czy lub ani ale dr ul"),
    "cs": _words("na do od po za ze ve ke se pro při pod nad bez že ani ale"),
    "sk": _words("na do od po za zo vo ku sa pre pri pod nad bez že ani ale"),
    "uk": _words("на до від по за із зі про для під над без та але не ні що як чи ти ми ви він"),
    "ru": _words("на до от по за из со во ко об про для под над без но не ни что как или ты мы вы он"),
    "ro": _words("un o al ai ale a la de din în cu pe prin și sau nu să"),
    "tr": _words("bir ve ile ya"),
    "ar": _words("في من على إلى عن مع أو ثم لا لم لن ما إن أن بين"),
    "fa": _words("و از به در با که تا بر یا هر این آن"),
    "ur": _words("اور و یا کہ نہ"),
}
TINY: Final = {
    "pl": _words("w z i a o u"),
    "cs": _words("v z k s u o i a"),
    "sk": _words("v z k s u o i a"),
    "uk": _words("в з у і й о а є"),
    "ru": _words("в к с у о и а я"),
}
CLITICS: Final = {
    "tr": _words("de da ki mi mı mu mü"),
    "ru": _words("же ли бы б"),
    "uk": _words("же б би"),
    "fa": _words("را"),
    "ur": _words("کا کی کے کو سے میں پر نے ہے ہیں"),
}

MONTHS: Final = _words(
    "januar jänner februar feber märz april mai juni juli august september oktober november dezember jan feb mär "
    "apr jun jul aug sep sept okt nov dez january february march may june july october december oct dec janvier "
    "février mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo "
    "junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio "
    "settembre ottobre novembre dicembre stycznia lutego marca kwietnia maja czerwca lipca sierpnia września "
    "października listopada grudnia січня лютого березня квітня травня червня липня серпня вересня жовтня "
    "листопада грудня ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık"
)
UNITS: Final = _words(
    "f. ff. % ‰ ° °C °F °c °f Grad Prozent Euro Cent Ct Ct. Uhr h km m cm mm kg g mg t l ml ha m² m³ qm km² kWh "
    "kW MW GW Wp V A W kcal Hz kHz MHz kB KB MB GB TB km/h m/s €/h min min. s Std Std. Min Min. Sek. Jh. Pf. St. "
    "Stk. px pt dpi x × am pm a.m. p.m. zł грн ₴ TL kr Kč lei руб. р. г. год. хв. o'clock hours heures"
)
CURRENCIES: Final = _words("€ $ £ ¥ ₴ ₺ EUR CHF USD GBP Fr. PLN UAH TRY")
SCALES: Final = _words("Mio. Mio Mrd. Mrd Tsd. Tsd Mill. k")
COUNTED: Final = _words(
    "Jahr Jahre Jahren Jahrhundert Jahrzehnte Monat Monate Monaten Woche Wochen Tag Tage Tagen Stunde Stunden "
    "Minute Minuten Sekunden Meter Metern Kilometer Kilometern Liter Litern Hektar Tonnen Kilo Kilogramm "
    "Kilowattstunden Millionen Million Milliarden Milliarde Tausend Hundert Mal mal years days weeks months "
    "million billion percent ans jours millions Kilowatt Megawatt Quadratmeter Quadratmetern Franken Dollar Złoty"
)
LABELS: Final = _words(
    "> < ≥ ≤ ≈ = ~ Kl. § §§ Nr. Nrn. Nr No. Abs. Art. S. Kap. Bd. Abb. Tab. Ziff. Rn. Tel. Tel.: Telefon: Fax "
    "Fax: Mobil: IBAN IBAN: BIC: Hs. Hausnr. Zi. Anm. Vers. Ausg. H. Jg. Str. ca. rd. max. min. mind. +/- ± № ст. "
    "п. вул. ul. nr str. godz. n° p. Nº N° # pp. vol. fig. Fig. ch. Ch. saat No:"
)
NAMED: Final = _words(
    "Seite Seiten Raum Saal Halle Zimmer Gleis Linie Bus Tram Kapitel Klasse Klassen Artikel Absatz Nummer Punkt "
    "Teil Stufe Satz Band Heft Ausgabe Platz Tor Stand Block Haus Etage Ebene Phase Agenda Artikeln Paragraf "
    "Paragraph Typ Uhr Telefon Page Room Chapter Article Section Part Step page room chapter article section "
    "salle chapitre rozdział розділ стаття"
)
LAWS: Final = _words(
    "GG BGB HGB StGB StPO ZPO SGB AO EStG UStG VersG AGG BNatSchG BauGB AufenthG AsylG BetrVG KSchG DSGVO DS-GVO "
    "GmbHG VwGO VwVfG BDSG UWG UrhG KUG TMG EMRK GRC AEUV EUV StVO StVG OWiG ABGB B-VG BV OR ZGB"
)
TITLES: Final = _words(
    "Dr. Prof. PD Dipl.-Ing. Dipl.-Päd. Ing. Mag. St. Hl. Hr. Fr. Sr. Jr. med. phil. jur. rer. nat. h. c. iur. "
    "theol. Mr. Mrs. Ms. Mx. Mr Mrs Ms Dr Prof M. Mme Mlle MM. Mgr św. dr prof. inż. mgr м. с. вул. просп. д-р "
    "проф. Sn. Av. Sankt Univ.-Prof."
)
ADDRESSES: Final = _words(
    "Herr Herrn Frau Familie Bad San Santa Los New Pastor Pfarrer Pfarrerin Pan Pani Пан Пані Sayın Bay Bayan"
)
INTRODUCERS: Final = _words(
    "& + u. o. bzw. vgl. inkl. exkl. insb. zzgl. abzgl. sog. ggf. evtl. e.g. i.e. z.B. d.h. u.a. i.d.R. dt. engl. "
    "bspw. gem. lt. vs."
)

OPENING: Final = "(„“”\"'‚‘‹›«»[{¿¡*"
CLOSING: Final = ",;:!?)“”\"'’‘»«›‹]}…*"
NUMBER: Final = expression(
    r"[+\-−±~≈<>≤≥Ø]?(?:[€$£])?\d+(?:[.,:’'\u00a0\u202f]\d+)*(?:[½¼¾]|[–\-/]\d+(?:[.,:]\d+)*|\+|-fach)?[a-h]?|[½¼¾⅓⅔⅛]"
)
ORDINAL: Final = expression(r"\d{1,3}\.(?:[–/-]\d{1,3}\.)?")
ROMAN: Final = expression(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\.?")
EMOJI: Final = expression("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]+")
ELLIPSES: Final = frozenset({"…", "...", "[…]", "(…)"})
DASHES: Final = frozenset("–—-―‒−")


@lru_cache(maxsize=8192)
def roles(token: str, language: str) -> int:
    """All roles of `token`, what stands between two spaces, in `language`, the first part of a BCP 47 tag.

    A plain int of `Role` bits: cached and hashed often, which enum members are slow at.
    """
    if token in DASHES:
        return Role.DASH.value
    if token in ELLIPSES:
        return Role.ELLIPSIS.value
    if EMOJI.fullmatch(token.rstrip(CLOSING)):
        return Role.EMOJI.value
    opened = token.lstrip(OPENING)
    core = opened.rstrip(CLOSING) if token not in LABELS else opened
    found = Role.OPENED.value if len(opened) < len(token) else 0
    if len(core) < len(opened):
        found |= Role.ENDED.value
    if not core:
        return found
    return int(found | _word_roles(core, core.lower(), language) | _number_roles(core) | _letter_roles(core))


def _word_roles(core: str, lower: str, language: str) -> int:
    # A capitalised "Die" or "Am" binds as well; an abbreviation in capitals (OB, DAS) does not.
    found = _small_words(language).get(lower, 0) if len(core) == 1 or not core.isupper() else 0
    if core[0].isupper():
        found |= Role.CAPITALISED.value
    bare = core.rstrip(".")
    found |= ROLES_OF.get(core, 0) | ROLES_OF.get(bare, 0)
    if lower.rstrip(".") in MONTHS:
        found |= Role.MONTH
    if core.partition("/")[0] in MEASURES:  # €/Kind, h/Woche
        found |= Role.UNIT
    if lower.endswith("str."):  # Marktstr. 12
        found |= Role.NAMED
    if core[-1] == "." and not found & ABBREVIATED and len(core) > 2 and core[-2].isalpha():
        found |= Role.ENDED.value
    return found


@lru_cache(maxsize=64)
def _small_words(language: str) -> dict[str, int]:
    """What a language says of its short words."""
    found: dict[str, int] = {}
    for role, tables in ((Role.SHORT, SHORT), (Role.TINY, TINY), (Role.CLITIC, CLITICS)):
        for word in tables.get(language, ()):
            found[word] = found.get(word, 0) | role.value
    return found


def _merged(*tables: tuple[Role, frozenset[str]]) -> dict[str, int]:
    """All roles of each word: one look instead of ten."""
    found: dict[str, int] = {}
    for role, table in tables:
        for word in table:
            found[word] = found.get(word, 0) | role.value
    return found


ROLES_OF: Final = _merged(
    (Role.UNIT, UNITS),
    (Role.UNIT | Role.CURRENCY, CURRENCIES),
    (Role.SCALE, SCALES),
    (Role.COUNTED, COUNTED),
    (Role.LABEL, LABELS),
    (Role.NAMED, NAMED),
    (Role.LAW, LAWS),
    (Role.TITLE, TITLES),
    (Role.ADDRESS, ADDRESSES),
    (Role.INTRODUCES, INTRODUCERS),
)
MEASURES: Final = UNITS | CURRENCIES
ABBREVIATED: Final = (Role.LABEL | Role.NAMED | Role.TITLE | Role.SCALE | Role.INTRODUCES | Role.MONTH).value


def _number_roles(core: str) -> int:
    if NUMBER.fullmatch(core):
        if not core.isdigit():
            return Role.NUMBER
        return Role.NUMBER | (Role.SMALL_NUMBER if len(core) <= 2 else Role.POSTCODE if len(core) == 5 else 0)
    if ORDINAL.fullmatch(core):
        return Role.ORDINAL
    if ROMAN.fullmatch(core) and core != "I":
        return Role.ROMAN
    return 0


def _letter_roles(core: str) -> int:
    if len(core) == 1 and core.isupper():
        return Role.SINGLE
    if len(core) == 2 and core[1] == "." and core[0].isalpha():
        return Role.LETTER | (Role.INITIAL if core[0].isupper() else 0)
    return 0
