"""Scene -> pixels -> bytes, and the pictures people bring: everything that knows Pillow."""
