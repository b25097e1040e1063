"""What codes say, that they are refused with a reason, and that a reader gets back what went in."""

from __future__ import annotations

import io
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path as FilePath

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from smgen import codes
from smgen.errors import ValuesError
from smgen.geometry import Box

EPC = tomllib.loads((FilePath(__file__).parent / "data" / "epc.toml").read_text(encoding="utf-8"))

PAYLOADS = {
    "url": codes.url("https://küche-nord.de/spenden?für=suppe"),
    "text": codes.text("Donnerstags um 18 Uhr:\nSuppe für alle. مرحبا · Ласкаво просимо 🍲"),
    "wifi": codes.wifi("Küche; Nord", 'su"p:pe,2026\\'),
    "vcard": codes.vcard("Yılmaz, Ayşe", phone="+49 30 123456", email="ayse@nord.example", organisation="Nord e. V."),
    "event": codes.event("Sommerfest", "2026-06-20T15:00", "2026-06-20T22:00", place="Marktplatz, Nordhausen"),
    "girocode": codes.girocode("Nachbarschaft Nord e. V.", "DE33100205000001194700", "25", text="Spende Küche"),
}


def drawn(lowered: codes.Lowered, side: int, logo: tuple[int, int, int] | None = None) -> Image.Image:
    """The path even-odd filled on white, plainly: along each row of pixels every vertical edge turns dark on or off."""
    crossings: dict[int, list[int]] = {}
    for contour in lowered.path.contours:
        for (x, y), (following, below) in zip(contour, contour[1:] + contour[:1], strict=True):
            assert x == following or y == below
            for row in range(int(min(y, below)), int(max(y, below))):
                crossings.setdefault(row, []).append(int(x))
    picture = Image.new("RGB", (side, side), "white")
    for row, columns in crossings.items():
        ordered = sorted(columns)
        for begin, end in zip(ordered[::2], ordered[1::2], strict=True):
            picture.paste((0, 0, 0), (begin, row, end, row + 1))
    if logo and lowered.logo:
        area = lowered.logo
        picture.paste(logo, (int(area.left), int(area.top), int(area.right), int(area.bottom)))
    return picture


def plain(matrix: codes.Matrix, module: int = 4) -> Image.Image:
    """The modules drawn one by one, for what is not about placing."""
    border = codes.QUIET_ZONE
    picture = Image.new("L", (matrix.size + 2 * border,) * 2, 255)
    for y, row in enumerate(matrix.modules):
        for x, dark in enumerate(row):
            picture.putpixel((x + border, y + border), 0 if dark else 255)
    return picture.resize((picture.width * module,) * 2, Image.Resampling.NEAREST)


def on_a_phone(picture: Image.Image, width: int = 360) -> Image.Image:
    """The picture 360 px wide and saved as JPEG of quality 75, as a feed would."""
    small = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.convert("RGB").save(file, "JPEG", quality=75)
    return Image.open(file)


