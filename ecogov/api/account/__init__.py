"""Pages of the door: sign in and out, invitations, single sign-on; plain HTML, no script."""
