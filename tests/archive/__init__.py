"""The archive, on real files."""