def read(picture: Image.Image) -> bytes:
    (result,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return result.bytes


def refused(what, *arguments, **values) -> ValuesError:
    with pytest.raises(ValuesError) as caught:
        what(*arguments, **values)
    return caught.value


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_reader_gets_back_every_kind_of_payload(kind):
    assert read(plain(codes.matrix(PAYLOADS[kind]))).decode() == PAYLOADS[kind]


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_code_of_a_third_of_the_width_is_read_from_a_jpeg_at_phone_width(kind):
    post = Image.new("RGB", (1080, 1350), "#e8b04b")
    lowered = codes.lower(codes.matrix(PAYLOADS[kind]), Box(0, 0, 400, 400))
    post.paste(drawn(lowered, 400), (640, 900))
    assert read(on_a_phone(post)).decode() == PAYLOADS[kind]


@pytest.mark.parametrize("vector", EPC["vector"], ids=lambda vector: vector["about"])
def test_the_official_examples_come_out_byte_for_byte(vector):
    payload = codes.girocode(**vector["values"])
    expected = vector["payload"].encode(vector["encoding"])
    assert payload.encode(vector["encoding"]) == expected
    assert len(expected) == vector["bytes"]
    matrix = codes.girocode_matrix(payload)
    assert (matrix.version, matrix.error_correction) == (vector["version"], "M")
    assert read(plain(matrix)) == expected


@pytest.mark.parametrize("case", EPC["wrong"], ids=lambda case: case["about"])
def test_wrong_bank_data_is_refused_with_its_reason(case):
    error = refused(codes.girocode, **{**EPC["right"], **case["values"]})
    assert error.where == case["field"]
    assert case["reason"] in str(error)


@pytest.mark.parametrize("iban", EPC["ibans"]["right"])
def test_right_ibans_pass_as_people_write_them(iban):
    spaced = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
    assert codes.iban(f"IBAN: {spaced.lower()}") == iban


def test_a_long_donation_fits_in_the_smaller_character_set():
    values = {**EPC["right"], "name": "ä" * 70, "text": "ü" * 140}
    payload = codes.girocode(**values, charset=2)
    assert len(payload.encode("iso-8859-1")) <= codes.GIROCODE_MAX_BYTES
    assert read(plain(codes.girocode_matrix(payload))) == payload.encode("iso-8859-1")


def test_the_byte_limit_of_a_girocode_is_what_version_13_holds():
    assert codes.capacity(codes.GIROCODE_MAX_VERSION, "M") == codes.GIROCODE_MAX_BYTES


def test_nothing_stands_after_the_last_element_that_says_something():
    payload = codes.girocode(**EPC["right"])
    assert payload.split("\n") == ["BCD", "002", "1", "SCT", "", EPC["right"]["name"], EPC["right"]["iban"]]


@settings(deadline=None, max_examples=60)
@given(
    name=st.text(max_size=75),
    amount=st.none() | st.decimals(min_value="0", max_value="1000000000", places=2),
    text=st.text(max_size=150),
    information=st.text(alphabet="Danke schön ß€", max_size=75),
    charset=st.sampled_from([1, 2]),
)
def test_whatever_a_girocode_accepts_is_within_the_limits_and_reads_back(name, amount, text, information, charset):
    try:
        payload = codes.girocode(
            name, "AT611904300234573201", amount, text=text, information=information, charset=charset
        )
    except ValuesError:
        return
    data = payload.encode("utf-8" if charset == 1 else "iso-8859-1")
    assert len(data) <= codes.GIROCODE_MAX_BYTES
    assert len(payload.split("\n")) <= 12
    assert not payload.endswith("\n")
    assert read(plain(codes.girocode_matrix(payload))) == data


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_no_input_breaks_anything_but_by_a_sentence(first, second, third):
    account = EPC["right"]["iban"]
    for attempt in (
        lambda: codes.iban(first),
        lambda: codes.wifi(first, second, security=third),
        lambda: codes.vcard(first, phone=second, email=third),
        lambda: codes.event(first, second, third),
        lambda: codes.girocode(first, account, reference=second, bic=third),
        lambda: codes.girocode("Nord", account, first, purpose=second, text=third),
    ):
        try:
            said = attempt()
        except ValuesError as error:
            said = str(error) if error.where and str(error).isprintable() else ""
        assert said


@settings(deadline=None, max_examples=100)
@given(st.integers(min_value=1, max_value=99_999_999_999))
def test_every_sum_in_cents_is_read_the_german_and_the_english_way(cents):
    exact = Decimal(cents) / 100
    assert codes.euros(f"{exact:.2f} €") == codes.euros(f"{exact:,.2f}") == codes.euros(exact) == exact
    assert codes.euros(f"{exact:.2f}".replace(".", ",")) == exact
    assert codes.euros(f"{exact:,.2f}".translate(str.maketrans(",.", ".,"))) == exact


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("verein.de/spenden", "https://verein.de/spenden"),
        ("straße.de", "https://xn--strae-oqa.de"),
        ("https://küche.de/über?a=ä%20b#x", "https://xn--kche-0ra.de/%C3%BCber?a=%C3%A4%20b#x"),
        ("HTTP://Verein.DE:8080/A", "http://verein.de:8080/A"),
        ("verein.de:8080/x", "https://verein.de:8080/x"),
        ("info@verein.de", "mailto:info@verein.de"),
        ("tel:+49 (30) 123-45", "tel:+493012345"),
        ("geo:52.5163,13.3777", "geo:52.5163,13.3777"),
    ],
)
def test_addresses_become_uris(written, becomes):
    assert codes.url(written) == becomes


