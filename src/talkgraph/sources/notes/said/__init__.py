"""What a post or note says: clean text, quotes and whose they are, asides, tags, mentions.

`quotations` finds the marks, `utterances` decides whether the words between them were said,
`attribution` by whom (where that is the talk's speaker, whom `event.assembly` knows, `statements`
says if there is only one); `lexicon` has the verbs of saying. `tags` finds hashtags and mentions,
`credits` who made pictures, `works` what is cited; `statements` puts it together, and what is a
quotation in the end is decided there.
"""
