"""Whether faces are found on this machine, and by what: for those who compare machines or runs; loads nothing heavy."""

from __future__ import annotations

import functools
import platform
import sys
from importlib.util import find_spec
from pathlib import Path

__all__ = ["finder"]

_PF_AVX_INSTRUCTIONS_AVAILABLE = 39
"""Windows SDK, winnt.h."""


@functools.cache
def finder() -> str:
    """By what faces are found here, “dlib-bin 20.0.1”; “” where they are not. dlib is not loaded for this."""
    if not all(find_spec(name) for name in ("dlib", "numpy")) or _lacks_avx():
        return ""
    from importlib import metadata  # loads half of the email package, for photos without a focus only

    for name in ("dlib-bin", "dlib"):
        try:
            return f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            continue
    return "dlib"


def _lacks_avx() -> bool:
    """Whether this is an Intel or AMD processor without AVX: dlib's wheels would end the process on it, without a word."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    if sys.platform == "win32":
        import ctypes

        return not ctypes.windll.kernel32.IsProcessorFeaturePresent(_PF_AVX_INSTRUCTIONS_AVAILABLE)
    if sys.platform == "darwin":  # an Intel Mac has it, an Intel Python on another Mac (Rosetta) may not
        import ctypes

        found, size = ctypes.c_int(0), ctypes.c_size_t(ctypes.sizeof(ctypes.c_int))
        ask = ctypes.CDLL(None).sysctlbyname
        return bool(ask(b"hw.optional.avx1_0", ctypes.byref(found), ctypes.byref(size), None, 0)) or not found.value
    processors = Path("/proc/cpuinfo")
    return processors.is_file() and "avx" not in processors.read_text("utf-8", "replace").split()
