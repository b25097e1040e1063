"""Text: from characters to positioned glyphs. One concern a file."""
