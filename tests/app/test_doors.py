"""Who is let in, what is refused, and how: without a browser."""

import asyncio
import json
import re
import socket
from contextlib import ExitStack, suppress
from functools import partial
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from tornado.testing import AsyncHTTPTestCase, gen_test

from outreachlab.app import shown
from outreachlab.app.alone import application
from outreachlab.app.desk import MOST_SENT_AT_ONCE, Desk
from tests.app.sheets import SPLIT, TICKED
from tests.intake import hostile
from tests.report.test_report import HOSTILE

TOKEN = "the-token-of-this-run"
CSV = b"contact,asked_on,outcome\n" + b"".join(
    b"P%d,2026-01-%02d,%s\n" % (at, at, (b"accepted", b"declined")[at % 2]) for at in range(1, 13)
)


class Case(AsyncHTTPTestCase):
    def get_app(self):
        self.folder = TemporaryDirectory()
        self.desk = Desk(Path(self.folder.name))
        return application(self.desk, TOKEN, self.get_http_port())

    def tearDown(self):
        self.desk.close()
        self.folder.cleanup()
        super().tearDown()

    def enter(self):
        """One more browser: its headers with both cookies."""
        entered = self.fetch(f"/?token={TOKEN}")
        cookie = entered.headers["Set-Cookie"].split(";")[0]
        page = self.fetch("/", headers={"Cookie": cookie})
        mark = json.loads(re.search(r"hx-headers='(.*?)'", page.body.decode())[1])["X-XSRFToken"]
        second = page.headers["Set-Cookie"].split(";")[0]
        return {"Cookie": f"{cookie}; {second}", "X-XSRFToken": mark}

    def send(self, name, data, headers):
        where = f"/files?name={quote(name)}"
        return self.fetch(where, method="POST", body=data, headers=headers, request_timeout=60)

    def do(self, act, headers, **fields):
        body = "&".join(f"{key}={quote(str(value))}" for key, value in fields.items())
        return self.fetch(f"/do/{act}", method="POST", body=body, headers=headers)

    def text(self, answer):
        return unescape(answer.body.decode())


