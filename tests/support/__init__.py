"""What the tests lean on: private services, a linter for pages, and the house they run in."""
