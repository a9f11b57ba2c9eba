"""What people, and the clock, do: one module each. A use case owns its transaction and never talks to Slack.

A change marks the postings that must show it in the same transaction; the deliverer does the talking.
"""
