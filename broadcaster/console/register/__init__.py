"""Who lives where: households, their telephones, the places, and the landlord's files."""
