"""The desk's own pages, below ``/quan-tri/``."""

from django.urls import path

from .views import deeds, files, review

app_name = "desk"

urlpatterns = [
    path("tai-lieu/xu-ly/<int:pk>/", files.progress, name="progress"),
    path("tai-lieu/<int:pk>/thu-hoi/", deeds.withdraw_material, name="withdraw_material"),
    path("tai-lieu/<int:pk>/hoan-tac-thu-hoi/", deeds.undo_material_withdrawal, name="undo_material_withdrawal"),
    path("tai-lieu/<int:pk>/thay-the/", deeds.supersede, name="supersede"),
    path("tai-lieu/<int:pk>/hoan-tac-thay-the/", deeds.undo_supersession, name="undo_supersession"),
    path("ban-ngon-ngu/<int:pk>/tai-len/", files.upload, name="upload"),
    path("ban-ngon-ngu/<int:pk>/bo-tep/", files.remove, name="remove_file"),
    path("ban-ngon-ngu/<int:pk>/thu-lai/", files.retry, name="retry"),
    path("ban-ngon-ngu/<int:pk>/rut-lai/", deeds.take_back, name="take_back"),
    path("ban-ngon-ngu/<int:pk>/duyet/", review.review, name="review"),
    path("ban-ngon-ngu/<int:pk>/thu-hoi/", deeds.withdraw_variant, name="withdraw_variant"),
    path("ban-ngon-ngu/<int:pk>/hoan-tac-thu-hoi/", deeds.undo_variant_withdrawal, name="undo_variant_withdrawal"),
    path("ban-ngon-ngu/<int:pk>/huy-lich/", deeds.cancel_schedule, name="cancel_schedule"),
    path(
        "ban-ngon-ngu/<int:pk>/tep-nhap/<int:revision_id>/<slug:role>/<int:n>/<slug:name>",
        files.draft_file,
        name="draft_file",
    ),
]
