"""Facts the assistant lacked: noted when asked for, closed when they are there."""
