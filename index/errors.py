"""What can go wrong between a source file and an answer.

CorpusError
├── UnreadableFile      a source file is missing, empty or not UTF-8
│   └── BadSource       a user's file gives no text; `reason` says why, `values` what to name in the message
│       ├── UnknownFormat   nothing here reads such a file
│       ├── TooLarge        it, what is packed in it or one of its pages is larger than is taken
│       ├── Damaged         it is broken or not what it says it is
│       ├── Locked          it asks for a password
│       ├── NoText          it holds no text, only a login form, or only pictures that could not be read
│       ├── Foreign         it is in another language
│       └── MissingTool     a program that reads it, or its data, is missing or fails
├── BadManifest         an entry of the manifest cannot be understood
├── Conflict            another text is already held under that id
├── UnknownDocument     a citation names a document the corpus does not hold
├── IndexProblem        the built index cannot serve
│   ├── MissingIndex    none has been built
│   └── StaleIndex      it was built from other texts, another model or another version of the code
└── EmbedderError       an embedding model cannot be loaded
    └── MissingModels   the extra "models" is not installed
"""

from enum import StrEnum


class CorpusError(Exception):
    """A problem with the corpus or its index."""


class UnreadableFile(CorpusError):
    """A source file is missing, empty or not UTF-8."""


class BadManifest(CorpusError):
    """An entry of the manifest cannot be understood."""


class Conflict(CorpusError):
    """Another text is already held under the id of `document`."""

    def __init__(self, document: str) -> None:
        self.document = document
        super().__init__(f"{document}: another text is held")


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


class MissingModels(EmbedderError):
    """A model needs the extra "models", which is not installed."""


class Reason(StrEnum):
    """Why a file of a user cannot be taken; after each the values that come with it, besides `name`."""

    UNKNOWN_FORMAT = "unknown-format"  # suffix
    FILE_TOO_LARGE = "file-too-large"  # megabytes, limit
    UNPACKED_TOO_LARGE = "unpacked-too-large"  # megabytes, limit
    PAGE_TOO_LARGE = "page-too-large"  # page
    UNREADABLE = "unreadable"  # why: of the system, in English
    DAMAGED = "damaged"  # format
    PASSWORD = "password"  # format
    EMPTY = "empty"
    LOGIN_FORM = "login-form"
    ONLY_PICTURES = "only-pictures"  # nothing was read in them
    FOREIGN_LANGUAGE = "foreign-language"  # percent of the text that reads as Vietnamese
    MISSING_OCR = "missing-ocr"  # package
    MISSING_OCR_LANGUAGE = "missing-ocr-language"  # package
    MISSING_WORD_READER = "missing-word-reader"  # package
    TOOL_FAILED = "tool-failed"  # tool, why


class BadSource(UnreadableFile):
    """A user's file gives no text: `reason` says why, `values` what to name in the message."""

    def __init__(self, reason: Reason, name: str, **values: str | int) -> None:
        """Keep the reason, the file's name and what else the message names."""
        self.reason = reason
        self.values: dict[str, str | int] = {"name": name, **values}
        told = ", ".join(f"{key} {value}" for key, value in values.items())
        super().__init__(f"{name}: {reason}" + (f" ({told})" if told else ""))


class UnknownFormat(BadSource):
    """Nothing here reads such a file."""


class TooLarge(BadSource):
    """The file, what is packed in it or one of its pages is larger than is taken."""


class Damaged(BadSource):
    """The file is broken or not what it says it is."""


class Locked(BadSource):
    """The file asks for a password."""


class NoText(BadSource):
    """The file holds no text, only a login form, or only pictures that could not be read."""


class Foreign(BadSource):
    """The file is in another language."""


class MissingTool(BadSource):
    """A program that reads the file, or its data, is missing or fails."""
