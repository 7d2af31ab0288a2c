"""A Twilio of our own on this machine, for trying and testing without an account.

It stands for an outside company: it knows nothing of Palier but an address to call and a list
of telephones to show.
"""
