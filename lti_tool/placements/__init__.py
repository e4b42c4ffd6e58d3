"""What of ours a resource link shows, and how."""
