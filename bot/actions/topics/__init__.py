"""How each family of topics is answered from live facts."""
