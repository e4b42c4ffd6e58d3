"""Assignment and Grade Services 2.0: line items found or made, scores posted, results read."""
