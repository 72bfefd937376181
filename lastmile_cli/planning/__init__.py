"""Stops, fleet and travel to a Problem, proposals to a Plan, reasons for what was left out."""
