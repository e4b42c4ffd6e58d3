"""Who sees to it that what is due is delivered: threads of this process, or Celery's workers."""
