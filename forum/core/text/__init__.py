"""Pure functions over text: Markdown, Serbian script, search folding, alphabets, word diffs, slugs, fit names.

Nothing here knows the web or the database. The modules are imported by name (`from forum.core.text import
folding`); this package imports none of them, so that starting the application pays only for what it uses.
"""
