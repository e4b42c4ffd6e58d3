"""Training coordinators of a system: people the operator invited to see counts over all courses of a deployment."""
