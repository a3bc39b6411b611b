"""Papers of the survey: its plan, and the forms that are filled in on paper."""

from cchc.documents.registry import Phase, register
from surveys.documents import form, plan

register("04", plan.build, phase=Phase.SURVEY)
register("05", form.build, phase=Phase.SURVEY, name="Phiếu khảo sát (bản giấy)", subjects=form.forms)
