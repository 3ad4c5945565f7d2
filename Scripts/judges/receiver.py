"""A server on this machine that takes RingCentral's events: does the handshake, and keeps what comes."""
import http.server
import json
import queue
import threading


class Receiver:
    def __enter__(self):
        events = self.events = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(200)
                if not body:
                    self.send_header("Validation-Token", self.headers.get("Validation-Token", ""))
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "0")
                self.end_headers()
                if body:
                    events.put((dict(self.headers), json.loads(body)))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/events"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def next(self):
        """The next event, with the header fields it came with."""
        return self.events.get(timeout=20)
