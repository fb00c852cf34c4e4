"""Bộ pháp điển, the Ministry of Justice's offline codification: from its files to documents of the library."""

from index.codification.article import CodifiedArticle
from index.codification.files import is_codification, read_codification
from index.codification.regroup import entries
from index.codification.source import Source, source_of

__all__ = ["CodifiedArticle", "Source", "entries", "is_codification", "read_codification", "source_of"]
