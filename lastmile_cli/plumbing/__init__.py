"""
What several doors share: cache, atomic files, locks, plugs. No delivery word is known here.
"""
