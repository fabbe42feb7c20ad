"""``manage.py create_demo``: a filled library to look at, made by code, offline."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.library.demo import filling, people
from cms.library.demo.drawing import ToolMissing
from cms.library.demo.sound import can_speak


class Command(BaseCommand):
    """Running it again adds only what is missing. Exit code 1: something could not be made."""

    help = "Tạo thư viện mẫu: tài liệu, tài khoản, chiến dịch. Chạy lại không tạo thêm. / Make the demo library."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only one: show the log-ins and do nothing else."""
        parser.add_argument("--show-logins", action="store_true", help="chỉ in tài khoản mẫu / print the log-ins only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the library, then print the log-ins."""
        self.began = time.monotonic()
        if options["show_logins"]:
            people.ensure_people()
        else:
            self._fill()
        path = people.logins_path()
        if path.is_file():
            self.stdout.write(path.read_text(encoding="utf-8").rstrip())
        else:
            self.stdout.write("Tài khoản mẫu đã có từ trước; mật khẩu không được lưu lại.")

    def _fill(self) -> None:
        if not can_speak():
            self._say("Máy này không có espeak-ng: tiếng chuông thay cho lời đọc (apt install espeak-ng)")
        try:
            filling.fill(self._say)
        except (filling.DemoIncomplete, ToolMissing) as error:
            raise CommandError(str(error)) from error
        self._say("Xong: {} tài liệu, {} bản ngôn ngữ".format(*filling.counts()))

    def _say(self, words: str) -> None:
        self.stdout.write(f"[{time.monotonic() - self.began:5.1f} s] {words}")
        self.stdout.flush()
