"""Who is on site and where help is found."""
