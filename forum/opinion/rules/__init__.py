"""Decisions and texts about opinions, on plain values: reading of exports, words of a draft, charts."""
