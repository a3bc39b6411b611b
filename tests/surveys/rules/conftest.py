from hypothesis import settings

# A shared machine may be slow at any moment: an example is judged by its outcome, never by its time.
settings.register_profile("rules", settings.get_profile("same"), max_examples=40)
settings.load_profile("rules")