@pytest.mark.parametrize(
    "written",
    [
        *("", "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,<b>", "file:///etc/passwd", "vbscript:x"),
        *("java\nscript:alert(1)", "https://a.de\x00", "https://verein.de/a b", "\u202ehttps://verein.de"),
        *("https://bank.de@evil.example", "https://bank.de\\@evil.example", "https:verein.de", "https://", "localhost"),
        *(
            "https://a..de",
            "https://-a.de",
            "https://a.de:99999",
            "tel:abc",
            "mailto:nobody",
            "geo:here",
            "a" * 70 + ".de",
        ),
    ],
)
def test_addresses_that_run_hide_or_lead_nowhere_are_refused(written):
    assert refused(codes.url, written).where == "url"


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60))
def test_an_accepted_address_is_ascii_without_spaces_and_stays_what_it_is(written):
    try:
        address = codes.url(written)
    except ValuesError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert " " not in address
    assert address.startswith(codes.SCHEMES)
    assert codes.url(address) == address


@pytest.mark.parametrize(
    "amount",
    [10**6000, Decimal("1e400"), float("inf"), Decimal("sNaN"), True, "9" * 6000],
    ids=["huge", "huger", "endless", "none", "truth", "long"],
)
def test_sums_no_computer_should_choke_on_are_refused(amount):
    assert refused(codes.euros, amount).where == "amount"


@pytest.mark.parametrize(
    "words", ["Familie 👩‍👩‍👧 und 🏴󠁧󠁢󠁳󠁣󠁴󠁿", "می‌خواهم", "\u2067مرحبا\u2069 Nord", "Zelt\tund\nSeil", "\U0001fae8"]
)
def test_plain_words_keep_what_scripts_and_emoji_are_made_of(words):
    assert codes.text(words) == words


@pytest.mark.parametrize("words", ["", " \n", "a\x00b", "a\x1b[31mb", "a\u202eb", "a\ud800b"])
def test_plain_words_without_words_or_with_controls_are_refused(words):
    assert refused(codes.text, words).where == "text"


def test_wifi_escapes_what_its_form_uses():
    assert codes.wifi('a;b,c:d"e\\', "p;12345678") == 'WIFI:T:WPA;S:a\\;b\\,c\\:d\\"e\\\\;P:p\\;12345678;;'
    assert codes.wifi("Gäste", hidden=True) == "WIFI:T:nopass;S:Gäste;H:true;;"


@pytest.mark.parametrize(
    ("ssid", "password", "security", "field"),
    [
        ("", "", "", "ssid"),
        ("ü" * 17, "", "", "ssid"),
        ("Nord", "kurz", "", "password"),
        ("Nord", "schlüssel123", "WPA", "password"),
        ("Nord", "geheim123", "nopass", "password"),
        ("Nord", "", "WPA", "password"),
        ("Nord", "geheim123", "WPA9", "security"),
    ],
)
def test_networks_that_cannot_be_are_refused(ssid, password, security, field):
    assert refused(codes.wifi, ssid, password, security=security).where == field


def test_a_contact_keeps_a_name_whole_unless_a_comma_parts_it():
    assert "N:Yılmaz;Ayşe;;;\r\nFN:Ayşe Yılmaz\r\n" in codes.vcard("Yılmaz, Ayşe")
    assert "N:Nachbarschaft Nord;;;;\r\n" in codes.vcard("Nachbarschaft Nord", url="nord.example")


def test_a_contact_escapes_and_cannot_smuggle_a_line():
    assert "ORG:Nord\\; Süd\\, West\r\n" in codes.vcard("Nord", organisation="Nord; Süd, West")
    assert refused(codes.vcard, "Nord\r\nTEL:0900").where == "name"


def test_whole_days_end_on_the_day_after_as_icalendar_counts():
    written = codes.event("Zeltlager", date(2026, 7, 30), date(2026, 7, 31))
    assert "DTSTART;VALUE=DATE:20260730\r\nDTEND;VALUE=DATE:20260801\r\n" in written


def test_times_are_local_unless_they_bring_an_offset():
    assert "DTSTART:20260620T150000\r\n" in codes.event("Fest", datetime(2026, 6, 20, 15))
    assert "DTSTART:20260620T150000Z\r\n" in codes.event("Fest", datetime(2026, 6, 20, 15, tzinfo=UTC))
    assert "DTSTART:20260620T130000Z\r\n" in codes.event("Fest", "2026-06-20T15:00+02:00")


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ("20. Juni", None, "start"),
        ("2026-06-20", "2026-06-19", "end"),
        ("2026-06-20", "2026-06-20T18:00", "end"),
        ("2026-06-20T18:00", "2026-06-20T19:00Z", "end"),
    ],
)
def test_events_in_no_order_are_refused(start, end, field):
    assert refused(codes.event, "Fest", start, end).where == field


