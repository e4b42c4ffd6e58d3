"""How long a score, and the lane that it goes along, are one worker's: derived from how long its calls may take."""
