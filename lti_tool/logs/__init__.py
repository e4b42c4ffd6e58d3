"""What the tool says while it runs: lines for people or for collectors, each with the request it belongs to."""
