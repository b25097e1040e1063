"""What QR codes say and how they are made: values -> payload text -> matrix of modules -> one path in pixels.

    payload = girocode("Nachbarschaft Nord e. V.", "DE33100205000001194700", "25")
    path = lower(girocode_matrix(payload), box).path

Nothing here draws; `scene.Path` is what comes out.
"""

from __future__ import annotations

from smgen.codes.girocode import GIROCODE_MAX_BYTES, GIROCODE_MAX_VERSION, girocode, girocode_matrix
from smgen.codes.iban import iban
from smgen.codes.matrix import CodeLevel, Matrix, capacity, matrix
from smgen.codes.money import euros
from smgen.codes.payloads import event, text, vcard, wifi
from smgen.codes.placing import (
    LOGO_SHARE,
    PHONE_MODULE,
    PHONE_WIDTH,
    QUIET_ZONE,
    Lowered,
    ModuleBox,
    logo_area,
    lower,
    module_size,
    phone_module,
)
from smgen.codes.urls import SCHEMES, url

__all__ = [
    "GIROCODE_MAX_BYTES",
    "GIROCODE_MAX_VERSION",
    "LOGO_SHARE",
    "PHONE_MODULE",
    "PHONE_WIDTH",
    "QUIET_ZONE",
    "SCHEMES",
    "CodeLevel",
    "Lowered",
    "Matrix",
    "ModuleBox",
    "capacity",
    "euros",
    "event",
    "girocode",
    "girocode_matrix",
    "iban",
    "logo_area",
    "lower",
    "matrix",
    "module_size",
    "phone_module",
    "text",
    "url",
    "vcard",
    "wifi",
]
