"""Names of filter values: one query for each vocabulary that has a value to name."""

from collections.abc import Iterable
from dataclasses import dataclass

from cms.portal import vocabulary
from cms.portal.contexts import LanguageName
from cms.taxonomy.models import Agency, Audience, Language, Province, Topic
from search.results import Results

from .asking import FILTERS, Asked

MODELS = {"lang": Language, "topic": Topic, "audience": Audience, "province": Province, "agency": Agency}


@dataclass(frozen=True)
class Labels:
    """Code → name by parameter, in the order of the vocabularies. Unknown codes of an address name themselves."""

    names: dict[str, dict[str, str]]
    languages: dict[str, LanguageName]

    @classmethod
    def of(cls, asked: Asked, results: Results) -> "Labels":
        """Everything that the page will name."""
        names: dict[str, dict[str, str]] = {"kind": {str(kind): name for kind, name in vocabulary.KIND_NAMES.items()}}
        languages: dict[str, LanguageName] = {}
        for name, model in MODELS.items():
            codes = [each.value for each in results.facets.get(FILTERS[name], ())]
            rows = model.objects.filter(code__in=[*codes, *asked.filters.get(name, ())])
            names[name] = {row.code: row.name for row in rows}
            if name == "lang":
                languages = {row.code: vocabulary.language_name(row) for row in rows}
        return cls(names, languages)

    def in_order(self, name: str) -> Iterable[str]:
        """The known codes of a filter."""
        return self.names[name]

    def label(self, name: str, value: str) -> str:
        """A value as shown."""
        return self.names[name].get(value, value)

    def language(self, code: str) -> LanguageName | None:
        """A language by its code; None for an unknown one."""
        return self.languages.get(code)
