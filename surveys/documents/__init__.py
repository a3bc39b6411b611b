"""Papers of the survey: its plan, the forms that are filled in on paper, and the report."""

from cchc.documents.registry import Phase, register
from surveys.documents import form, plan, report

register("04", plan.build, phase=Phase.SURVEY, glance=plan.glance)
register("05", form.build, phase=Phase.SURVEY, name="Phiếu khảo sát (bản giấy)", subjects=form.forms)
register("20", report.build, phase=Phase.SURVEY, glance=report.glance)
