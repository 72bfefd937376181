"""
What several doors share: cache folder, atomic files, locks, HTTP with limits, logging. No delivery word is known here.
"""
