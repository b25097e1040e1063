"""What is known while a run goes on: one byte a post, and a word about each that failed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field

from smgen.batching.manifest import Manifest
from smgen.batching.model import Options
from smgen.batching.planning import Planner, Post
from smgen.batching.publishing import is_there
from smgen.batching.storage import Folder, Remote
from smgen.batching.workers import Done, Task
from smgen.errors import Note
from smgen.tables import Table

__all__ = ["FAILED", "SKIPPED", "TODO", "UNCHANGED", "UNWANTED", "Runner", "State", "is_unchanged"]

TODO, UNCHANGED, FAILED, SKIPPED, UNWANTED = range(5)

Runner = Callable[[Iterable[Task]], Iterator[Done]]


class State(Struct):
    """`states` has a byte for every post of the table in its order, and one for a row that has none.

    `offsets` counts the posts whose time to publish at says how far it is from UTC.
    `posts` are the paths of what is in the output folder, in the order of the table; filled in the second round.
    """

    table: Table
    options: Options
    planner: Planner
    storage: Folder | Remote | None
    manifest: Manifest | None
    perform: Runner
    states: bytearray = field(default_factory=bytearray)
    errors: dict[int, Note] = field(default_factory=dict)
    findings: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    posts: list[str] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    thumbnails: set[str] = field(default_factory=set)
    pictures: int = 0
    offsets: int = 0
    begun: float = field(default_factory=time.monotonic)


def is_unchanged(state: State, post: Post) -> bool:
    """Whether the post is in the output folder already, made from the very same things; its findings count again."""
    entry = state.manifest.entry(post.path) if state.manifest else None
    if entry is None or state.storage is None or entry["key"] != post.key or not is_there(state.storage, entry):
        return False
    codes = Counter(code for severity, code, *_ in entry["notes"] if severity != "info")
    # With one size for all, the row was laid out in this run, too, and what showed then is counted.
    counted = state.findings if state.options.same_size else ()
    state.findings.update({code: codes[code] for code in codes if code not in counted})
    return True
