"""Claims: what a question takes to be so (« c'est fini le 12 ? »), held against a live fact.

A claim is read from the words (``reading``) and waits with the question as a hint. It is true or
not of a window of time (``comparing``, ``lengths``), or in doubt: then nothing is said of it.
``judging`` puts « oui » or « non » before an answer, and how long something takes.
"""
