"""The commands of ``palier``, a module per noun."""
