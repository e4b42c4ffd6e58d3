"""How a module comes to a link: picked, named by the LMS, copied with a course, opened in place."""
