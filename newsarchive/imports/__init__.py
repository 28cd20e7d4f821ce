"""What others kept, into the archive: WARC files and lists of addresses."""
