"""Bank data -> the text of a GiroCode, by every rule of EPC069-12 v2.1 (European Payments Council, 2012)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from smgen.codes.iban import iban as checked_iban
from smgen.codes.matrix import Matrix, matrix
from smgen.codes.money import euros
from smgen.codes.values import line
from smgen.errors import ValuesError, printable

__all__ = ["GIROCODE_MAX_BYTES", "GIROCODE_MAX_VERSION", "girocode", "girocode_matrix"]

GIROCODE_MAX_BYTES = 331
GIROCODE_MAX_VERSION = 13

_ENCODINGS = {1: "utf-8", 2: "iso-8859-1"}
# Where version 002 does without a BIC: the European Economic Area.
_EEA = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
        *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)


def girocode(
    name: str,
    iban: str,
    amount: str | int | float | Decimal | None = None,
    *,
    text: str = "",
    reference: str = "",
    bic: str = "",
    purpose: str = "",
    information: str = "",
    version: Literal["001", "002"] = "002",
    charset: Literal[1, 2] = 1,
) -> str:
    """The payload that fills in a bank transfer: lines joined by LF, nothing after the last one that says something.

    `name` is the recipient, `amount` euros (none lets the giver choose), `text` the unstructured remittance or else
    `reference` a structured one (RF… of ISO 11649, or a national one), `purpose` a code of up to four letters such as
    CHAR, `information` what the giver is shown. `charset` 1 is UTF-8, 2 is ISO 8859-1. Raises ValuesError naming the
    field, the reason and the way out.
    """
    if charset not in _ENCODINGS or version not in ("001", "002"):
        raise ValuesError("there are character sets 1 and 2, and versions 001 and 002", where="charset")
    recipient = line(name, "name", required=True, at_most=70)
    account = checked_iban(iban)
    words = line(text, "text", at_most=140)
    structured = _reference(reference)
    if words and structured:
        raise ValuesError("a GiroCode has a reference or a text, never both", where="reference", hint="leave one out")
    elements = [
        *("BCD", version, str(charset), "SCT"),
        _bic(bic, account, version),
        recipient,
        account,
        _amount(amount),
        _purpose(purpose),
        structured,
        words,
        line(information, "information", at_most=70),
    ]
    return _joined(elements, _ENCODINGS[charset])


def girocode_matrix(payload: str) -> Matrix:
    """The modules of a payload of `girocode`: level M, never raised, version 13 at most, in the charset it names."""
    encoding = _ENCODINGS[int(payload.split("\n")[2])]
    return matrix(payload, error_correction="M", boost=False, max_version=GIROCODE_MAX_VERSION, charset=encoding)


def _joined(elements: list[str], encoding: str) -> str:
    payload = "\n".join(elements).rstrip("\n")
    try:
        size = len(payload.encode(encoding))
    except UnicodeEncodeError as error:
        raise ValuesError(
            f"“{printable(payload[error.start])}” is not in {encoding.upper()}", where="charset", hint="take charset 1"
        ) from None
    if size > GIROCODE_MAX_BYTES:
        shorter = "" if encoding != "utf-8" else "; charset 2 needs one byte for an umlaut instead of two"
        raise ValuesError(
            f"this GiroCode needs {size} bytes, {GIROCODE_MAX_BYTES} is the most",
            where="text",
            hint=f"shorten the text or the information{shorter}",
        )
    return payload


def _amount(amount: str | int | float | Decimal | None) -> str:
    if amount is None or (isinstance(amount, str) and not amount.strip()):
        return ""
    # EUR12.3 as in the official examples: no trailing zeros, never an exponent.
    written = f"{euros(amount):.2f}"
    return f"EUR{written.rstrip('0').rstrip('.')}"


def _bic(bic: str, account: str, version: str) -> str:
    code = re.sub(r"\s", "", line(bic, "bic")).upper()
    if not code:
        if version == "001":
            raise ValuesError("version 001 needs a BIC", where="bic", hint="take version 002")
        if account[:2] not in _EEA:
            raise ValuesError(f"an account in {account[:2]}, outside the EEA, needs its BIC", where="bic")
        return ""
    if len(code) not in (8, 11):
        raise ValuesError(f"a BIC has 8 or 11 characters, “{printable(code)}” has {len(code)}", where="bic")
    # ISO 9362: four for the bank, two for the country, two for the place, three for the branch.
    if not re.fullmatch(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", code, re.ASCII):
        raise ValuesError(f"“{printable(code)}” is not a BIC", where="bic", hint="it looks like BFSWDE33BER")
    return code


def _purpose(purpose: str) -> str:
    code = line(purpose, "purpose").upper()
    if not re.fullmatch(r"[A-Z0-9]{0,4}", code, re.ASCII):
        raise ValuesError(
            f"“{printable(purpose)}” is not a purpose code",
            where="purpose",
            hint="up to four letters such as CHAR; what it is for goes into the text",
        )
    return code


def _reference(reference: str) -> str:
    written = line(reference, "reference", at_most=60)
    compact = re.sub(r"\s", "", written).upper()
    if compact.startswith("RF"):
        return _creditor_reference(compact)
    if len(written) > 35:
        raise ValuesError(f"a reference has at most 35 characters, this one has {len(written)}", where="reference")
    if not re.fullmatch(r"[A-Za-z0-9 /?:().,'+-]*", written, re.ASCII):
        raise ValuesError(
            f"“{printable(written)}” is not a structured reference",
            where="reference",
            hint="give it as the text instead",
        )
    return written


def _creditor_reference(compact: str) -> str:
    # Imported late, as in iban.
    from stdnum import iso11649

    if not 5 <= len(compact) <= 25:
        raise ValuesError(f"an RF reference has 5 to 25 characters, this one has {len(compact)}", where="reference")
    if not re.fullmatch(r"RF[0-9]{2}[A-Z0-9]+", compact, re.ASCII):
        raise ValuesError(f"“{printable(compact)}” is not an RF reference", where="reference", hint="RF, two digits, …")
    if not iso11649.is_valid(compact):
        raise ValuesError(
            "the check digits of this RF reference do not match", where="reference", hint="a digit is wrong or swapped"
        )
    return compact
