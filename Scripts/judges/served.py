"""The simulated cloud in a process of its own, and a front before it that speaks TLS and can change what passes."""
import contextlib
import http.client
import http.server
import json
import os
import re
import socketserver
import ssl
import subprocess
import threading
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.path.join(ROOT, "Examples", ".build", "debug")


class Simulator:
    """`simulator serve`, with the variables that point a program at it."""

    def __init__(self, *options, population=60):
        self.certificate = None
        self.options = ["--port", "0", "--population", str(population), *options]

    def __enter__(self):
        program = os.path.join(BIN, "simulator")
        if not os.path.exists(program):
            raise SystemExit("there is no simulator yet: swift build --package-path Examples --product simulator")
        self.process = subprocess.Popen([program, "serve", *self.options], stdout=subprocess.PIPE, text=True)
        self.root = None
        for line in self.process.stdout:
            if line.startswith("# State:"):
                self.root = line.split()[-1].removesuffix("/simulator/state")
                break
        if self.root is None:
            self.process.wait()
            raise SystemExit(f"simulator serve ended with {self.process.returncode}")
        self.environment = self.read("/simulator/environment")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def read(self, path):
        with urllib.request.urlopen(self.root + path, timeout=60) as answer:
            return json.load(answer)

    def play(self, script):
        """Puts a script of faults in force."""
        request = urllib.request.Request(
            self.root + "/simulator/faults", json.dumps({"script": script}).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status

    @property
    def port(self):
        return int(self.root.rsplit(":", 1)[1])

    def clean_environment(self):
        """The machine's environment without any tenant, and with this cloud's variables."""
        kept = {k: v for k, v in os.environ.items() if not re.match("AZURE_|RC_|GRAPH_|TEAMS_|GENESYS", k)}
        return kept | self.environment


class Front:
    """Passes requests on to the simulator: over TLS if there is a certificate, changed if there are changes.

    `change_request(request)` and `change_answer(request, answer)` take and return dictionaries: method, path, headers, body; status,
    headers, body. A request with a `port` goes there instead. A request that `repeats` says yes to is sent on twice; the first answer counts.
    """

    def __init__(self, port, certificate=None, change_request=None, change_answer=None, repeats=None):
        self.upstream = port
        self.change_request = change_request or (lambda request: request)
        self.change_answer = change_answer or (lambda request, answer: answer)
        scheme = "https" if certificate else "http"
        front = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.body()
                request = front.change_request(
                    {"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body})
                answer = front.change_answer(request, front.send(request, scheme))
                if repeats and repeats(request):
                    front.send(request, scheme)
                self.send_response_only(answer["status"])
                for name, value in answer["headers"]:
                    self.send_header(name, value)
                if answer["status"] not in (204, 304):
                    self.send_header("Content-Length", str(len(answer["body"])))
                self.end_headers()
                if answer["status"] not in (204, 304):
                    self.wfile.write(answer["body"])

            def body(self):
                if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
                    parts = []
                    while size := int(self.rfile.readline().split(b";")[0], 16):
                        parts.append(self.rfile.read(size))
                        self.rfile.readline()
                    self.rfile.readline()
                    return b"".join(parts)
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, *_):
                pass

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # a client that hangs up is no news

        self.server = Server(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.chain)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.root = f"{scheme}://localhost:{self.server.server_port}"

    def send(self, request, scheme):
        connection = http.client.HTTPConnection("127.0.0.1", request.get("port", self.upstream), timeout=120)
        headers = {k: v for k, v in request["headers"].items()
                   if k.lower() not in ("connection", "transfer-encoding", "content-length", "accept-encoding")}
        headers["X-Forwarded-Proto"] = scheme
        with contextlib.closing(connection):
            connection.request(request["method"], request["path"], request["body"] or None, headers)
            answer = connection.getresponse()
            kept = [(k, v) for k, v in answer.getheaders()
                    if k.lower() not in ("connection", "transfer-encoding", "content-length")]
            return {"status": answer.status, "headers": kept, "body": answer.read()}

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
