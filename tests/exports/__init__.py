"""What comes out in files."""
