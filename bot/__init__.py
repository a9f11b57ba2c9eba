"""deploy-check: a Slack bot that takes a machine-learning model through its deployment checklist.

A *deployment* is opened on a pinned copy of a *checklist*; owners *answer* its *sections* in Slack and *sign
them off*; the database says what is true, *postings* say what Slack should show, and one deliverer per
workspace renders the current state and sends it.

Imports point downwards only, and packages on one line never see each other (import-linter holds it):

    cli
    demo
    bootstrap
    playground
    slack | web | scheduling | storage | reports | checklists | calendars
    usecases
    domain
"""
