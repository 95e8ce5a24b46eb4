"""Decisions about people and their ways in; pure, each module one subject."""
