"""What can go wrong between a source file and an answer.

CorpusError
├── UnreadableFile      a source file is missing, empty or not UTF-8
├── BadManifest         an entry of the manifest cannot be understood
├── UnknownDocument     a citation names a document the corpus does not hold
├── IndexProblem        the built index cannot serve
│   ├── MissingIndex    none has been built
│   └── StaleIndex      it was built from other texts, another model or another version of the code
└── EmbedderError       an embedding model cannot be loaded
"""


class CorpusError(Exception):
    """A problem with the corpus or its index."""


class UnreadableFile(CorpusError):
    """A source file is missing, empty or not UTF-8."""


class BadManifest(CorpusError):
    """An entry of the manifest cannot be understood."""


class UnknownDocument(CorpusError):
    """A citation names a document the corpus does not hold."""


class IndexProblem(CorpusError):
    """The built index cannot serve."""


class MissingIndex(IndexProblem):
    """No index has been built."""


class StaleIndex(IndexProblem):
    """The index was built from other texts, another model or another version of the code."""


class EmbedderError(CorpusError):
    """An embedding model cannot be loaded."""
