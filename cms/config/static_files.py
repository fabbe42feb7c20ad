"""How static files are kept: hashed names and gzip twins."""

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage without Brotli twins: nobody serves them here and making them takes 25 times the CPU."""

    def create_compressor(self, **kwargs: object) -> Compressor:
        """Gzip only."""
        return super().create_compressor(**{**kwargs, "use_brotli": False})
