"""How tenants spell, and what they mean by it: the rooms behind ``bot.nlu.normaliser``."""
