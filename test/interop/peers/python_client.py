"""Does everything with Python's http.client at the host, port and prefix given, and prints what came of it as JSON."""

import base64
import hashlib
import http.client
import json
import socket
import struct
import sys
import time

HOST, PORT, PREFIX = "127.0.0.1", int(sys.argv[1]), sys.argv[2]
SIZE = 8 * 1024 * 1024
LARGE = (bytes(range(251)) * (SIZE // 251 + 1))[:SIZE]
SAMPLE = LARGE[:70000]


def connect():
    return http.client.HTTPConnection(HOST, PORT, timeout=15)


def digest(content):
    return f"{len(content)} {hashlib.sha256(content).hexdigest()}"


def ask(name, method="GET", connection=None, **more):
    connection = connection or connect()
    connection.request(method, f"{PREFIX}/{name}", **more)
    response = connection.getresponse()
    return response, response.read()


def upload(**more):
    return ask("upload", "POST", **more)[1].decode()


def with_status(response, content):
    return f"{response.status} {content.decode()}"


def head():
    connection = connect()
    response, content = ask("plain", "HEAD", connection)
    return f"{response.status} {response.headers['Content-Length']} {len(content)}"


def in_range():
    response, content = ask("range", headers={"Range": "bytes=100-299"})
    return f"{response.status} {digest(content)}"


def in_chunks(pieces, pause):
    for piece in pieces:
        yield piece
        time.sleep(pause)


def continued():
    connection = connect()
    connection.putrequest("POST", f"{PREFIX}/upload")
    connection.putheader("Content-Length", "5")
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    line = connection.sock.recv(64)
    if not line.startswith(b"HTTP/1.1 100 "):
        return line.decode()
    connection.send(b"hello")
    return connection.getresponse().read().decode()


def slow_reader():
    connection = connect()
    connection.request("GET", f"{PREFIX}/large")
    response = connection.getresponse()
    content = b""
    while piece := response.read(100_000 if len(content) < 400_000 else SIZE):
        content += piece
        if len(content) < 400_000:
            time.sleep(0.03)
    return digest(content)


def broken(name):
    try:
        return ask(name)[1].decode()
    except (http.client.IncompleteRead, ConnectionError):
        return "broken"


def keep_alive():
    connection = connect()
    sockets = set()
    for name in ["plain", "no-content", "chunked", "plain", "gzip"]:
        ask(name, connection=connection)
        sockets.add(connection.sock)
    return "one connection" if len(sockets) == 1 and None not in sockets else str(sockets)


def half_close():
    connection = connect()
    connection.request("GET", f"{PREFIX}/large")
    connection.sock.shutdown(socket.SHUT_WR)
    return digest(connection.getresponse().read())


def resets():
    request = f"POST {PREFIX}/upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n".encode()
    asking = f"GET {PREFIX}/large HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    for sent, read in [(request[:9], 0), (request, 0), (request + b"x" * 5000, 0), (asking, 0), (asking, 1), (asking, 5000)]:
        client = socket.create_connection((HOST, PORT))
        client.sendall(sent)
        if read:
            client.recv(read)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        if ask("plain")[0].status != 200:
            return "fails"
    return "goes on"


DEEDS = {
    "get": lambda: with_status(*ask("plain")),
    "head": head,
    "post-length": lambda: upload(body=SAMPLE),
    "post-chunked": lambda: upload(body=in_chunks([SAMPLE[:9], SAMPLE[9:]], 0), encode_chunked=True),
    "gzip-bytes": lambda: base64.b64encode(ask("gzip", headers={"Accept-Encoding": "gzip"})[1]).decode(),
    "chunked": lambda: ask("chunked")[1].decode(),
    "no-content": lambda: with_status(*ask("no-content")),
    "not-modified": lambda: with_status(*ask("etag", headers={"If-None-Match": '"v1"'})),
    "range": in_range,
    "to-the-end": lambda: ask("to-the-end")[1].decode(),
    "continue": continued,
    "large-down": lambda: digest(ask("large")[1]),
    "large-up": lambda: upload(body=LARGE),
    "slow-reader": slow_reader,
    "slow-sender": lambda: upload(body=in_chunks([b"h", b"e", b"l", b"lo"], 0.02), encode_chunked=True),
    "early-close": lambda: broken("early-close"),
    "early-close-chunked": lambda: broken("early-close-chunked"),
    "reset-before-head": lambda: str(ask("reset-before-head")[0].status),
    "reset-within-body": lambda: broken("reset-within-body"),
    "keep-alive": keep_alive,
    "half-close": half_close,
    "resets-of-the-client": resets,
}

results = {}
for name, deed in DEEDS.items():
    try:
        results[name] = deed()
    except Exception as error:  # What went wrong is the result, for the test to show.
        results[name] = repr(error)
print(json.dumps(results))
