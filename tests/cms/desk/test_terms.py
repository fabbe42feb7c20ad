"""What all agencies share is kept by the programme's administrators."""

import pytest

from cms.journal.models import Event
from cms.taxonomy.models import Agency, Campaign, Procedure
from tests.cms.conftest import make_user

BASES = ["/quan-tri/danh-muc/co-quan/", "/quan-tri/danh-muc/chien-dich/", "/quan-tri/danh-muc/thu-tuc/"]
CAMPAIGN = {"name": "Tháng dịch vụ công trực tuyến", "code": "thang-dvctt", "position": "1"}


@pytest.mark.parametrize("base", BASES)
def test_administrators_find_and_add(base, as_user, administrator):
    client = as_user(administrator)
    for address in (base, f"{base}results/", f"{base}new/"):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("who", ["editor", "reviewer", "office", "local"])
def test_others_do_not(base, who, request, as_user, agency):
    if who == "local":
        user = make_user("quan-tri-co-quan", agency, "administrator")
    else:
        user = request.getfixturevalue(who)
    client = as_user(user)
    for address in (base, f"{base}results/", f"{base}new/", f"{base}edit/{agency.pk}/"):
        assert client.get(address).status_code in (403, 404), address
        assert client.post(address, CAMPAIGN).status_code in (403, 404, 405), address
    assert not Campaign.objects.filter(code=CAMPAIGN["code"]).exists()


def test_a_campaign_is_made_and_renamed_with_events(as_user, administrator):
    client = as_user(administrator)
    assert client.post(BASES[1] + "new/", CAMPAIGN).status_code == 302
    campaign = Campaign.objects.get(code="thang-dvctt")
    renamed = CAMPAIGN | {"name": "Tháng cao điểm", "code": "ma-khac"}
    assert client.post(f"{BASES[1]}edit/{campaign.pk}/", renamed).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.name, campaign.code) == ("Tháng cao điểm", "thang-dvctt")
    kinds = Event.objects.filter(target_type="campaign", target_id=campaign.pk).values_list("kind", flat=True)
    assert list(kinds) == ["campaign.created", "campaign.changed"]


def test_a_renamed_agency_reaches_the_index(as_user, administrator, published, agency):
    from cms.library import public

    data = {"name": "Bộ có tên mới", "level": "ministry", "province": "", "position": "1"}
    assert as_user(administrator).post(f"{BASES[0]}edit/{agency.pk}/", data).status_code == 302
    event = Event.objects.get(kind="agency.changed")
    assert public.concerns_public(event.kind)
    touched = public.variants_touched({(event.target_type, event.target_id): event.pk})
    assert touched == {(published.material.public_id, "vi"): event.pk}
    assert Agency.objects.get(pk=agency.pk).code == "G06"


@pytest.mark.parametrize(
    ("base", "data", "word"),
    [
        (BASES[0], {"name": "Sai mã", "code": "abc", "level": "ministry", "position": "1"}, "G06"),
        (BASES[2], {"name": "Sai mã", "code": "12", "position": "1"}, "1.010708"),
        (BASES[1], CAMPAIGN | {"starts": "2026-10-10", "ends": "2026-10-01"}, "Ngày kết thúc phải sau"),
        (BASES[1], CAMPAIGN | {"name": ""}, "error-message"),
    ],
)
def test_bad_terms_are_refused_in_words(base, data, word, as_user, administrator):
    before = (Agency.objects.count(), Campaign.objects.count(), Procedure.objects.count())
    response = as_user(administrator).post(base + "new/", data)
    assert response.status_code == 200
    assert word in response.content.decode()
    assert (Agency.objects.count(), Campaign.objects.count(), Procedure.objects.count()) == before


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("rest", ["delete/{}/", "history/{}/", "history-results/{}/", "usage/{}/"])
def test_terms_are_never_deleted(base, rest, as_user, administrator, root, agency):
    for user in (administrator, root):
        client = as_user(user)
        assert client.get(base + rest.format(agency.pk)).status_code == 404
        assert client.post(base + rest.format(agency.pk)).status_code == 404
    assert Agency.objects.filter(pk=agency.pk).exists()


def test_the_sites_own_words_are_the_administrators(as_user, administrator, editor):
    address = "/quan-tri/settings/portal/siteidentity/"
    page = as_user(administrator).get(address, follow=True)
    assert page.status_code == 200
    assert "Dải tin khẩn" in page.content.decode()
    refused = as_user(editor).get(address)
    assert refused.status_code == 302
    assert refused.url == "/quan-tri/"


def test_menus_of_administrators_and_editors(as_user, administrator, editor, root):
    pages = {user: as_user(user).get("/quan-tri/").content.decode() for user in (administrator, editor, root)}
    for address in ("/quan-tri/nguoi-dung/", *BASES, "/quan-tri/settings/portal/siteidentity/"):
        assert f'"{address}"' in pages[administrator], address
        assert f'"{address}"' not in pages[editor], address
    for closed in ("/quan-tri/users/", "/quan-tri/workflows/list/", "/quan-tri/collections/"):
        assert f'"{closed}"' not in pages[root], closed
    assert '"/quan-tri/sites/"' not in pages[administrator]
