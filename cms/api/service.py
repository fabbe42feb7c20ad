"""The one API object: its operations, errors, documentation and schema."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.docs import Swagger

from . import materials, problems, vocabularies

DESCRIPTION = """Kho tài liệu tuyên truyền về dịch vụ công trực tuyến: đọc danh mục, các bản ngôn ngữ và tệp tải về.

The shared library of public-information materials about online public services: materials, their languages and files.
Reading needs no key. All times are RFC 3339, all addresses absolute.

Errors are problem documents (RFC 9457). Their `type` ends in `#invalid-parameters` (422: which parameter, and why),
`#withdrawn`, `#expired` or `#superseded` (410: remove your copy; `reason`, `since` and `successor` say more); any other
is `about:blank`."""


class Api(NinjaAPI):
    """NinjaAPI whose schema says that errors are ``application/problem+json``."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """OpenAPI 3.1, the same whatever host answers."""
        schema = super().get_openapi_schema(**kwargs)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, response in operation["responses"].items():
                    content = response.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[problems.MEDIA_TYPE] = content.pop("application/json")
        return schema


api = Api(
    title="Kho",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    openapi_url="/openapi.json",
    docs_url="/docs",
    docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": False}),
)
problems.register(api)
api.add_router("", materials.router)
api.add_router("", vocabularies.router)
