"""A question becomes an Answer: named steps."""
