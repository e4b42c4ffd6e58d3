"""The test-wise guesser: it sees only how options are written, and should do no better than chance.

What it tries is what seasoned test takers try (Millman, Bishop and Ebel, An Analysis of Test-Wiseness, 1965).
"""

from lti_tool.content.checking.testwise.banks import Bank
from lti_tool.content.checking.testwise.guesser import COMBINED, Guesses, Score, guess_all
from lti_tool.content.checking.testwise.verdict import give_aways

__all__ = ["COMBINED", "Bank", "Guesses", "Score", "give_aways", "guess_all"]
