"""The refresher: a few questions from modules finished a week or more ago."""
