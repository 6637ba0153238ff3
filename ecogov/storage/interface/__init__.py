"""What other systems come through: tokens, answers kept for replay, webhooks."""
