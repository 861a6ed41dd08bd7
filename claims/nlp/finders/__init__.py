"""One construction, one finder; the order of the list is policy: what comes first wins ties."""

from claims.nlp.finders.according_to import according_to
from claims.nlp.finders.appeals import appeals
from claims.nlp.finders.as_said import as_said
from claims.nlp.finders.bylined import bylined
from claims.nlp.finders.clausal import clausal
from claims.nlp.finders.framed import framed
from claims.nlp.finders.hearsay import hearsay
from claims.nlp.finders.infinitival import infinitival
from claims.nlp.finders.labelled import labelled
from claims.nlp.finders.nominal import nominal
from claims.nlp.finders.objects import objects
from claims.nlp.finders.opening import opening
from claims.nlp.finders.passive import passive
from claims.nlp.finders.posts import posts
from claims.nlp.finders.prepositional import prepositional
from claims.nlp.finders.quoted import quoted
from claims.nlp.finders.silences import silences
from claims.nlp.finders.viewpoints import viewpoints

FINDERS = (
    labelled,
    bylined,
    posts,
    quoted,
    silences,
    according_to,
    as_said,
    viewpoints,
    hearsay,
    framed,
    clausal,
    appeals,
    opening,
    nominal,
    infinitival,
    prepositional,
    objects,
    passive,
)
