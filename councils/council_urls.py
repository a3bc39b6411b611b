"""Addresses of explanation, appeal, meeting, on-site check, ledger and record."""

from django.urls import path

from councils.views import explanation, ledgers, meetings, records, replies, visits

urlpatterns = [
    path("<int:year>/giai-trinh/", explanation.explanations, name="explanations"),
    path("<int:year>/giai-trinh/<int:file>/muc/<int:leaf>/", explanation.thread, name="request"),
    path("<int:year>/giai-trinh/<int:file>/cong-van/", explanation.letter, name="letter"),
    path("<int:year>/giai-trinh/<int:file>/tra-loi/", replies.reply, name="reply"),
    path(
        "<int:year>/giai-trinh/<int:file>/tra-loi/<int:leaf>/tai-lieu/", replies.reply_evidence, name="reply_evidence"
    ),
    path("<int:year>/giai-trinh/<int:file>/kien-nghi/<int:leaf>/", replies.appeal, name="appeal"),
    path("<int:year>/giai-trinh/cong-van/<int:letter>/rut/", replies.take_back, name="take_back"),
    path("<int:year>/giai-trinh/tai-lieu/<int:citation>/bo/", replies.drop_evidence, name="drop_evidence"),
    path("<int:year>/giai-trinh/kien-nghi/<int:pk>/rut/", replies.withdraw_appeal, name="withdraw_appeal"),
    path("<int:year>/hoi-dong/", meetings.meetings, name="meetings"),
    path("<int:year>/hoi-dong/quy-che/", meetings.terms, name="council"),
    path("<int:year>/hoi-dong/phien/<int:pk>/", meetings.meeting, name="meeting"),
    path("<int:year>/hoi-dong/phien/<int:pk>/buoc/", meetings.step, name="meeting_step"),
    path("<int:year>/hoi-dong/phien/<int:pk>/du-hop/", meetings.attendance, name="attendance"),
    path("<int:year>/hoi-dong/phien/<int:pk>/bien-ban/", meetings.minutes, name="minutes"),
    path("<int:year>/hoi-dong/phien/<int:pk>/dong/<int:line>/phieu/", meetings.vote, name="vote"),
    path("<int:year>/hoi-dong/phien/<int:pk>/dong/<int:line>/chot/", meetings.line_step, name="line_step"),
    path("<int:year>/hoi-dong/so-diem/", ledgers.ledgers, name="ledgers"),
    path("<int:year>/so-diem/<int:file>/", ledgers.ledger, name="ledger"),
    path("<int:year>/hoi-dong/trich-xuat/", records.records, name="records"),
    path("<int:year>/hoi-dong/trich-xuat/<int:pk>/tep/", records.record_file, name="record_file"),
    path("<int:year>/hoi-dong/kiem-tra/", visits.visits, name="visits"),
    path("<int:year>/hoi-dong/kiem-tra/<int:pk>/", visits.visit, name="visit"),
    path("<int:year>/hoi-dong/kiem-tra/<int:pk>/buoc/", visits.visit_step, name="visit_step"),
    path("<int:year>/hoi-dong/kiem-tra/<int:pk>/in/", visits.visit_page, name="visit_page"),
    path("<int:year>/hoi-dong/kiem-tra/<int:pk>/anh/", visits.add_photo, name="photo_add"),
    path("<int:year>/hoi-dong/kiem-tra/anh/<int:pk>/", visits.photo, name="photo"),
    path("<int:year>/hoi-dong/kiem-tra/anh/<int:pk>/bo/", visits.drop_photo, name="photo_drop"),
]
