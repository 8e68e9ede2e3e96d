"""What a post or note says: clean text, quotes and whose they are, asides, tags, mentions.

`quotations` finds the marks, `utterances` decides whether the words between them were said (by the
lists in `lexicon`), `attribution` by whom (where nobody is named, `statements` takes the talk's
only speaker, whom `event.assembly` knows); `tags` finds hashtags and mentions, `credits` who made
pictures, `works` what is cited; `statements` puts it together, and what is a quotation in the end
is decided there.
"""
