"""A Slack on loopback: what the bot talks to when there is no slack.com, and what its tests talk to.

    server          the process: one port on 127.0.0.1, started and stopped
    web_api         the door that every Web API call passes; methods_* answer behind it
    page_api        what the web page and the people driver call, acting as a person
    interactions    a person's command, click or submission, told to the app and its answer obeyed
    rate_limits, faults     what makes a call fail that nothing is wrong with
    messenger       tells the app, an event until it is taken
    socket_mode, http_delivery, responses   the three ways between Slack and the app besides the Web API
    workspace       all state, over timeline (messages), modals (views), tickets (what expires) and feed (live updates)

Where Slack is lenient or undocumented, this one refuses.
"""
