"""What a post or note says: clean text, quotes and whose they are, asides, tags, mentions."""
