"""What somebody gave and nobody will see: a value that stands neither in the picture nor in its texts and changes nothing.

An IBAN without a recipient, an end without a beginning, a credit without a photo: the template has its reasons, but whoever
typed it must be told.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from smgen.errors import Note, SmgenError
from smgen.late import expression
from smgen.template import Field

__all__ = ["unseen"]

_WORD = expression(r"[^\W_]{3,}")


def unseen(
    fields: Iterable[Field],
    values: Mapping[str, Any],
    shown: str,
    written: Sequence[Callable[[Mapping[str, Any]], str]],
    *,
    severity: str = "warning",
) -> Iterator[Note]:
    """A note for each of `fields`, all of them given, whose value in `values` shows nowhere.

    `shown` is all that is seen or said, casefolded; `written` gives what each of the template's files says for a record.
    They are asked, one after the other, only for fields whose words are not simply there: it takes as long as making them.
    """
    doubtful = [field for field in fields if not _is_there(values[field.name], shown)]
    if not doubtful:
        return
    usual = functools.cache(lambda index: written[index](values))
    for field in doubtful:
        nothing: Any = () if field.kind == "list" else field.default
        with suppress(SmgenError):  # a template that cannot do without it shows it
            without = {**values, field.name: nothing}
            if values[field.name] != nothing and all(
                file(without) == usual(index) for index, file in enumerate(written)
            ):
                hint = "it may need another field beside it, or another format"
                what = f"“{field.name}” is given, but shows nowhere"
                yield Note(severity, "field-unseen", what, field.name, hint)  # type: ignore[arg-type]


def _is_there(value: Any, shown: str) -> bool:
    """Whether the longest word of every entry is among the words shown; False where there are no words to look for."""
    entries = [str(entry) for entry in (value if isinstance(value, tuple | list) else (value,))]
    longest = [max(_WORD.findall(entry), key=len, default="") for entry in entries]
    return all(longest) and all(word.casefold() in shown for word in longest)
