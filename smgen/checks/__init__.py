"""What can be wrong with a post, one concern a file: contrast, placing, captions, alt texts, dates, codes, photos."""
