"""The web door: one chat page that also works without JavaScript."""
