"""Files for people: tables and, from the model of a report, documents."""
