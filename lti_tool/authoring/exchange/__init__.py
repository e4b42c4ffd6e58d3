"""Questions and lessons of a course's own, in from files and out to them: GIFT, CSV, and archives of authors' files."""
