"""What each block of notes is to the event: a day, a talk, a speaker, a link, a post."""
