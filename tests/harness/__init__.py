"""What tests stand on: databases, a browser, a running app. No test lives here."""
