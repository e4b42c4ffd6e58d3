"""The craft of item writing as rules, each one small function.

After Haladyna, Downing and Rodriguez (2002), https://doi.org/10.1207/S15324818AME1503_5, and, on three
options, Rodriguez (2005).
"""

from lti_tool.content.checking.lint import (
    accessibility,
    activities,
    bank,
    cues,
    lengths,
    manners,
    options,
    parts,
    reading_level,
    wording,
)
from lti_tool.content.checking.lint.activities import ActivityRule
from lti_tool.content.checking.lint.finding import BankRule, ChoiceRule, Finding, ItemRule
from lti_tool.content.checking.lint.prose import ProseRule

ITEM_RULES: tuple[ItemRule, ...] = (
    parts.parts_differ,
    parts.targets_differ,
    parts.feedback_says_something,
    wording.stem_ends_with_a_question,
    wording.negatives_in_the_question_are_bold,
    wording.no_contact_data,
    wording.no_negative_labels,
    reading_level.item_is_readable,
)

CHOICE_RULES: tuple[ChoiceRule, ...] = (
    options.has_a_few_options,
    options.no_option_stands_for_others,
    lengths.key_is_as_long_as_distractors,
    lengths.options_are_of_similar_length,
    wording.no_absolutes_in_options,
    cues.key_does_not_echo_the_stem,
)

FAMILY_CHOICE_RULES: tuple[ChoiceRule, ...] = (  # in a family each option is the key of some stem
    options.has_a_few_options,
    options.no_option_stands_for_others,
    lengths.options_are_of_similar_length,
    wording.no_absolutes_in_options,
)

BANK_RULES: tuple[BankRule, ...] = (
    bank.stems_differ,
    bank.key_is_seldom_the_longest,
    bank.locked_keys_are_spread,
    reading_level.bank_is_readable,
)

ACTIVITY_RULES: tuple[ActivityRule, ...] = (
    activities.reasons_say_something,
    activities.texts_differ,
    activities.no_contact_data,
    activities.no_negative_labels,
)

PROSE_RULES: tuple[ProseRule, ...] = (
    accessibility.one_title,
    accessibility.tables_are_small,
    accessibility.headings_are_in_order,
    accessibility.links_say_where_they_lead,
    accessibility.tables_have_heads,
    manners.no_contact_data_in_prose,
    manners.no_negative_labels_in_prose,
)

__all__ = [
    "ACTIVITY_RULES",
    "BANK_RULES",
    "CHOICE_RULES",
    "FAMILY_CHOICE_RULES",
    "ITEM_RULES",
    "PROSE_RULES",
    "ActivityRule",
    "BankRule",
    "ChoiceRule",
    "Finding",
    "ItemRule",
    "ProseRule",
]
