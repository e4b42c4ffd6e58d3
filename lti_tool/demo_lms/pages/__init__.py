"""What people see of the demo LMS."""
