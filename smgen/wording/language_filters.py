LANGUAGE_FILTERS: dict[str, object] = {}
