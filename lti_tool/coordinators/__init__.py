"""Training coordinators of a system: whom the operator invited to see counts over all courses of a deployment."""
