"""Every page opens for everybody who works here, in Vietnamese."""

import pytest

from .conftest import url

PEOPLE = ["editor", "reviewer", "administrator", "office", "root"]


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_open(who, request, as_user, material, variant):
    client = as_user(request.getfixturevalue(who))
    pages = {
        "/quan-tri/": "An toàn xử lý tệp" if who in ("administrator", "root") else "Kho",
        url("material:list"): "Tên làm việc",
        url("variant:list"): "Bản ngôn ngữ",
        url("material:edit", material.pk): "Ngôn ngữ và tệp",
        url("material:history", material.pk): "Nhật ký",
        url("variant:edit", variant.pk): "Tệp",
        url("variant:history", variant.pk): "Các ấn bản",
        url("desk:review", variant.pk): "Quyết định",
    }
    for address, heading in pages.items():
        response = client.get(address)
        assert response.status_code == 200, address
        assert heading in response.content.decode(), address
