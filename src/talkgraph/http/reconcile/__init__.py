"""The Reconciliation Service API 0.2 at /reconcile, by which OpenRefine matches names with a base.

`asking` reads what is asked, `answers` says what is found in the shapes of the specification
(https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/), `preview` shows
a thing in a frame of somebody else's page, and `routes` puts them together. What is found, and how
it is scored, is `talkgraph.knowledge.reconcile`.
"""
