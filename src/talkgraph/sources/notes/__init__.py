"""Notes written by hand: `read` puts together what `markdown`, `event` and `said` find."""
