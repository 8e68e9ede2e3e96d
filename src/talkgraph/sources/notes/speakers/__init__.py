"""Who speaks: what may be a name (`persons`), lines of speakers (`lines`), what is `inferred`."""
