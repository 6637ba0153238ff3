"""The Settings page: projects, vendors, queues, targets, days, the audit trail."""
