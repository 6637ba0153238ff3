"""Version 1 of the HTTP interface: how requests are met; the resources stand below."""
