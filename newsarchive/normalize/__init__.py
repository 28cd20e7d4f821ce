"""Raw text to typed values: addresses, dates, names, languages. No HTML, no network, no clock."""
