"""The analysis of answers: pure functions of arrays that give the same result to everyone who recomputes them.

Nothing here knows a database, a request, a clock or random numbers other than from an explicit seed. Modules that need
numpy or scipy import them for themselves and are loaded by the worker and by commands only; `results`, `published`,
`publishable`, `draft`, `evidence` and `routing` work on plain values, so the web process may read what was stored, and
choose what is shown next, without either.

votes → tallies, matrix → structure, clusters, groups → rates, tiers, representative → slate, proof → analyse → results
→ publishable → draft. Formulas are given with their source in each docstring; *the note* there is the project's own
account of what was measured, in docs/analysis.md.
"""
