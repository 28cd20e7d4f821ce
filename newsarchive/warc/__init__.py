"""The WARC format (ISO 28500:2017, version 1.1): captures to records and back. Nothing here knows the archive."""
