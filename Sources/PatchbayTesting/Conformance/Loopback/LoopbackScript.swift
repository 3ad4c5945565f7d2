import Foundation
import PatchbayCore

/// What the loopback server does with one request. The path is the script:
///
/// | path | what happens |
/// |---|---|
/// | `/fast` | a short answer at once |
/// | `/slow?ms=100` | the same after a while |
/// | `/echo…` | the request's body comes back; anything may follow in the path and the query |
/// | `/status/404` | that status, with a body where one is allowed |
/// | `/challenge?with=A\|B` | 401 with the challenges A and B |
/// | `/redirect?status=302&to=URL` | a redirect |
/// | `/dup` | repeated fields and odd case |
/// | `/cookie`, `/cacheable` | tempts the client to keep something |
/// | `/interim` | an interim answer (103) before the real one |
/// | `/gzip`, `/gzip?zeros=N` | compressed text; N zeros compressed to almost nothing |
/// | `/big?bytes=N`, `/endless` | that many bytes; bytes until the client has enough |
/// | `/drip?n=10&ms=100` | one byte at a time |
/// | `/hang` | no answer |
/// | `/hang/upload?after=N` | stops reading the body after N bytes, until the check releases it |
/// | `/hang/head`, `/hang/body` | stops in the middle of the answer's head; of its body |
/// | `/close`, `/reset` | ends the connection without an answer, in order or by a reset |
/// | `/close-after` | answers, and ends the connection without having said so |
/// | `/truncate`, `/truncate/chunked`, `/reset-mid` | ends the connection in the middle of the answer's body |
/// | `/truncate/head` | ends it in the middle of the answer's head |
/// | `/garbage` | an answer that is not HTTP |
struct LoopbackScript {
    /// Nothing hangs longer than this, so that a client which does not stop is found out instead of waited for.
    static let longestHang = Duration.seconds(4)

    let connection: LoopbackConnection
    let head: LoopbackServer.Visit
    /// Changes the server's record of this request.
    let note: ((inout LoopbackServer.Visit) -> Void) -> Void
    /// Whether a check wants this request to go on, or the server stops.
    let isReleased: () -> Bool

    /// Plays the script.
    ///
    /// - Returns: whether the connection can take another request.
    func run() -> Bool {
        let parts = head.target.split(separator: "?", maxSplits: 1)
        let path = parts.first.map(String.init) ?? "/"
        let query = Self.pairs(parts.dropFirst().first ?? "")
        func number(_ name: String, else value: Int) -> Int { query[name].flatMap { Int($0) } ?? value }

        switch path {
        case "/hang/upload": return hangUpload(after: number("after", else: 0))
        case _ where !readRequest(): return false
        case "/fast": return answer(200, body: Data("fast".utf8))
        case "/slow":
            guard !pause(.milliseconds(number("ms", else: 100))) else { return false }
            return answer(200, body: Data((query["say"] ?? "slow").utf8))
        case "/challenge":
            let fields = (query["with"] ?? "").split(separator: "|").map { ("WWW-Authenticate", String($0)) }
            return answer(401, fields, body: Data("who?".utf8))
        case "/redirect":
            let fields = [("Location", query["to"] ?? "/fast")]
            return answer(number("status", else: 302), fields, body: Data("over there".utf8))
        case "/dup":
            let fields = [
                ("x-MiXeD-case", "Kept As Is"), ("X-Twice", "one"), ("X-Twice", "two"), ("X-Empty", ""),
                ("X-Colon", "a: b; c=\"d, e\""),
            ]
            return answer(200, fields)
        case "/cookie": return answer(200, [("Set-Cookie", "kept=yes; Path=/")])
        case "/cacheable":
            return answer(200, [("Cache-Control", "max-age=3600"), ("ETag", "\"1\"")], body: Data("one".utf8))
        case "/interim":
            connection.write("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n".utf8)
            return answer(200, body: Data("real".utf8))
        case "/gzip":
            let body = query["zeros"].flatMap { Int($0) }.map(GzipSample.zeros) ?? GzipSample.stored(GzipSample.text)
            return answer(200, [("Content-Encoding", "gzip"), ("Content-Type", "text/plain")], body: body)
        case "/big": return big(number("bytes", else: 1 << 20))
        case "/endless": return endless()
        case "/drip": return drip(number("n", else: 10), every: .milliseconds(number("ms", else: 100)))
        case "/hang": return hang()
        case "/hang/head":
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: te".utf8)
            note { $0.stage = .answerHead }
            return hang()
        case "/hang/body":
            beginAnswer(declaring: 100_000, sending: 40_000)
            return hang()
        case "/close": return false
        case "/reset":
            connection.resetOnClose()
            return false
        case "/close-after":
            _ = answer(200, body: Data("bye".utf8))
            return false
        case "/truncate":
            beginAnswer(declaring: 1_000, sending: 400)
            return false
        case "/truncate/head":
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: te".utf8)
            return false
        case "/truncate/chunked":
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n190\r\n".utf8)
            connection.write(Array(repeating: UInt8(ascii: "x"), count: 0x190))
            connection.write("\r\n".utf8)
            return false
        case "/reset-mid":
            beginAnswer(declaring: 100_000, sending: 40_000)
            _ = pause(.milliseconds(50))
            connection.resetOnClose()
            return false
        case "/garbage":
            connection.write("SSH-2.0-OpenSSH_9.2\r\nthis is no web server\r\n\r\n".utf8)
            return false
        case _ where path.hasPrefix("/echo"):
            var body = Data()
            note { body = $0.body }
            let type = head.values(of: "Content-Type").first ?? "application/octet-stream"
            return answer(200, [("Content-Type", type)], body: body)
        case _ where path.hasPrefix("/status/"):
            let status = Int(path.dropFirst(8)) ?? 500
            return answer(status, body: Data("status \(status)".utf8))
        default: return answer(404, body: Data("no such script".utf8))
        }
    }

