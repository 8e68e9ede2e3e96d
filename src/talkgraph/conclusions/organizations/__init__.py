"""Which bodies people work for: an affiliation taken apart, and its names put together.

- An affiliation is what a source writes beside a name ("CTO at Acme, Inc", "Acme; Beta Works").
- A body is one organisation that it names, in its words (`reading`).
- A key is what is left of a name without letter case, accents, points and legal form (`names`).
- An organisation is the names that surely mean one; others are scored (`resolve`, `candidates`).
"""
