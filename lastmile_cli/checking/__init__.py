"""The referee: problem and plan to violations; shares no code with timing, costing, engines."""
