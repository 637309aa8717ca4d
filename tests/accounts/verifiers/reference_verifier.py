"""A verifier in a process of its own: it knows the protocol from ``accounts/README.md`` and nothing of our code.

``python reference_verifier.py <shared key> <private key>`` prints its port, then takes orders on its standard input,
one JSON a line: who its people are, what becomes of faces, and how it misbehaves.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SHARED, PRIVATE = bytes.fromhex(sys.argv[1]), Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sys.argv[2]))
orders: dict = {"people": [], "faces": "waiting", "fault": ""}
sessions: dict[str, dict] = {}
seen: set[str] = set()


def match(asked: dict, *fields: str) -> dict:
    for person in orders["people"]:
        if all(person.get(field) == asked[field] for field in fields):
            return {"match": True, "receipt": f"R{len(seen)}"}
    return {"match": False}


def answer(path: str, asked: dict) -> dict:
    if path.endswith("/match"):
        return match(asked, "name", "type", "number")
    if path.endswith("/match-phone"):
        return match(asked, "name", "type", "number", "phone")
    if path.endswith("/faces"):
        session = f"S{len(sessions)}"
        sessions[session] = asked
        return {"session": session, "url": f"https://face.example.cn/{session}"}
    known = sessions[asked["session"]]
    if orders["faces"] == "passed" and match(known, "name", "type", "number")["match"]:
        return {"state": "passed", "receipt": f"F{asked['session']}"}
    return {"state": "waiting" if orders["faces"] == "waiting" else "refused"}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number, moment = self.headers["Portal-Request"], self.headers["Portal-Time"]
        text = "\n".join(("POST", self.path, number, moment, hashlib.sha256(body).hexdigest()))
        wanted = base64.b64encode(hmac.new(SHARED, text.encode(), hashlib.sha256).digest()).decode()
        fresh = abs(time.time() - int(moment)) < 300 and number not in seen
        if not (hmac.compare_digest(wanted, self.headers["Portal-Signature"]) and fresh):
            self.send_error(401)
            return
        seen.add(number)
        self.reply(number, answer(self.path, json.loads(body)))

    def reply(self, number: str, told: dict) -> None:
        status, fault = 200, orders["fault"]
        if fault == "error":
            status = 500
        if fault == "redirect":
            status = 307
        content = json.dumps(told).encode()
        if fault == "huge":
            content = b'{"match": true, "receipt": "' + b"x" * 100_000 + b'"}'
        if fault == "no_object":
            content = b"[true]"
        if fault == "maybe":
            content = b'{"match": "yes", "receipt": "R1"}'
        bound = "another-request" if fault == "replayed" else number
        signature = PRIVATE.sign(f"{bound}\n{status}\n".encode() + content)
        if fault == "forged":
            content = content.replace(b"false", b"true ").replace(b"}", b', "receipt": "R9"}')
        if fault == "silent":
            time.sleep(30)
        self.send_response(status)
        if fault == "redirect":
            self.send_header("Location", self.path)
        if fault != "unsigned":
            self.send_header("Verifier-Signature", base64.b64encode(signature).decode())
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    for line in sys.stdin:
        orders.update(json.loads(line))
        print("done", flush=True)
