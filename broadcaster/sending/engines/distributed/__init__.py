"""The engine for several processes and machines: PostgreSQL, with Procrastinate's queue."""
