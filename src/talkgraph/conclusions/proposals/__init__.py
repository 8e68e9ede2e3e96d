"""Proposals: topics that the talks suggest and no vocabulary has, for a person to accept."""
