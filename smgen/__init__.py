"""smgen: pictures, captions and alt texts for social media from one record."""
