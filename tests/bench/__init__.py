"""The project's own benchmark: Sofra beside a plain small application with the same content.

`make bench` runs `python -m tests.bench` and writes `docs/bench.md`. Figures are ratios of CPU
per request from one interleaved run, because seconds move with the machine and ratios hardly do.
"""
