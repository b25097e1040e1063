"""smgen makes the picture, the caption and the alt text of a social media post from one record.

    import smgen

    post = smgen.make("quote", {"quote": "Bei uns zählt, dass du mit anpackst.", "author": "Amira Haddad"})
    post.image          # a Pillow image
    post.caption        # the text that goes with it
    post.alt            # what the picture says, for those who do not see it
    post.notes          # what to know before posting
    post.save("out/")

The pipeline, one module a stage, imports going one way::

    values -> template -> wording (Jinja) -> markup -> elements -> layout -> Scene -> draw -> encode -> files
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smgen._version import __version__ as __version__

if TYPE_CHECKING:
    from smgen.batching import Result as Result
    from smgen.batching import batch as batch
    from smgen.brand import Brand as Brand
    from smgen.brand import load_brand as load_brand
    from smgen.checks import check as check
    from smgen.counting import Count as Count
    from smgen.counting import count as count
    from smgen.errors import Note as Note
    from smgen.errors import SmgenError as SmgenError
    from smgen.platforms import Format as Format
    from smgen.platforms import formats as formats
    from smgen.post import Post as Post
    from smgen.post import make as make
    from smgen.post import series as series
    from smgen.template import Template as Template
    from smgen.template import templates as templates

_HOMES = {
    "Brand": "brand",
    "Count": "counting",
    "Format": "platforms",
    "Note": "errors",
    "Post": "post",
    "Result": "batching",
    "SmgenError": "errors",
    "Template": "template",
    "batch": "batching",
    "check": "checks",
    "count": "counting",
    "formats": "platforms",
    "load_brand": "brand",
    "make": "post",
    "series": "post",
    "templates": "template",
}

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> Any:
    """Public names load their module on first use: `smgen --version` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'smgen' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"smgen.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
