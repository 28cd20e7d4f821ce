"""Commands of Scrapy's own command line that behave, inside this project, like those of newsarchive."""
