"""A timestamp authority on loopback: OpenSSL answers with real tokens (RFC 3161)."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SETTINGS = """
[tsa]
default_tsa = one
[one]
dir = .
serial = ./serial
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
{certs}
"""
USES = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


def set_up(folder: Path, *, chain: bool, key: tuple[str, ...] = ("rsa:2048",)) -> Path:
    """Make a root and an authority under it; returns the folder. chain: tokens bring the root along."""
    folder.mkdir(parents=True)
    (folder / "serial").write_text("01\n")
    (folder / "uses").write_text(USES)
    (folder / "tsa.cnf").write_text(SETTINGS.format(certs="certs = ./ca.pem" if chain else ""))
    root = ("-subj", "/CN=Test root", "-addext", "basicConstraints=critical,CA:TRUE", "-days", "30")
    openssl(folder, "req", "-x509", "-newkey", *key, "-nodes", "-keyout", "ca.key", "-out", "ca.pem", *root)
    openssl(folder, "req", "-newkey", *key, "-nodes", "-keyout", "tsa.key", "-out", "a.csr", "-subj", "/CN=Test TSA")
    under = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-extfile", "uses")
    openssl(folder, "x509", "-req", "-in", "a.csr", "-out", "tsa.pem", *under)
    return folder


@contextmanager
def serving(folder: Path, *, broken: bool = False) -> Iterator[str]:
    """The authority at an address on loopback. broken: it answers with something that is no token."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / "query").write_bytes(asked)
            reply = b"<html>maintenance</html>"
            if not broken:
                openssl(folder, "ts", "-reply", "-queryfile", "query", "-config", "tsa.cnf", "-out", "reply")
                reply = (folder / "reply").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
