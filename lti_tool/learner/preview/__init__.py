"""An instructor meets a lesson or an item as a learner would."""
