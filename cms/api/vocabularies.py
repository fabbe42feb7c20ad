"""The vocabularies whose codes the filters take."""

from collections.abc import Iterable

from django.http import HttpRequest
from ninja import Router

from cms.taxonomy import models as taxonomy

from . import schemas

router = Router(tags=["vocabularies"])


@router.get("/languages", response=list[schemas.Language], summary="Languages", operation_id="list_languages")
def languages(request: HttpRequest) -> Iterable[taxonomy.Language]:
    """In the order in which they are shown."""
    return taxonomy.Language.objects.all()


@router.get("/topics", response=list[schemas.Term], summary="Themes III.1–6", operation_id="list_topics")
def topics(request: HttpRequest) -> Iterable[taxonomy.Topic]:
    """The themes of section III of Decision 1588/QĐ-TTg."""
    return taxonomy.Topic.objects.all()


@router.get("/audiences", response=list[schemas.Term], summary="Audiences", operation_id="list_audiences")
def audiences(request: HttpRequest) -> Iterable[taxonomy.Audience]:
    """Whom materials speak to."""
    return taxonomy.Audience.objects.all()


@router.get("/provinces", response=list[schemas.Province], summary="Provinces", operation_id="list_provinces")
def provinces(request: HttpRequest) -> Iterable[taxonomy.Province]:
    """Province-level units with the names they absorbed."""
    return taxonomy.Province.objects.all()


@router.get("/agencies", response=list[schemas.Term], summary="Agencies", operation_id="list_agencies")
def agencies(request: HttpRequest) -> Iterable[taxonomy.Agency]:
    """Bodies that own materials."""
    return taxonomy.Agency.objects.all()


@router.get("/campaigns", response=list[schemas.Term], summary="Campaigns", operation_id="list_campaigns")
def campaigns(request: HttpRequest) -> Iterable[taxonomy.Campaign]:
    """Drives with dates."""
    return taxonomy.Campaign.objects.all()


@router.get("/licences", response=list[schemas.Licence], summary="Licences", operation_id="list_licences")
def licences(request: HttpRequest) -> Iterable[taxonomy.Licence]:
    """Terms of reuse."""
    return taxonomy.Licence.objects.all()
