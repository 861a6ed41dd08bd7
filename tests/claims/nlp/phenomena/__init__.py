r"""Sixty phenomena of attribution as a specification: marked English that `read` has to read so.

Each `.txt` file holds sections ("14. A saying inside a quotation"), each section holds cases, and
each case is a block of lines: the text behind ">", then what a reading must say of it. Lines of
the text are joined by a space; an empty ">" is a new paragraph; ">> Outlet, 2026-03-02" begins an
article of its own. In the text

    {source} <cue> [content]   are what one statement consists of; \[ and \] are plain brackets
    {¹source} {²source} {¹²…}  say which of several statements, or which two of them at once
    ‹on› [the bridge]           words that may as well stand inside as outside

and below it, each field for itself or several with ";" between, for one statement "² act: ask":

    type, act, polarity, certainty, stance, tier: the value, or "one or other" of two values
    chain: TASS (organisation, relay) > Ann Lee (person, speaker) & Bo Park (person, speaker)
    hedges, conditions, negations, asides, insertions, quotations: words / more words, or none
    headline: yes                   it is the article's own headline
    may be missing                  it need not be found; if it is, it must be as marked
    ¹ ² counted once                one of them says the other once more in its article
    ¹ ² link: same-quote            how linking joins two statements; "none" for not at all
    articles: one story             or "two stories", as grouping decides
    genre: opinion                  of the article
    nothing                         the text holds no statement

What is marked is all that there is: a further statement of tier core is a fault, a soft one is
not. How strictly spans are compared stands in `comparing`.
"""
