"""« Bilan »: what was told and asked, in pictures, tables and files."""