    // MARK: - Requests

    private func readRequest() -> Bool {
        if expectsContinue { connection.write("HTTP/1.1 100 Continue\r\n\r\n".utf8) }
        let isWhole = connection.readBody(of: head) { piece in
            note { visit in
                visit.body.append(piece)
                visit.stage = .partOfBody
            }
        }
        note { $0.stage = isWhole ? .request : .hungUp }
        return isWhole
    }

    private var expectsContinue: Bool {
        head.values(of: "Expect").contains { $0.lowercased() == "100-continue" }
    }

    /// Takes no more of the body until the check says so. Then it reads on: the end of a connection shows only behind the bytes that were
    /// on their way.
    private func hangUpload(after count: Int) -> Bool {
        if count > 0 {
            if expectsContinue { connection.write("HTTP/1.1 100 Continue\r\n\r\n".utf8) }
            guard connection.readBody(of: head, upTo: count, { _ in }) else { return hungUp() }
            note { $0.stage = .partOfBody }
        }
        let end = ContinuousClock.now + Self.longestHang
        while ContinuousClock.now < end, !isReleased() { Thread.sleep(forTimeInterval: 0.005) }
        guard connection.readToTheEnd(atMost: declaredLength - count) else { return hungUp() }
        note { $0.stage = .request }
        return false
    }

    private var declaredLength: Int { head.values(of: "Content-Length").first.flatMap { Int($0) } ?? .max / 2 }

    // MARK: - Answers

    private func answer(_ status: Int, _ fields: [(String, String)] = [], body: Data = Data()) -> Bool {
        var lines = "HTTP/1.1 \(status) Scripted\r\n"
        for (name, value) in fields { lines += "\(name): \(value)\r\n" }
        // 204 and 304 have no body by definition (RFC 9110, sections 15.3.5 and 15.4.5), and HEAD answers only describe one.
        let hasBody = status != 204 && status != 304
        if hasBody { lines += "Content-Length: \(body.count)\r\n" }
        let isLast = head.values(of: "Connection").contains { $0.lowercased() == "close" }
        if isLast { lines += "Connection: close\r\n" }
        var bytes = Data((lines + "\r\n").utf8)
        if hasBody, head.method != "HEAD" { bytes.append(body) }
        let isSent = connection.write(bytes)
        note { $0.stage = isSent ? .answer : .hungUp }
        return isSent && !isLast
    }

    private func beginAnswer(declaring length: Int, sending count: Int) {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n".utf8)
        connection.write(Array(repeating: UInt8(ascii: "x"), count: count))
        note { $0.stage = .partOfAnswer }
    }

    private func big(_ count: Int) -> Bool {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n".utf8)
        note { $0.stage = .answerHead }
        let piece = Array(repeating: UInt8(ascii: "b"), count: 256 << 10)
        var left = count
        while left > 0 {
            guard connection.write(piece.prefix(left)) else { return hungUp() }
            left -= min(left, piece.count)
        }
        note { $0.stage = .answer }
        return true
    }

    private func endless() -> Bool {
        connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        note { $0.stage = .answerHead }
        let piece = Array("10000\r\n".utf8) + Array(repeating: UInt8(ascii: "e"), count: 0x10000) + Array("\r\n".utf8)
        let end = ContinuousClock.now + Self.longestHang
        while ContinuousClock.now < end {
            guard connection.write(piece) else { return hungUp() }
        }
        return false
    }

    private func drip(_ count: Int, every interval: Duration) -> Bool {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n".utf8)
        note { $0.stage = .answerHead }
        for _ in 0..<count {
            guard !pause(interval), connection.write([UInt8(ascii: ".")]) else { return hungUp() }
            note { $0.stage = .partOfAnswer }
        }
        note { $0.stage = .answer }
        return true
    }

    private func hang() -> Bool { pause(Self.longestHang) ? hungUp() : false }

    /// - Returns: whether the client hung up meanwhile.
    private func pause(_ length: Duration) -> Bool { connection.waitForHangUp(atMost: length) }

    private func hungUp() -> Bool {
        note { $0.stage = .hungUp }
        return false
    }

    private static func pairs(_ query: Substring) -> [String: String] {
        var pairs: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1)
            guard let name = halves.first else { continue }
            pairs[String(name)] = PercentEncoding.decode(halves.dropFirst().first ?? "")
        }
        return pairs
    }
}
