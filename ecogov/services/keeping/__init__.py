"""Never losing what is stored: backups, restoring them."""
