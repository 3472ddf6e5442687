"""What the modules of a project declare, read from `ast` and never by importing them."""
