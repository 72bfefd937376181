"""
The referee: problem and plan to violations, sharing no code with timing, costing or any engine.
"""
