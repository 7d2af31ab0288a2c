"""Context: what was said before, and which texts go on about it.

Two things are remembered of a correspondent: the last topic answered, for a day, and the last
broadcast about a milestone that reached their household, until the day after the event. A text that
says nothing by itself (« et jusqu'à quand ? ») is about the later of the two; one that names the
broadcast's day, or says « je serai là », is about the broadcast. The answer always comes from the
calendar as it is now: what a message told earlier only decides whether « la date a changé » is
said.
"""
