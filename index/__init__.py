"""From a source file to ranked passages; knows nobody."""
