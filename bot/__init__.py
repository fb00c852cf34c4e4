"""The conversation: one message in, replies out."""
