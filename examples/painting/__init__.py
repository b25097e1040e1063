"""How the example photos are painted; `make_photos.py` beside this folder runs it."""
