"""The demo: a synthetic city lives under a centre. Read `living.py` first.

    house       a fresh home with keys, a clock, a database    house.py, pace.py
    directory   units, users and residents of the city         offices.py, staff.py, residents.py
    stream      the city's events, as the house's clock goes   stream.py
    fates       who is being deceived, and who heeds           fates.py
    answers     people and officers who act by it              carriers.py, officers.py, answers.py
    reports     victims who report what they lost              reports.py
    run         turn after turn, faster and slower             run.py, presence.py, courtesy.py

Only `house`, `pace` and `keyboard` may be imported before Django is set up.
"""
