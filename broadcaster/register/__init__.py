"""Who lives where and how to reach them."""
