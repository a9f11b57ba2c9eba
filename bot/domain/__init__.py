"""The rules of a deployment checklist: frozen values and pure functions, standard library only.

Nothing here reads a clock, makes an id or does I/O. A change returns the new state and the events that say
what happened; whoever calls decides where both are kept.
"""
