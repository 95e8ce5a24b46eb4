"""Every read of consultations; one module to a subject."""
