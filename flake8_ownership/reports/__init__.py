"""The account of a project as people and machines read it: terminal, JSON, Markdown, a badge, pages."""
