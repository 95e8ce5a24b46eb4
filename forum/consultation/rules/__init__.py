"""What a consultation may do and when: pure decisions, one idea to a module.

Nothing here knows Flask, SQLAlchemy or the time of day: whoever asks brings the facts and the instant.

- `roll`, `stances`, `outcome`, `explanation`: who may answer, what they answered, which class that makes (R1, R9, R20)
- `templates`, `kinds`, `ruleset`: the course of R15, the kinds of rounds, what is frozen and hashed (R14)
- `timetable`, `phases`: when things open and close, and where a consultation stands (R14, R16, R33)
- `guards`, `signatures`, `endorsement`: what is missing before a step, who signed, who may speak (R10, R13)
- `numbers`, `ring`: the number and the order of sides it sets (R2), the drawing of the seats
"""
