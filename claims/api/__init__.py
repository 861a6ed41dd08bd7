"""The door for scripts: JSON over HTTP, described by its own OpenAPI document."""
