"""The craft of item writing as rules, each one small function.

After Haladyna, Downing and Rodriguez (2002), https://doi.org/10.1207/S15324818AME1503_5, and, on three
options, Rodriguez (2005).
"""

from lti_tool.content.lint import bank, cues, lengths, options, wording
from lti_tool.content.lint.finding import BankRule, Finding, ItemRule

ITEM_RULES: tuple[ItemRule, ...] = (
    options.has_three_or_four_options,
    options.options_differ,
    options.no_option_stands_for_others,
    options.feedback_says_something,
    lengths.key_is_as_long_as_distractors,
    lengths.options_are_of_similar_length,
    wording.stem_ends_with_a_question,
    wording.negatives_in_the_question_are_bold,
    wording.no_contact_data,
    wording.no_absolutes_in_options,
    wording.no_negative_labels,
    cues.key_does_not_echo_the_stem,
)

BANK_RULES: tuple[BankRule, ...] = (
    bank.key_is_seldom_the_longest,
    bank.locked_keys_are_spread,
)

__all__ = ["BANK_RULES", "ITEM_RULES", "BankRule", "Finding", "ItemRule"]
