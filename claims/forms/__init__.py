"""Forms of the editor's desk: what a person fills in, checked."""

from claims.forms.statements import StatementForm, read_draft

__all__ = ["StatementForm", "read_draft"]