class TestLettingIn(Case):
    def test_the_token_becomes_a_cookie_and_leaves_the_address(self):
        entered = self.fetch(f"/?token={TOKEN}")
        cookie = entered.headers["Set-Cookie"]
        assert entered.headers["Refresh"] == "0; url=/"
        assert f"outreachlab-{self.get_http_port()}=" in cookie
        assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
        assert TOKEN not in cookie

    def test_no_token_an_old_one_and_an_old_cookie_are_refused_with_the_way_on(self):
        old = {"Cookie": f"outreachlab-{self.get_http_port()}=an-earlier-run"}
        for path, headers in (("/", {}), ("/?token=older", {}), ("/", old), ("/report", old)):
            answer = self.fetch(path, headers=headers)
            assert answer.code == 403
            assert "open the address that outreachlab printed" in answer.body.decode()

    def test_every_address_asks_for_the_cookie(self):
        for path in ("/results", "/report", "/take/log.csv", "/take/1/map.toml", "/static/app.js"):
            assert self.fetch(path).code == 403
        assert self.fetch("/take/trial.zip").code == 403
        assert self.fetch("/elsewhere").code == 403
        assert self.fetch("/elsewhere", headers=self.enter()).code == 404

    def test_a_foreign_host_is_refused_on_every_address(self):
        headers = self.enter()
        for path in ("/", f"/?token={TOKEN}", "/static/app.js", "/elsewhere"):
            for host in ("evil.example", f"evil.example:{self.get_http_port()}", "127.0.0.1"):
                assert self.fetch(path, headers={**headers, "Host": host}).code == 403

    def test_localhost_leads_to_the_number(self):
        port = self.get_http_port()
        answer = self.fetch(
            f"/?token={TOKEN}", headers={"Host": f"localhost:{port}"}, follow_redirects=False
        )
        assert answer.code == 302
        assert answer.headers["Location"] == f"http://127.0.0.1:{port}/?token={TOKEN}"

    def test_a_foreign_origin_is_refused(self):
        headers = self.enter()
        for origin in ("http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"):
            assert self.do("forget", {**headers, "Origin": origin}).code == 403
        own = f"http://127.0.0.1:{self.get_http_port()}"
        assert self.do("forget", {**headers, "Origin": own}).code == 200
        assert self.do("forget", {**headers, "Sec-Fetch-Site": "cross-site"}).code == 403

    def test_a_change_without_the_pages_mark_is_refused(self):
        headers = self.enter()
        for mark in ({}, {"X-XSRFToken": "2|aaaaaaaa|bbbb|1"}):
            without = {"Cookie": headers["Cookie"], **mark}
            assert self.do("forget", without).code == 403
            assert self.send("a.csv", CSV, without).code == 403
        assert next(iter(self.desk.spaces.values())).sheets == {}

    def test_policies_stand_on_every_answer(self):
        headers = self.enter()
        for path in ("/", "/results", "/elsewhere", "/static/app.js", "/take/log.csv"):
            found = self.fetch(path, headers=headers).headers
            policy = found["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert found["Referrer-Policy"] == "same-origin"
            assert found["X-Content-Type-Options"] == "nosniff"
            assert "Server" not in found

    def test_the_report_can_do_nothing_to_the_page(self):
        headers = self.enter()
        self.send("a.csv", CSV, headers)
        answer = self.fetch("/report", headers=headers)
        assert answer.code == 200
        assert answer.headers["Content-Security-Policy"].startswith(
            "sandbox allow-scripts allow-downloads;"
        )

    def test_two_people_see_only_their_own(self):
        one, other = self.enter(), self.enter()
        self.send("mine.csv", CSV, one)
        self.send("theirs.csv", SPLIT, other)
        assert "mine.csv" in self.text(self.fetch("/", headers=one))
        page = self.text(self.fetch("/", headers=other))
        assert "mine.csv" not in page
        assert "theirs.csv" in page
        log = self.fetch("/take/log.csv", headers=other).body.decode()
        assert "Aino Berg" in log
        assert "P1" not in log


class TestSending(Case):
    def test_a_file_over_the_limit_is_refused_before_it_is_sent(self):
        headers = self.enter()
        with socket.create_connection(("127.0.0.1", self.get_http_port())) as raw:
            self.io_loop.run_sync(lambda: self._begin(raw, headers, 1 << 30))
            raw.settimeout(10)
            said = self.io_loop.run_sync(lambda: self._all(raw)).decode()
        assert said.startswith("HTTP/1.1 413")
        assert "a file may have 64 MB" in said
        assert [*Path(self.folder.name).iterdir()] == []
        assert self.fetch("/", headers=headers).code == 200

    async def _begin(self, raw, headers, size):
        lines = [
            "POST /files?name=large.csv HTTP/1.1",
            f"Host: 127.0.0.1:{self.get_http_port()}",
            *(f"{name}: {value}" for name, value in headers.items()),
            f"Content-Length: {size}",
        ]
        raw.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + b"a" * 1000)

    async def _all(self, raw):
        return await asyncio.get_running_loop().run_in_executor(None, raw.recv, 100_000)

    def test_a_file_that_hides_its_size_is_cut_off_at_the_limit(self):
        headers = self.enter()
        with socket.create_connection(("127.0.0.1", self.get_http_port())) as raw:
            raw.settimeout(30)
            self.io_loop.run_sync(lambda: self._pour(raw, headers, (shown.MOST_BYTES >> 20) + 8))
        for _ in range(20):
            self.fetch("/", headers=headers)
        assert self.desk.sending == 0
        assert [*Path(self.folder.name).iterdir()] == []

    async def _pour(self, raw, headers, megabytes):
        lines = [
            "POST /files?name=large.csv HTTP/1.1",
            f"Host: 127.0.0.1:{self.get_http_port()}",
            *(f"{name}: {value}" for name, value in headers.items()),
            "Transfer-Encoding: chunked",
        ]
        raw.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        chunk = b"100000\r\n" + b"a" * (1 << 20) + b"\r\n"
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            for _ in range(megabytes):
                await loop.run_in_executor(None, raw.sendall, chunk)

    @gen_test(timeout=60)
    async def test_fifty_at_once_are_taken_in_turn_or_told_to_wait(self):
        headers = await self._entered()
        sent = [self._send(f"log {at}.csv", CSV, headers) for at in range(50)]
        codes = [answer.code for answer in await asyncio.gather(*sent)]
        assert set(codes) <= {200, 503}
        assert codes.count(200) >= MOST_SENT_AT_ONCE
        assert self.desk.sending == 0
        kept = next(iter(self.desk.spaces.values())).sheets
        assert len(kept) == min(codes.count(200), 20)
        assert len([*Path(self.folder.name).iterdir()]) == len(kept)
        assert (await self.http_client.fetch(self.get_url("/"), headers=headers)).code == 200

    async def _entered(self):
        entered = await self.http_client.fetch(self.get_url(f"/?token={TOKEN}"))
        cookie = entered.headers["Set-Cookie"].split(";")[0]
        page = await self.http_client.fetch(self.get_url("/"), headers={"Cookie": cookie})
        mark = json.loads(re.search(r"hx-headers='(.*?)'", page.body.decode())[1])
        return {"Cookie": f"{cookie}; {page.headers['Set-Cookie'].split(';')[0]}", **mark}

    async def _send(self, name, data, headers):
        where = self.get_url(f"/files?name={quote(name)}")
        return await self.http_client.fetch(
            where, method="POST", body=data, headers=headers, raise_error=False
        )

    def test_of_fifty_that_are_half_sent_few_are_held_and_the_others_told_to_wait(self):
        headers = self.enter()
        with ExitStack() as stack:
            place = ("127.0.0.1", self.get_http_port())
            raws = [stack.enter_context(socket.create_connection(place)) for _ in range(50)]
            for raw in raws:
                raw.settimeout(10)
                self.io_loop.run_sync(partial(self._begin, raw, headers, 5000))
            assert self.fetch("/", headers=headers).code == 200
            assert self.desk.sending == MOST_SENT_AT_ONCE
            assert len([*Path(self.folder.name).iterdir()]) == MOST_SENT_AT_ONCE
            said = self.io_loop.run_sync(lambda: self._all(raws[-1])).decode()
        assert said.startswith("HTTP/1.1 503")
        assert "wait until they are there" in said

    def test_a_sender_who_goes_away_leaves_nothing(self):
        headers = self.enter()
        with socket.create_connection(("127.0.0.1", self.get_http_port())) as raw:
            self.io_loop.run_sync(lambda: self._begin(raw, headers, 5000))
            self.fetch("/", headers=headers)
        for _ in range(20):
            self.fetch("/", headers=headers)
        assert self.desk.sending == 0
        assert [*Path(self.folder.name).iterdir()] == []

    def test_no_name_leads_out_of_the_folder(self):
        headers = self.enter()
        for name in ("../../x.csv", "/etc/passwd", "..", "a\0b.csv", "con", "x" * 500, ""):
            assert self.send(name, CSV, headers).code == 200
        assert len([*Path(self.folder.name).iterdir()]) == 7

    def test_what_is_no_table_is_refused_in_a_sentence(self):
        headers = self.enter()
        for name, data, said in (
            ("a.pdf", b"%PDF-1.7 ...", "this is a PDF"),
            ("b.xlsx", b"PK\x03\x04 cut off", "the file is damaged or cut off"),
            ("c.csv", b"  \n", "the file is empty"),
            ("d.map.toml", b"[columns\n", "is no TOML"),
        ):
            assert said in self.text(self.send(name, data, headers))

    def test_a_hostile_workbook_is_refused_and_the_page_goes_on(self):
        headers = self.enter()
        for made in (hostile.bomb, hostile.lying_bomb, hostile.far_cell, hostile.ods_repeated):
            answer = self.send(f"{made.__name__}.xlsx", made(), headers)
            assert answer.code == 200
            assert "Traceback" not in self.text(answer)
        assert "bomb.xlsx cannot be read" in self.text(self.fetch("/", headers=headers))


