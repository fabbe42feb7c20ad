"""The only place that starts programs on media: ffmpeg, exiftool and our own small Python children.

Three levels, best first: `bubblewrap` (own namespaces: no network, no other process, only the given paths), `landlock`
(the same paths, by the kernel's rules, where namespaces are forbidden, as in a plain chroot) and `limits` (bare, with a
loud warning). At every level: resource limits, a system-call filter (no new processes, no sockets), an empty
environment, an own session, and death together with the caller.

    finished = jail.run(["ffprobe", …], read=[original], write=[scratch], limits=Limits(cpu_seconds=60))

The policy comes from `configure` (or the environment variable SANDBOX until that is called): `auto` takes the best
level that works here, `require` refuses to run bare, `off` asks for `limits`.
"""

from media_pipeline.jail.levels import LEVELS, configure, level
from media_pipeline.jail.run import Finished, Limits, run

__all__ = ["LEVELS", "Finished", "Limits", "configure", "level", "run"]
