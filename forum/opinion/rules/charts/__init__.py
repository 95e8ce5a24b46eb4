"""Drawings of what may be shown: geometry and words, as plain values for templates and for files.

Everything is made of `analysis.published.Published` and of a `Setting`, which says what the analysis cannot know:
names of sides and their order (R2), words, number and address of each proposition. Nothing here suppresses a figure;
that was done before (R24, R25). Positions are percentages of a drawing, so that letters and marks keep their size on
a phone.

shares, words → bars, agreement, dots (packing), density, groups, table → templates · drawing → files
"""
