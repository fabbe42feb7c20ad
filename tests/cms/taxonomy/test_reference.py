"""The reference data: complete, loaded once, never overwriting an edit."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from cms.taxonomy.models import Agency, Language, Licence, Procedure, Province, Topic
from cms.taxonomy.reference import load_reference_data

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_everything_is_there_after_migrate():
    assert Province.objects.count() == 34
    assert Topic.objects.count() == 6
    assert Language.objects.get(code="blt-tavt").autonym == "ꪼꪕꪒꪾ"
    assert Licence.objects.get(code="chuong-trinh").derivatives == "no"
    assert Agency.objects.get(code="H38").province.name == "Lào Cai"


def test_loading_again_adds_nothing():
    assert load_reference_data(apps) == 0


def test_an_edit_is_never_overwritten_and_a_missing_row_comes_back():
    Province.objects.filter(code="38").update(name="Thanh Hoá")
    Topic.objects.filter(code="III.6").delete()
    assert load_reference_data(apps) == 1
    assert Province.objects.get(code="38").name == "Thanh Hoá"
    assert Topic.objects.filter(code="III.6").exists()


def test_old_names_of_a_province():
    assert Province.objects.get(code="25").old_names == ["Vĩnh Phúc", "Hòa Bình"]


@pytest.mark.parametrize("code", ["1.010708", "2.000815.000.00.00.H55"])
def test_a_procedure_code_is_accepted(code):
    Procedure(code=code, name="Đăng ký khai sinh").full_clean()
    assert str(Procedure(code=code, name="Đăng ký khai sinh")) == "Đăng ký khai sinh"


@pytest.mark.parametrize("code", ["1010708", "1.01070", "2.000815.000", "<script>"])
def test_a_wrong_procedure_code_is_refused(code):
    with pytest.raises(ValidationError):
        Procedure(code=code, name="x").full_clean()


@pytest.mark.parametrize(("code", "good"), [("G99", True), ("H55.242", True), ("g06", False), ("G6", False)])
def test_agency_codes(code, good):
    agency = Agency(code=code, name="Cơ quan")
    if good:
        agency.full_clean()
        assert agency.code == code
    else:
        with pytest.raises(ValidationError):
            agency.full_clean()


@pytest.mark.parametrize("code", ["rad", "jra", "cjm-cham", "blt-tavt", "hmn-latn-x-rpa"])
def test_django_knows_the_name_of_every_language(code):
    from django.utils.translation import get_language_info

    assert get_language_info(code)["name_local"] == Language.objects.get(code=code).autonym
