"""How a launch gets in: login, state, cookies, the message verified, rows brought up to date."""
