"""Plans: the messages a milestone drives, and what becomes of them when it changes.

``moments`` says when each message is due and how long it is of use, ``followed`` what was last
known of a milestone, ``beliefs`` who was told what, ``untold`` who was told nothing. ``planning``
is for staff, ``arranging`` turns a plan into broadcasts (``making`` writes them), ``corrections``
sees to those who were told wrong, ``following`` notices that a milestone changed and does all
that follows, ``keeper`` does so again and again. ``watching`` finds the plan of a milestone.
"""
