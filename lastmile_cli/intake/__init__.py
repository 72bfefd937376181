"""Text to domain values plus notices: stops, configuration. Nothing is planned or written."""
