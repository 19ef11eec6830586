"""The centre: casework about persons, from a warning to its end.

Read `flow.py` first: it says what follows what. Each folder is one subject, a Django app without
pages, with the same files: `models`, `actions` (the only writer), `queries` (the only reader of
many), `access` (the only door for a user). Inside the centre imports go down only:

    flow > dissuade > warn > people > approve > units > outbox > audit
"""
