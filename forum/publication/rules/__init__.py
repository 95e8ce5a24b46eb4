"""What a publication contains, what a later version may change, and how it is shown: pure decisions.

`content` is the format; `checks` what must hold in it; `versions` what may change (R12); `canonical` its one
spelling and hash; `export` CSV and citation; `labels` the words of the printed page; `document` the data of
the PDF's template.
"""
