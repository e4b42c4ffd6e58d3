"""How a platform becomes known to us: by a link, by hand, by Canvas's JSON; and what to do when it does not fit."""
