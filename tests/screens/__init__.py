"""`make screens`: pictures of the main pages of the worked example, for docs/screens/ and the README."""
