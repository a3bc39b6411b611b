"""Pure rules of the survey: results of questions and criteria, sample size, response gate, questions shown."""