class TestNames(Case):
    def test_names_as_markup_are_shown_as_they_are_written(self):
        lines = ["contact,asked_on,outcome,referrer"]
        for at, name in enumerate(HOSTILE):
            quoted = name.replace('"', '""').replace("\r", " ").replace("\0", "")
            lines.append(f'"{quoted}",2026-01-{at % 28 + 1:02d},maybe,"{quoted}"')
        headers = self.enter()
        page = self.send('<b onclick="x">.csv', "\n".join(lines).encode(), headers).body.decode()
        assert "<b onclick" not in page
        assert "&lt;b onclick=" in page
        assert not re.search(r"<(script|img|svg|iframe|b)\b", page)

    def test_a_file_is_handed_over_under_a_harmless_name(self):
        headers = self.enter()
        self.send('a";\r\nX: y.xlsx', TICKED, headers)
        self.do(
            "answer",
            headers,
            sheet=1,
            asks=next(iter(self.desk.spaces.values())).sheets[1].how.questions[0].asks,
            says="'Yes': agreed; 'No': refused",
        )
        taken = self.fetch("/take/1/map.toml", headers=headers)
        assert taken.code == 200
        assert "X" not in taken.headers
        assert taken.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''a%22")

    def test_a_trial_is_handed_over_as_one_file_to_whoever_planned_it(self):
        headers = self.enter()
        assert self.fetch("/take/trial.zip", headers=headers).code == 404
        self.do("plan", headers, tactic="offered_phone", size=40)
        self.do("lot", headers, contact="<b>Bo</b>")
        taken = self.fetch("/take/trial.zip", headers=headers)
        assert taken.headers["Content-Type"] == "application/zip"
        assert taken.headers["Content-Disposition"] == "attachment; filename*=UTF-8''trial-1.zip"
        page = self.text(self.fetch("/", headers=headers))
        assert "lots for 1 of 40 contacts" in page
        assert self.fetch("/take/trial.zip", headers=self.enter()).code == 404
        again = self.send("trial-1.zip", taken.body, self.enter())
        assert "1 contact had a lot" in self.text(again)

    def test_nothing_unknown_is_done_or_handed_over(self):
        headers = self.enter()
        for path in ("/take/key", "/take/1/log.csv", "/take/9/map.toml", "/take/..%2f..%2fx"):
            assert self.fetch(path, headers=headers).code == 404
        for path in ("/do/__init__", "/do/eval"):
            answer = self.fetch(path, method="POST", body="", headers=headers)
            assert (answer.code, answer.body.decode()) == (404, "there is no such page here")


def test_the_limit_that_is_said_is_the_one_that_is_kept():
    assert shown.MOST_BYTES == 64 * 1024 * 1024


@pytest.mark.parametrize("name", ["htmx.min.js", "app.js", "app.css"])
def test_what_the_page_loads_is_ours(name):
    from outreachlab.app.doors import STATIC, _static

    assert len(_static(STATIC[name])) > 1000
