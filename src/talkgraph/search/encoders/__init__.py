"""Texts to vectors: `registry` finds the encoder that a setting names; one adapter a file."""
