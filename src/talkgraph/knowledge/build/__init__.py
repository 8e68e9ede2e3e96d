"""From sources to a new generation, in four steps.

`sources` reads and settles what sources say, `conclude` embeds and concludes (what `passages` makes
of them, and `given`: what people called things), `named_graphs` and `traces` write and validate
the graph, `build` decides whether there is anything to do and puts it together. What users give is
checked where it is met: of the whole in `imprint`, links out in `outward`, former IRIs in `former`.
What a build takes over from the one before: vectors in `conclude.embed`, verdicts of SHACL and the
graph in `traces`; what makes it start anew, in `build._fingerprint`: the inputs, and the code that
`build._DECIDING` names.
"""
