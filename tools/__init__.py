"""Set-up of a fresh machine and the checks of the project. Standard library only, Python ≥ 3.8."""
