"""Every write of results; one module to a subject."""
