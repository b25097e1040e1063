"""`<qr>`: a code that phones read, on its own light ground with its quiet zone, checked to be large enough."""

from typing import Annotated

from msgspec import Struct

from smgen import codes
from smgen.codes import Lowered, Matrix
from smgen.color import BLACK, WHITE, Color, contrast
from smgen.elements.box import BoxStyle
from smgen.elements.context import Context
from smgen.elements.reading import Attribute, choice, color_value, flag, words
from smgen.errors import DoesNotFit, Note, TemplateError
from smgen.geometry import Box, Length, Size, contain
from smgen.scene import Fill, Item, Picture, Region, Shape

__all__ = ["Qr"]

_LEAST_CONTRAST = 7.0
"""Readers threshold the code against its ground; below this, dim screens and JPEG eat the difference."""


class Qr(Struct, frozen=True):
    """A QR code; `kind` says what it holds.

    `url` and `text` take `value`; `wifi` takes ssid, password, security, hidden; `vcard` name, phone, email, url,
    organisation; `event` title, start, end, venue, url; `girocode` (EPC069-12) recipient, iban, bic, amount, text or
    reference, purpose. `color` is dark, `ground` light; `logo` stands in the middle, the code is then of level H.
    """

    box: BoxStyle
    kind: Annotated[str, Attribute(choice("url", "text", "wifi", "vcard", "event", "girocode"))] = "url"
    field: Annotated[str, Attribute(words)] = ""
    value: Annotated[str, Attribute(words)] = ""
    recipient: Annotated[str, Attribute(words)] = ""
    iban: Annotated[str, Attribute(words)] = ""
    bic: Annotated[str, Attribute(words)] = ""
    amount: Annotated[str, Attribute(words)] = ""
    text: Annotated[str, Attribute(words)] = ""
    reference: Annotated[str, Attribute(words)] = ""
    purpose: Annotated[str, Attribute(words)] = ""
    ssid: Annotated[str, Attribute(words)] = ""
    password: Annotated[str, Attribute(words)] = ""
    security: Annotated[str, Attribute(words)] = ""
    hidden: Annotated[bool, Attribute(flag)] = False
    name: Annotated[str, Attribute(words)] = ""
    phone: Annotated[str, Attribute(words)] = ""
    email: Annotated[str, Attribute(words)] = ""
    url: Annotated[str, Attribute(words)] = ""
    organisation: Annotated[str, Attribute(words)] = ""
    title: Annotated[str, Attribute(words)] = ""
    start: Annotated[str, Attribute(words)] = ""
    end: Annotated[str, Attribute(words)] = ""
    venue: Annotated[str, Attribute(words)] = ""
    color: Annotated[Color, Attribute(color_value)] = BLACK
    ground: Annotated[Color, Attribute(color_value)] = WHITE
    logo: Annotated[str, Attribute(words)] = ""

    @property
    def flexible(self) -> bool:
        """A code has its size."""
        return False

    def measure(self, available: Size, context: Context) -> Size:
        """A square, 24vmin wide unless `width` says otherwise."""
        side = min(available.width, available.height, context.px(Length(24, "vmin")))
        return Size(side, side)

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """Ground, quiet zone and modules; the logo, if any, in the hole left for it."""
        payload, matrix = _coded(self)
        dark, light = _colors(self, context)
        area = codes.logo_area(matrix) if self.logo else None
        lowered = codes.lower(matrix, box, logo=area)
        _check_size(self, lowered, context)
        facts = (("qr", payload), ("module", str(lowered.module)))
        context.regions.append(Region("code", lowered.ground, self.field, context.parent, facts))
        radius = float(lowered.module)
        items: list[Item] = [Fill(Shape(lowered.ground, (radius,) * 4), light), Fill(lowered.path, dark)]
        if lowered.logo is not None:
            source = context.picture(self.logo)
            place = contain(Size(source.width, source.height), lowered.logo)
            items.append(Picture(source, place, Box(0, 0, source.width, source.height)))
        return tuple(items)


def _coded(qr: Qr) -> tuple[str, Matrix]:
    payload = _payload(qr)
    if qr.kind == "girocode":
        if qr.logo:
            raise TemplateError("a GiroCode takes no logo: its error correction is fixed at M (EPC069-12)")
        return payload, codes.girocode_matrix(payload)
    level = "H" if qr.logo else "M"
    return payload, codes.matrix(payload, error_correction=level, boost=not qr.logo)


def _payload(qr: Qr) -> str:
    match qr.kind:
        case "url":
            return codes.url(qr.value)
        case "wifi":
            return codes.wifi(qr.ssid, qr.password, security=qr.security, hidden=qr.hidden)
        case "vcard":
            return codes.vcard(qr.name, phone=qr.phone, email=qr.email, url=qr.url, organisation=qr.organisation)
        case "event":
            return codes.event(qr.title, qr.start, qr.end or None, place=qr.venue, url=qr.url)
        case "girocode":
            return codes.girocode(
                qr.recipient,
                qr.iban,
                qr.amount or None,
                text=qr.text,
                reference=qr.reference,
                bic=qr.bic,
                purpose=qr.purpose,
            )
    return codes.text(qr.value)


def _colors(qr: Qr, context: Context) -> tuple[Color, Color]:
    """Dark on light with enough contrast for readers, else black on white, and a note."""
    if contrast(qr.color, qr.ground) >= _LEAST_CONTRAST and sum(qr.color.rgb) < sum(qr.ground.rgb):
        return qr.color, qr.ground
    context.note(
        Note("info", "qr-color", "the QR code is drawn black on white, as its colours would not scan", qr.field)
    )
    return BLACK, WHITE


def _check_size(qr: Qr, lowered: Lowered, context: Context) -> None:
    phone = codes.phone_module(lowered.module, context.viewport.width)
    if phone < codes.PHONE_MODULE and context.viewport.width < 2000:
        needed = round(lowered.ground.width * codes.PHONE_MODULE / phone)
        raise DoesNotFit(
            f"the QR code's modules are {phone:.1f} px on a phone {codes.PHONE_WIDTH} px wide; it would not scan",
            where=qr.field or "qr",
            hint=f"make it {needed} px wide, or give it less to say (a shorter link)",
        )
