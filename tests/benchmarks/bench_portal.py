"""How fast the portal answers with 2,000 materials: `python tests/benchmarks/bench_portal.py [materials]`.

Home, search (marked, unmarked, filtered, second page) and a material page through Django's whole stack, all queries and
templates included, no network. Prints p50 and p95, the ratio to the static "unknown page" of the same run, and the SQL
queries of one answer; before that, how many editions a second the index takes in.
"""

import logging
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings.test")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from cms.accounts.system import system_user  # noqa: E402
from cms.indexing.feeding import fill  # noqa: E402
from cms.library.models import LanguageVariant, Material, Publication  # noqa: E402
from cms.taxonomy.models import Agency, Language, Licence, Topic  # noqa: E402
from search import engines  # noqa: E402
from tests.search.corpus import texts  # noqa: E402

ROUNDS = 5


def make(count: int) -> None:
    """``count`` published SMS materials in Vietnamese, every third in Khmer as well, over the corpus of the tests."""
    agencies, topics = list(Agency.objects.all()), list(Topic.objects.all())
    licence, now, corpus = Licence.objects.get(code="cc-by-4.0"), timezone.now(), texts()
    viet, khmer = Language.objects.get(code="vi"), Language.objects.get(code="km")
    user = system_user(agencies[0])
    materials = Material.objects.bulk_create(
        Material(agency=agencies[n % len(agencies)], kind="sms", name=f"{n}", licence=licence) for n in range(count)
    )
    link = Material.topics.through
    link.objects.bulk_create(link(material=each, topic=topics[n % 6]) for n, each in enumerate(materials))
    wanted = [(each, viet) for each in materials] + [(each, khmer) for each in materials[::3]]
    variants = LanguageVariant.objects.bulk_create(
        LanguageVariant(material=material, language=language, agency=material.agency) for material, language in wanted
    )
    revision = variants[0].save_revision(user=user)
    Publication.objects.bulk_create(
        Publication(
            variant=variant,
            revision=revision,
            number=1,
            title=f"{corpus[n % len(corpus)].title} ({n})",
            summary=corpus[n % len(corpus)].body[:200],
            text=corpus[n % len(corpus)].body,
            licence=licence,
            credit=variant.agency.name,
            public_from=now,
            current_from=now,
            requested_by=user,
        )
        for n, variant in enumerate(variants)
    )


def timed(ask: Callable[[str], object], addresses: Iterable[str]) -> list[float]:
    """Milliseconds of each answer, in order of size; every address is asked ``ROUNDS`` times after one for warmth."""
    taken = []
    for address in addresses:
        ask(address)
        for _ in range(ROUNDS):
            began = time.perf_counter()
            ask(address)
            taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def queries(ask: Callable[[str], object], address: str) -> int:
    """SQL queries of one warm answer."""
    with CaptureQueriesContext(connection) as captured:
        ask(address)
    return len(captured)


def main() -> None:
    """Fill, measure, print, clean up."""
    logging.disable(logging.WARNING)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    settings.DATABASES["default"]["NAME"] = settings.KHO_DATA_DIR / "bench.sqlite3"
    django.db.connections["default"].settings_dict["NAME"] = str(settings.KHO_DATA_DIR / "bench.sqlite3")
    try:
        call_command("migrate", verbosity=0)
        make(count)
        began = time.perf_counter()
        fill(engines.get())
        rate = Publication.objects.count() / (time.perf_counter() - began)
        client = Client()
        marked = [f"/tim-kiem/?q={text.title}" for text in texts()[::10]]
        page = Publication.objects.select_related("variant__material", "variant__language").first()
        public_id, code = page.variant.material.public_id, page.variant.language.code
        jobs = {
            "unknown page": ["/khong-co/"] * 5,
            "home": ["/"] * 5,
            "search, titles": marked,
            "search, unmarked": [f"/tim-kiem/?q={words}" for words in ("dang ky khai sinh", "the can cuoc", "dat dai")],
            "search, filtered": ["/tim-kiem/?q=dang ky&lang=vi&topic=III.2", "/tim-kiem/?kind=sms&page=2&agency=G06"],
            "search, 256 letters": [
                "/tim-kiem/?q=" + "a+b+" * 64,
                '/tim-kiem/?q="' + "an+" * 85,
                "/tim-kiem/?page=1000",
            ],
            "material": [client.get(f"/tai-lieu/{public_id}/{code}/")["Location"]],
        }
        editions = Publication.objects.count()
        print(f"{count} materials, {editions} editions, {rate:.0f} a second into the index; milliseconds")
        base = 0.0
        for name, addresses in jobs.items():
            found = timed(client.get, addresses)
            p50, p95 = statistics.median(found), found[int(len(found) * 0.95)]
            base = base or p50
            sql = max(queries(client.get, address) for address in dict.fromkeys(addresses))
            print(f"{name:20} p50 {p50:7.1f}  p95 {p95:7.1f}  p50 ÷ unknown page {p50 / base:5.1f}  SQL {sql:3}")
    finally:
        shutil.rmtree(settings.KHO_DATA_DIR, ignore_errors=True)


if __name__ == "__main__":
    main()
