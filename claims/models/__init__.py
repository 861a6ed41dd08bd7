"""Rows: what was read into each article, and what was made of many together."""

from claims.models.linking import (
    ArticleDecision,
    Claim,
    ClaimLink,
    CommonRun,
    StatementDecision,
    StatementLink,
    Story,
    StoryEdge,
    Storyline,
    StoryMembership,
    Succession,
    Verdict,
    VoiceTie,
)
from claims.models.reading import PAGED, Analysis, SourceLink, Speaker, Statement

__all__ = [
    "PAGED",
    "Analysis",
    "ArticleDecision",
    "Claim",
    "ClaimLink",
    "CommonRun",
    "SourceLink",
    "Speaker",
    "Statement",
    "StatementDecision",
    "StatementLink",
    "Story",
    "StoryEdge",
    "StoryMembership",
    "Storyline",
    "Succession",
    "Verdict",
    "VoiceTie",
]
