"""Waking the sweep: once the change is committed, and without standing in the way of the page when nobody answers."""

from cchc.notices import tasks


def test_waking_waits_for_the_commit_and_names_the_tenant(scope_a, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(tasks.sweep_one, "apply_async", lambda arguments, **options: asked.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.wake()
        assert asked == []
    assert asked == [[scope_a.pk]]
