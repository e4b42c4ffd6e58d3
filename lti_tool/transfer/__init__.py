"""From the lesson to the desk: an agreement, observation cards, real work, a count. Nothing here is graded."""
