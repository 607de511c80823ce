"""Where stations and vehicles should stand (选址): an answer at once, then how good it is.

>>> siting = solve(Question(model=Model.MCLP, seconds=table, people=people, count=40))
"""

from simulations.siting.question import Model, Question, QuestionInvalid, Siting, Step
from simulations.siting.solving import solve

__all__ = ["Model", "Question", "QuestionInvalid", "Siting", "Step", "solve"]
