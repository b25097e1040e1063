"""Regular expressions that are compiled when first used: compiling all of smgen's takes as long as making a picture."""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["expression"]


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, for module constants that many commands never use."""
    return cast("re.Pattern[str]", _Late(pattern, flags))


class _Late:
    """Stands for a compiled pattern; a method found once is kept, so that later calls cost what they always do."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._source), name)
        if not name.startswith("_"):
            setattr(self, name, found)
        return found
