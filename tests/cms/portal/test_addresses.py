"""Short addresses lead to the full one and keep what was asked for."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    ("asked", "kept"), [("", ""), ("?trang=3", "?trang=3"), ("?trang=1", ""), ("?trang=x", ""), ("?q=1", "")]
)
@pytest.mark.parametrize("short", ["/tai-lieu/{id}/", "/tai-lieu/{id}/vi/", "/tai-lieu/{id}/vi/ten-cu/"])
def test_a_short_address_keeps_the_page_of_a_handbook(client, published, short, asked, kept):
    answer = client.get(short.format(id=published.material.public_id) + asked)
    assert answer.status_code in (301, 302)
    assert answer["Location"] == f"/tai-lieu/{published.material.public_id}/vi/nhac-han-nop-ho-so/{kept}"
