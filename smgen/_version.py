"""The version, read by the build and by `smgen --version`."""

__version__ = "0.1.0"
