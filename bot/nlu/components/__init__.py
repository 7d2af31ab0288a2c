"""Thin Rasa components over :mod:`bot.nlu`; importable only in Rasa's own environment."""
