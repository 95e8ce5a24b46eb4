"""What the engines below know of consultations: texts to translate."""
