"""Training: who may take a course, a public lottery that nobody can steer, its chances, and who completed.

A draw is a folder of published documents, each naming the one before by its hash:

1. `1-commitment.json`: course, seats, quotas, weights, prerequisites, the hash of a secret, which public number will be
   used and when; before applications close (`commitment`);
2. `2-list.json`: the frozen applicants, by application number alone, and who was refused and why (`frozen_list`);
3. `3-number.json`: the public number, on the day that was fixed, after the list was published (`drawing`);
4. `4-reveal.json`: the secret (`drawing`); or `4-void.json` where it is withheld;
5. `5-result.json`: seats and waiting list in the order of the draw, with everybody's chance (`result`).

The last follows from the others alone: `verification` recomputes it. No step looks at a clock: days are arguments.
"""
