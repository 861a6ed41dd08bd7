"""How much a batch may hold; each limit guards memory or time against a mistake or an attack."""

# A long novel has a million characters; the longest news texts have about 100,000. What analyses
# a text needs memory in proportion to it, so a dump of a whole archive in one file must stop here.
MAX_TEXT_BYTES = 2_000_000

# JSON may spend six bytes on a letter that takes two in UTF-8.
MAX_LINE_BYTES = 3 * MAX_TEXT_BYTES

MAX_JSON_BYTES = 20_000_000  # is parsed at once, and then takes ten times as much memory

# A table of Excel keeps all its words in one list that has to be in memory.
MAX_SHEET_BYTES = 100_000_000
MAX_SHEET_ROWS = 1_048_576  # of Excel itself; a row's number alone may claim any

MAX_FILES = 50_000  # Python keeps about 1 kB for each file of a ZIP
MAX_ITEMS = 200_000  # a year of a large newsroom; a batch that goes on for ever must end
MAX_UNPACKED_BYTES = 1_000_000_000  # 250,000 articles of ordinary length

# News text packs 3 to 5 times, text that repeats itself 30 times; a bomb 1,000 times. Small
# archives may have any ratio: they unpack in no time.
MAX_RATIO = 100
FREE_OF_RATIO_BYTES = 20_000_000

MAX_OUTLET = 200
MAX_ID = 200
MAX_URL = 2000
MAX_TITLE = 500
MAX_BYLINE = 300
MAX_ORIGIN = 500

HEADLINE_CHARACTERS = 150  # the longest headline of a large sample of news has about 130
EARLIEST_YEAR = 1605  # the first newspaper; an earlier year is a slip of the pen
