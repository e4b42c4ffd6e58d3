"""The text of one file: YAML, Markdown and front matter, each value with its line."""
