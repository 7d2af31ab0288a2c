"""Importing the works calendar from a landlord's own file: all of it, or nothing and why."""

from broadcaster.works.importing.works import import_works

__all__ = ["import_works"]
