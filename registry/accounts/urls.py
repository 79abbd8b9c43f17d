"""Addresses of accounts."""

from django.urls import path

from registry.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("join/", views.join, name="join"),
    path("sent/", views.sent, name="sent"),
    path("make/<str:token>/", views.make, name="make"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("code/", views.code, name="code"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("forgot/", views.forgot, name="forgot"),
    path("reset/<uuid:uuid>/<str:token>/", views.reset, name="reset"),
    path("password/", views.password, name="password"),
    path("codes/", views.set_up_codes, name="codes"),
    path("codes/end/", views.end_codes, name="end-codes"),
    path("export/", views.export, name="export"),
    path("delete/", views.delete, name="delete"),
]
