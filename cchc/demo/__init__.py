"""Demo data: a district and a province in the middle of a campaign, two past years published.

It goes the way an office goes (the import commands and the services); only the days are moved so that today lies in
the middle. Refused where the servers are not the embedded ones, so that its accounts never exist in production.
"""
