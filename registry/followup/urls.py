"""Addresses of follow-up: questions, trainers, and whether it helped."""

from django.urls import path

from registry.followup.views import answers, helped, moderation, questions, trainers

app_name = "followup"
urlpatterns = [
    path("questions/", questions.questions, name="questions"),
    path("questions/ask/", questions.ask, name="ask"),
    path("questions/asked/<slug:how>/", questions.asked, name="asked"),
    path("questions/confirm/<str:token>/", questions.confirm, name="confirm"),
    path("questions/mine/<str:token>/", questions.mine, name="mine"),
    path("questions/mine/<str:token>/<slug:order>/", questions.decide_mine, name="decide-mine"),
    path("questions/answer/<str:token>/", answers.answer, name="answer"),
    path("questions/<uuid:uuid>/", questions.question, name="question"),
    path("questions/<uuid:uuid>/answer/", questions.answer_as_staff, name="answer-as-staff"),
    path("helped/<uuid:public_id>/", helped.helped, name="helped"),
    path("helped/by-link/<str:token>/", helped.by_link, name="helped-by-link"),
    path("trainers/", trainers.trainers, name="trainers"),
    path("trainers/propose/", trainers.propose, name="propose-trainer"),
    path("trainers/enter/", trainers.enter, name="enter-trainer"),
    path("trainers/confirm/<str:token>/", trainers.confirm, name="confirm-trainer"),
    path("trainers/mine/<str:token>/", trainers.my_listing, name="my-listing"),
    path("staff/follow-up/", moderation.waiting, name="moderation"),
    path("staff/follow-up/<slug:kind>/<int:number>/<slug:decision>/", moderation.decide, name="decide"),
]
