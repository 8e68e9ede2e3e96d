"""Who speaks: what may be a name (`persons`), lines of speakers (`lines`), and what is inferred."""