@pytest.mark.parametrize("level", ["L", "M", "Q", "H"])
def test_a_code_grows_only_when_a_byte_more_needs_it(level):
    for version in (1, 9, 10, 13, 26, 27):
        full = "x" * codes.capacity(version, level)
        assert codes.matrix(full, error_correction=level).version == version
        assert codes.matrix(full + "x", error_correction=level).version == version + 1


def test_boosting_never_makes_a_code_larger():
    plainly, boosted = codes.matrix("verein.de"), codes.matrix("verein.de", boost=True)
    assert plainly.version == boosted.version
    assert boosted.error_correction == "Q"


def test_too_much_to_say_is_refused_with_the_number_that_fits():
    error = refused(codes.matrix, "x" * 3000, error_correction="L")
    assert "3000 bytes are too many" in error.what
    assert "2953 fit" in error.what
    assert refused(codes.matrix, "x" * 332, max_version=13).where == "qr"
    assert refused(codes.matrix, "").where == "qr"
    assert refused(codes.matrix, "ł", charset="iso-8859-1").where == "qr"


@pytest.mark.parametrize("side", [60.0, 61.5, 128.0, 333.3])
def test_a_placed_code_is_its_modules_on_whole_pixels_inside_its_box(side):
    matrix = codes.matrix("https://nord.example")
    box = Box(3.4, 7.6, side + 5, side)
    lowered = codes.lower(matrix, box)
    assert box.contains(lowered.ground, tolerance=0)
    assert lowered.code.left - lowered.ground.left == codes.QUIET_ZONE * lowered.module
    assert lowered.module == codes.module_size(matrix, box) >= 1
    assert all(x == int(x) and y == int(y) for contour in lowered.path.contours for x, y in contour)
    left, top, module = int(lowered.code.left), int(lowered.code.top), lowered.module
    picture = drawn(lowered, 400).convert("L")
    seen = tuple(
        tuple(
            picture.getpixel((left + x * module + module // 2, top + y * module + module // 2)) == 0
            for x in range(matrix.size)
        )
        for y in range(matrix.size)
    )
    assert seen == matrix.modules
    assert picture.histogram()[0] == module**2 * sum(map(sum, matrix.modules))


def test_a_code_with_no_room_is_refused():
    matrix = codes.matrix("https://nord.example")
    assert codes.module_size(matrix, Box(0, 0, 20, 400)) == 0
    assert refused(codes.lower, matrix, Box(0, 0, 20, 400)).where == "qr"


@pytest.mark.parametrize("version", [2, 4, 7, 10, 13, 15, 18, 20])
@pytest.mark.parametrize("color", [(0, 0, 0), (255, 255, 255), (200, 30, 60)])
def test_a_full_code_with_a_logo_inside_is_read_back_at_phone_width(version, color):
    payload = ("https://nord.example/" + "kochen-helfen/" * 30)[: codes.capacity(version, "H")]
    matrix = codes.matrix(payload, error_correction="H")
    area = codes.logo_area(matrix, share=1)
    assert area.width * area.height <= codes.LOGO_SHARE * matrix.size**2
    assert area.left >= 9
    lowered = codes.lower(matrix, Box(0, 0, 1080, 1080), logo=area)
    assert read(on_a_phone(drawn(lowered, 1080, color))).decode() == payload


def test_the_smallest_code_has_no_room_for_a_logo():
    assert "too small" in str(refused(codes.logo_area, codes.matrix("n.de", error_correction="H")))


@pytest.mark.parametrize("version", [2, 7, 13])
def test_the_smallest_module_that_counts_as_legible_is_read_at_phone_width(version):
    payload = ("https://nord.example/" + "kochen-helfen/" * 30)[: codes.capacity(version, "M")]
    matrix = codes.matrix(payload)
    side = (matrix.size + 2 * codes.QUIET_ZONE) * 6
    assert codes.phone_module(6, 1080) == codes.PHONE_MODULE
    post = Image.new("RGB", (1080, 1080), "#e8b04b")
    post.paste(drawn(codes.lower(matrix, Box(0, 0, side, side)), side), (41, 57))
    assert read(on_a_phone(post)).decode() == payload


def test_a_logo_needs_the_highest_level():
    assert "error correction H" in str(refused(codes.logo_area, codes.matrix("https://nord.example")))
