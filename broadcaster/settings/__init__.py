"""Settings: what an operator may set."""

from broadcaster.settings.loading import SettingsError, load_settings
from broadcaster.settings.model import Settings

__all__ = ["Settings", "SettingsError", "load_settings"]
