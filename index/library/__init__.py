"""The user's own library: imported texts, what is known of their articles, and who checked what."""

from index.library.document import CodifiedPlace, Entry, document_id, number_key
from index.library.store import HOME, Added, Library, Standing, Verification

__all__ = [
    "HOME",
    "Added",
    "CodifiedPlace",
    "Entry",
    "Library",
    "Standing",
    "Verification",
    "document_id",
    "number_key",
]
