"""Serves the resources with Python's http.server on the port given."""

import hashlib
import socket
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PLAIN = b"hello from the origin\n"
PIECES = [b"one ", b"two and ", b"three"]
LARGE = (bytes(range(251)) * (8 * 1024 * 1024 // 251 + 1))[: 8 * 1024 * 1024]
GZIPPED = bytes.fromhex(sys.argv[2])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        name = self.path.rsplit("/", 1)[-1].replace("-", "_")
        getattr(self, "get_" + name, self.get_missing)()

    do_HEAD = do_GET

    def do_POST(self):
        content = self.body()
        self.whole(200, {}, f"{len(content)} {hashlib.sha256(content).hexdigest()}".encode())

    def get_missing(self):
        self.whole(404, {}, b"")

    def get_plain(self):
        self.whole(200, {"Content-Type": "text/plain"}, PLAIN)

    def get_gzip(self):
        self.whole(200, {"Content-Encoding": "gzip"}, GZIPPED)

    def get_large(self):
        self.whole(200, {}, LARGE)

    def get_no_content(self):
        self.head(204, {})

    def get_etag(self):
        if self.headers.get("If-None-Match") == '"v1"':
            self.head(304, {"ETag": '"v1"'})
        else:
            self.whole(200, {"ETag": '"v1"'}, PLAIN)

    def get_range(self):
        first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        self.whole(206, {"Content-Range": f"bytes {first}-{last}/1000"}, LARGE[first : last + 1])

    def get_chunked(self):
        self.in_pieces(0.002)

    def get_slow(self):
        self.in_pieces(0.03)

    def get_to_the_end(self):
        self.head(200, {"Connection": "close"})
        self.wfile.write(PLAIN)

    def get_early_close(self):
        self.head(200, {"Content-Length": "1000"})
        self.wfile.write(b"only this")
        self.close_connection = True

    def get_early_close_chunked(self):
        self.head(200, {"Transfer-Encoding": "chunked"})
        self.wfile.write(b"9\r\nonly this\r\n")
        self.close_connection = True

    def get_reset_before_head(self):
        self.reset()

    def get_reset_within_body(self):
        self.head(200, {"Content-Length": "1000"})
        self.wfile.write(b"only this")
        time.sleep(0.02)
        self.reset()

    def in_pieces(self, pause):
        self.head(200, {"Transfer-Encoding": "chunked"})
        for piece in PIECES:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            time.sleep(pause)
        self.wfile.write(b"0\r\n\r\n")

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers["Content-Length"]))
        content = b""
        while size := int(self.rfile.readline(), 16):
            content += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return content

    def head(self, status, fields):
        self.send_response(status)
        self.send_header("X-Peer-Port", str(self.client_address[1]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()

    def whole(self, status, fields, content):
        self.head(status, {**fields, "Content-Length": str(len(content))})
        if self.command != "HEAD":
            self.wfile.write(content)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.socket(fileno=self.connection.detach()).close()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
