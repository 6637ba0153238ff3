"""Control charts of KPIs, with limits that people freeze."""
