"""How Sphinx builds the site: `make docs`."""

from flake8_ownership import __version__

project = "flake8-async-ownership"
author = "The flake8-async-ownership authors"
copyright = author  # noqa: A001 - Sphinx's name for it
version = release = __version__

extensions = ["myst_parser"]
exclude_patterns = ["_build", "examples"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {
    "source_repository": "https://github.com/flake8-async-ownership/flake8-async-ownership/",
    "source_branch": "main",
    "source_directory": "docs/",
}
