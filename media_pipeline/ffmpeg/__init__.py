"""ffmpeg and ffprobe: arguments by pure functions (`commands`), their output read (`probe`, `progress`).

Free of Django. Only `runner` starts anything, and only through `media_pipeline.jail`.
"""
