"""Pages: functions that fetch one read model and render it."""
