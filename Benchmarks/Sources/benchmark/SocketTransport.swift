import Dispatch
import Foundation
import Glibc
import PatchbayCore
import Synchronization

/// HTTP over plain sockets to this machine, as little as there can be of it: what is left to measure is Patchbay itself. It understands answers
/// with a `Content-Length` and nothing else, so it is good for the loopback server and for nothing else.
final class SocketTransport: HTTPTransport {
    private let port: UInt16
    private let idle = Mutex<[Int32]>([])
    private let queue = DispatchQueue(label: "sockets", attributes: .concurrent)

    init(port: String) { self.port = UInt16(port) ?? 0 }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.exchange(request) }) }
        }
    }

    private func exchange(_ request: HTTPRequest) throws -> HTTPResponse {
        let connection = try idle.withLock { $0.popLast() } ?? connect()
        var text = "\(request.method.rawValue) \(target(of: request.url)) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for field in request.fields { text += "\(field.name): \(field.value)\r\n" }
        if let body = request.body { text += "Content-Length: \(body.count)\r\n" }
        var message = Data((text + "\r\n").utf8)
        if let body = request.body { message.append(body) }
        var sent = 0
        while sent < message.count {
            let count = message.withUnsafeBytes { bytes in
                bytes.baseAddress.map { Glibc.send(connection, $0 + sent, bytes.count - sent, 0) } ?? -1
            }
            guard count > 0 else { throw Unavailable(description: "the server is gone") }
            sent += count
        }
        let response = try receive(connection)
        idle.withLock { $0.append(connection) }
        return response
    }

    private func target(of url: URL) -> String {
        let text = url.absoluteString
        guard let start = text.range(of: "://")?.upperBound, let slash = text[start...].firstIndex(of: "/") else {
            return "/"
        }
        return String(text[slash...])
    }

    private func receive(_ connection: Int32) throws -> HTTPResponse {
        var head = [UInt8](repeating: 0, count: 16_384)
        var have = 0
        var end = 0
        while end == 0 {
            let count = head.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { recv(connection, $0 + have, bytes.count - have, 0) } ?? -1
            }
            guard count > 0 else { throw Unavailable(description: "the server is gone") }
            have += count
            let blank: [UInt8] = [13, 10, 13, 10]
            end = (0..<max(0, have - 3)).first { head[$0..<$0 + 4].elementsEqual(blank) }.map { $0 + 4 } ?? 0
        }
        var lines = String(decoding: head[..<(end - 4)], as: UTF8.self).split(separator: "\r\n")
        let status = Int(lines.removeFirst().dropFirst(9).prefix(3)) ?? 0
        let fields = HTTPFields(
            lines.map { line in
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                return (String(line[..<colon]), String(line[colon...].dropFirst(2)))
            })
        let length = fields["Content-Length"].flatMap { Int($0) } ?? 0
        var body = Data(count: length)
        var filled = min(have - end, length)
        try body.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            head.withUnsafeBytes { source in
                if let start = source.baseAddress { memcpy(base, start + end, filled) }
            }
            while filled < length {
                let count = recv(connection, base + filled, length - filled, 0)
                guard count > 0 else { throw Unavailable(description: "the server is gone") }
                filled += count
            }
        }
        return HTTPResponse(status: status, fields: fields, body: body)
    }

    private func connect() throws -> Int32 {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(made, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Unavailable(description: "nobody listens on \(port)") }
        var yes: Int32 = 1
        setsockopt(made, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        return made
    }
}
