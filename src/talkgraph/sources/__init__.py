"""From what people have to the model: which files there are (`discover`), and who reads them.

`registry` asks each reader in turn whether it accepts a file, by the file's content and name;
whoever does makes a `talkgraph.model.Reading` of it: an event, or none, and diagnostics. `notes`
are written by hand; `programmes` are what organisers publish, `archives` what people posted;
`written` are notes of a machine, which are written and read again. `former_iris` is a list of what
IRIs were before, `links` one of links out, which the build is given apart. What nobody reads is
named with its reason (`formats`) and counted (`left_out`). Archives are looked into (`inside`,
`containers`), and every file is opened with `opening`, wherever it lies, or read as a `whole`;
`times` are as machines write them, and what the user says of files is checked in `hints`. `join`
makes one event of what several files tell of it; which of their talks are one, `same_parts` says.
`layout` is all of this as a table, without a build.

To add a format:

1. Write a reader in a folder of its own here, or in one file: `talkgraph.protocols.SourceReader`
   says what it has to do. It may use what others read with (addresses, names, Markdown in
   `notes`; titles and abstracts in `programmes`), but knows nothing of another format.
2. Give every value its `Span`: lines, a path into the file, or the address of a post.
3. Put it into `registry.READERS`, before whoever would accept its files too.

That is all: discovery, the build, the graph and its provenance follow. What is odd in a source is
named where it is noticed (`talkgraph.model.Diagnostic`); `discover.met_in_passing` softens what
was noticed in files that nobody named.
"""
