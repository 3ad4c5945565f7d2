import Foundation

/// Reads requests from a connection and writes answers to it. Belongs to one thread.
final class LoopbackConnection {
    private let socket: LoopbackSocket
    private let server: LoopbackServer
    private var buffer: [UInt8] = []

    init(socket: LoopbackSocket, server: LoopbackServer) {
        self.socket = socket
        self.server = server
    }

    /// The next request's head; `nil` when the client is gone, the server stops, or what came is not HTTP.
    func readHead() -> LoopbackServer.Visit? {
        var searched = 0
        while true {
            if let end = headEnd(from: searched) {
                let lines = String(decoding: buffer[..<end], as: UTF8.self).components(separatedBy: "\r\n")
                buffer.removeFirst(end + 4)
                return Self.parse(lines)
            }
            searched = max(0, buffer.count - 3)
            guard buffer.count < 1 << 20, fill() else { return nil }
        }
    }

    private func headEnd(from start: Int) -> Int? {
        guard buffer.count >= 4 else { return nil }
        return (start...buffer.count - 4).first { at in
            buffer[at] == 13 && buffer[at + 1] == 10 && buffer[at + 2] == 13 && buffer[at + 3] == 10
        }
    }

    private static func parse(_ lines: [String]) -> LoopbackServer.Visit? {
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
        var visit = LoopbackServer.Visit()
        visit.method = String(words[0])
        visit.target = String(words[1])
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            visit.fields.append((String(line[..<colon]), value))
        }
        return visit
    }

    /// Reads a request's body, sized or chunked, up to `limit` bytes, and hands over each piece.
    ///
    /// - Returns: whether all of it (or `limit` bytes) came.
    func readBody(of head: LoopbackServer.Visit, upTo limit: Int = .max, _ each: (Data) -> Void) -> Bool {
        if head.values(of: "Transfer-Encoding").contains(where: { $0.lowercased() == "chunked" }) {
            var left = limit
            while left > 0 {
                guard let line = readLine(), let size = Int(line.prefix { $0 != ";" }, radix: 16) else { return false }
                guard readBytes(min(size, left), each) else { return false }
                if size > left { return true }
                guard readLine() != nil else { return false }
                if size == 0 { return true }
                left -= size
            }
            return true
        }
        let length = head.values(of: "Content-Length").first.flatMap { Int($0) } ?? 0
        return readBytes(min(length, limit), each)
    }

    private func readLine() -> String? {
        while true {
            if let end = buffer.indices.dropLast().first(where: { buffer[$0] == 13 && buffer[$0 + 1] == 10 }) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end + 2)
                return line
            }
            guard buffer.count < 1 << 20, fill() else { return nil }
        }
    }

    private func readBytes(_ count: Int, _ each: (Data) -> Void) -> Bool {
        var left = count
        while left > 0 {
            if buffer.isEmpty, !fill() { return false }
            let piece = min(left, buffer.count)
            each(Data(buffer[..<piece]))
            buffer.removeFirst(piece)
            left -= piece
        }
        return true
    }

    /// Reads until the client closes (`false`) or has sent that many bytes (`true`).
    func readToTheEnd(atMost count: Int) -> Bool { readBytes(max(1, count)) { _ in } }

    private func fill() -> Bool {
        while !server.isStopping {
            switch socket.wait(for: Int16(POLLIN), milliseconds: 100) {
            case .timedOut: continue
            case .hungUp: return false
            case .ready:
                let bytes = socket.read(upTo: 256 << 10)
                buffer += bytes
                return !bytes.isEmpty
            }
        }
        return false
    }

    /// Sends everything.
    ///
    /// - Returns: `false` if the client went away first, or the server stops.
    @discardableResult func write(_ bytes: some Sequence<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            guard !server.isStopping, let sent = socket.write(rest) else { return false }
            rest = rest.dropFirst(sent)
            if sent == 0, socket.wait(for: Int16(POLLOUT), milliseconds: 100) == .hungUp { return false }
        }
        return true
    }

    /// Does nothing until the client hangs up (`true`), the server stops, or the time is over.
    func waitForHangUp(atMost limit: Duration) -> Bool {
        let end = ContinuousClock.now + limit
        while !server.isStopping, ContinuousClock.now < end {
            if socket.hasHungUp(within: 20) { return !server.isStopping }
        }
        return false
    }

    /// Makes the end of this connection a reset.
    func resetOnClose() { socket.resetOnClose() }
}
