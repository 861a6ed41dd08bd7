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
    StorylineEdge,
    StoryMembership,
    Succession,
    Verdict,
    VoiceTie,
)
from claims.models.reading import PAGED, Analysis, Enlistment, SourceLink, Speaker, Statement

__all__ = [
    "PAGED",
    "Analysis",
    "ArticleDecision",
    "Claim",
    "ClaimLink",
    "CommonRun",
    "Enlistment",
    "SourceLink",
    "Speaker",
    "Statement",
    "StatementDecision",
    "StatementLink",
    "Story",
    "StoryEdge",
    "StoryMembership",
    "Storyline",
    "StorylineEdge",
    "Succession",
    "Verdict",
    "VoiceTie",
]
