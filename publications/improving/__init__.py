"""The plan to keep what was earned and to mend what was lost: drafted from the result, approved, followed, reported."""
