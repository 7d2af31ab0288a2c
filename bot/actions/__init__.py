"""Answers: a topic and a place become facts, or a person."""
