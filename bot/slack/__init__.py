"""Everything that speaks Slack: views and forms (pure), listeners (decide, then acknowledge), delivery (speaks)."""
