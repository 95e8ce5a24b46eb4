"""Every write of consultations; one module to a subject."""
