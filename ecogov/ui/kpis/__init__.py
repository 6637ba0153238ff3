"""What only the KPI page draws."""
