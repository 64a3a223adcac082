"""Files and folders that settings name. What cannot be used refuses: it does not come by itself."""

from app import named_files
from app.config import Settings
from app.preflight.findings import Finding, wrong
from app.preflight.places import of_folder
from app.preflight.settings import PART


def of_files(settings: Settings) -> list[Finding]:
    named = [*named_files.of_the_database(settings.database_url), *named_files.of_the_web()]
    if settings.s3_endpoint:
        named += named_files.of_the_store()
    compiled = of_folder("COMPILED", settings.compiled) if settings.compiled else []
    return [*wrong(PART, *named), *compiled]
