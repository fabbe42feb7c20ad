from django.apps import AppConfig


class IndexingConfig(AppConfig):
    name = "cms.indexing"
    label = "indexing"
    verbose_name = "Chỉ mục tìm kiếm"
