"""
Text to domain values plus notices: stops, configuration, plans. Nothing is planned, asked or written here.
"""
