"""Values to triples: what one source says, what follows from all, and the terms for both."""
