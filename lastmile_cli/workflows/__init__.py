"""
One file per job: the only place where plugs meet sockets. It decides nothing a lower room could.
"""
