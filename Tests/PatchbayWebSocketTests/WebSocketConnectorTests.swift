#if WebSocket
    import Foundation
    import NIOCore
    import NIOHTTP1
    import NIOSSL
    import PatchbayCore
    import PatchbayWebSocket
    import RingCentralClient
    import Synchronization
    import Testing

    /// A pass that must never show.
    private let pass = "pass-that-must-not-show"

    private func address(_ path: String, at server: SocketServer, scheme: String = "ws", host: String = "127.0.0.1")
        -> Secret
    {
        Secret("\(scheme)://\(host):\(server.port)\(path)?access_token=\(pass)")
    }

    private func withServer(
        _ body: (SocketServer) async throws -> Void
    ) async throws {
        let server = try await SocketServer.start()
        do {
            try await body(server)
        } catch {
            try await server.stop()
            throw error
        }
        #expect(try await server.reaches { $0.open == 0 }, "a connection stayed open")
        try await server.stop()
    }

    /// The error of some work, which must be there and must not betray the pass.
    private func failure(
        _ work: () async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TransportError {
        let error = try await #require(throws: TransportError.self, sourceLocation: sourceLocation) { try await work() }
        var dumped = ""
        dump(error, to: &dumped)
        for text in [error.description, error.detail, dumped, "\(error)"] {
            #expect(!text.contains(pass) && !text.contains("access_token"), sourceLocation: sourceLocation)
        }
        return error
    }

    @Suite(.timeLimit(.minutes(1))) struct `A WebSocket over SwiftNIO` {
        @Test func `sends text and hears text, masked, with the pass and the app's name in the request`() async throws {
            try await withServer { server in
                let connection = try await WebSocketConnector(userAgent: "Tests/1").connect(
                    to: address("/echo", at: server))
                try await connection.send("hello")
                #expect(try await connection.receive() == .text("you said: hello"))
                let long = String(repeating: "ü", count: 100_000)
                try await connection.send(long)
                #expect(try await connection.receive() == .text("you said: " + long))
                await connection.close()
                await connection.close()
                let record = server.record.withLock { $0 }
                #expect(record.isAllMasked)
                #expect(record.frames.first == "text hello")
                #expect(record.frames.last == "close 1000")
                let request = try #require(record.requests.first)
                #expect(request.uri == "/echo?access_token=\(pass)")
                #expect(request.headers["Host"] == ["127.0.0.1:\(server.port)"])
                #expect(request.headers["User-Agent"] == ["Tests/1"])
                #expect(request.headers["Sec-WebSocket-Version"] == ["13"])
            }
        }

        @Test func `puts the pieces of a message together, with a ping between them`() async throws {
            try await withServer { server in
                let connection = try await WebSocketConnector().connect(to: address("/fragments", at: server))
                var arrivals = [try await connection.receive()]
                if arrivals == [.signOfLife] { arrivals.append(try await connection.receive()) }
                #expect(arrivals.last == .text("in three pieces"))
                #expect(try await server.reaches { $0.frames.contains("pong amid") })
                await connection.close()
            }
        }

        @Test func `answers pings while nobody reads, and shows that the other side lives`() async throws {
            try await withServer { server in
                let connection = try await WebSocketConnector().connect(to: address("/ping", at: server))
                #expect(try await server.reaches { $0.frames == ["pong abc"] })
                #expect(try await connection.receive() == .signOfLife)
                #expect(try await connection.ping())
                #expect(try await connection.receive() == .signOfLife)
                #expect(server.record.withLock { $0.frames } == ["pong abc", "ping"])
                await connection.close()
            }
        }

        @Test(arguments: [("/close/4001/go", 4001, "go"), ("/close/1000", 1000, ""), ("/close", nil, "")])
        func `tells the other side's goodbye, answers it, and is closed`(_ path: String, _ code: Int?, _ reason: String)
            async throws
        {
            try await withServer { server in
                let connection = try await WebSocketConnector().connect(to: address(path, at: server))
                #expect(try await connection.receive() == .closed(code: code, reason: reason))
                #expect(
                    try await server.reaches { $0.frames == ["close \(code.map { "\($0)" } ?? "-")"] && $0.open == 0 })
                #expect(try await failure { _ = try await connection.receive() }.kind == .interrupted)
                #expect(try await failure { try await connection.send("late") }.kind == .interrupted)
                await connection.close()
            }
        }

        @Test func `hands over what came before a cut, then says that the connection broke`() async throws {
            try await withServer { server in
                let connection = try await WebSocketConnector().connect(to: address("/cut", at: server))
                try await connection.send("go")
                #expect(try await connection.receive() == .text("last words"))
                let error = try await failure { _ = try await connection.receive() }
                #expect(error.kind == .interrupted)
                #expect(error.detail == "the connection broke")
                await connection.close()
            }
        }

        @Test(arguments: ["/large/2001", "/pieces/3"])
        func `refuses a message above the limit, in one frame or in pieces`(_ path: String) async throws {
            try await withServer { server in
                let connection = try await WebSocketConnector(maximumMessageBytes: 2000)
                    .connect(to: address(path, at: server))
                let error = try await failure { _ = try await connection.receive() }
                #expect(error.kind == .badResponse)
                #expect(error.detail == "a message is larger than the limit of 2000 bytes")
                #expect(try await server.reaches { $0.frames == ["close 1009"] && $0.open == 0 })
            }
        }

        @Test func `takes a message of exactly the limit`() async throws {
            try await withServer { server in
                let connection = try await WebSocketConnector(maximumMessageBytes: 2000)
                    .connect(to: address("/large/2000", at: server))
                #expect(try await connection.receive() == .text(String(repeating: "x", count: 2000)))
                await connection.close()
            }
        }

        @Test(
            arguments: [
                ("/binary", 1003), ("/masked", 1002), ("/reserved", 1002), ("/latin1", 1007), ("/interrupted", 1002),
                ("/lost", 1002),
            ])
        func `ends a connection whose other side breaks the rules`(_ path: String, _ code: Int) async throws {
            try await withServer { server in
                let connection = try await WebSocketConnector().connect(to: address(path, at: server))
                #expect(try await failure { _ = try await connection.receive() }.kind == .badResponse)
                #expect(try await server.reaches { $0.frames == ["close \(code)"] && $0.open == 0 })
            }
        }

        @Test func `keeps the order and loses nothing when far more comes than may wait`() async throws {
            try await withServer { server in
                let connection = try await WebSocketConnector(maximumMessageBytes: 4000)
                    .connect(to: address("/flood/3000", at: server))
                try await Task.sleep(for: .milliseconds(200))
                for count in 0..<3000 {
                    guard case .text(let text) = try await connection.receive() else {
                        Issue.record("not a text")
                        break
                    }
                    guard text.hasPrefix("\(count) ") else {
                        Issue.record("\(count) is missing")
                        break
                    }
                }
                await connection.close()
            }
        }

        @Test(arguments: [401, 403, 404, 302, 503])
        func `says with which status a service refuses, and does not read its page`(_ status: Int) async throws {
            try await withServer { server in
                let error = try await failure {
                    _ = try await WebSocketConnector().connect(to: address("/refuse/\(status)", at: server))
                }
                #expect(error.kind == .badResponse)
                #expect(error.detail == "the service answered with \(status) instead of opening a WebSocket")
                #expect(!error.isRequestKnownUnsent)
            }
        }

        @Test func `refuses an answer that was not meant for this request`() async throws {
            try await withServer { server in
                let error = try await failure {
                    _ = try await WebSocketConnector().connect(to: address("/refuse/accept", at: server))
                }
                #expect(error.kind == .badResponse)
                #expect(error.detail == "the service's answer to the WebSocket handshake is wrong")
            }
        }

        @Test func `gives up in time when nothing is answered, and leaves nothing open`() async throws {
            try await withServer { server in
                let start = ContinuousClock.now
                let error = try await failure {
                    _ = try await WebSocketConnector(opening: .seconds(2)).connect(
                        to: address("/silent", at: server))
                }
                #expect(error.kind == .timedOut)
                #expect(!error.isRequestKnownUnsent)
                #expect(ContinuousClock.now - start < .seconds(20))
            }
        }

        @Test func `says that nobody listens, and that the pass was not used`() async throws {
            let server = try await SocketServer.start()
            let place = address("/echo", at: server)
            try await server.stop()
            let error = try await failure { _ = try await WebSocketConnector().connect(to: place) }
            #expect(error.kind == .cannotConnect)
            #expect(error.isRequestKnownUnsent)
        }

        @Test func `can be cancelled while it opens, while it waits and while it sends`() async throws {
            try await withServer { server in
                let opening = Task { try await WebSocketConnector().connect(to: address("/silent", at: server)) }
                #expect(try await server.reaches { $0.requests.count == 1 })
                opening.cancel()
                await #expect(throws: CancellationError.self) { _ = try await opening.value }
                #expect(try await server.reaches { $0.open == 0 })

                let connection = try await WebSocketConnector().connect(to: address("/echo", at: server))
                let waiting = Task { try await connection.receive() }
                try await Task.sleep(for: .milliseconds(50))
                waiting.cancel()
                await #expect(throws: CancellationError.self) { _ = try await waiting.value }
                // Nothing is lost by it.
                try await connection.send("still here")
                #expect(try await connection.receive() == .text("you said: still here"))
                let sending = Task {
                    unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                    try await connection.send("never")
                }
                await #expect(throws: CancellationError.self) { try await sending.value }
                await connection.close()
                #expect(try await server.reaches { $0.frames == ["text still here", "close 1000"] })
            }
        }

        @Test func `closes in a cancelled task, lets whoever waits go, and does not wait long for a deaf peer`()
            async throws
        {
            try await withServer { server in
                let connection = try await WebSocketConnector(closing: .milliseconds(200))
                    .connect(to: address("/deaf", at: server))
                let waiting = Task { try await connection.receive() }
                try await Task.sleep(for: .milliseconds(50))
                let start = ContinuousClock.now
                await Task {
                    unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                    await connection.close()
                }.value
                #expect(ContinuousClock.now - start < .seconds(20))
                #expect(try await failure { _ = try await waiting.value }.kind == .interrupted)
                #expect(try await server.reaches { $0.frames == ["close 1000"] })
            }
        }

        @Test(
            arguments: [
                "ws://ringcentral.example/ws?access_token=\(pass)", "http://127.0.0.1/?access_token=\(pass)",
                "wss://user:word@127.0.0.1/?access_token=\(pass)", "wss://?access_token=\(pass)",
                "ws://127.0.0.1.example/?access_token=\(pass)", "not an address \(pass)", "",
            ])
        func `goes nowhere in plain text but to this machine, and only to what is an address`(_ place: String)
            async throws
        {
            let error = try await failure { _ = try await WebSocketConnector().connect(to: Secret(place)) }
            #expect(error.kind == .refusedLocally)
            #expect(error.isRequestKnownUnsent)
        }
    }

    @Suite(.timeLimit(.minutes(1))) struct `A WebSocket under TLS` {
        private func withFolder(_ body: (URL) async throws -> Void) async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "websocket-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try await body(folder)
        }

        @Test func `refuses a certificate that nobody trusts before the pass is sent`() async throws {
            try await withFolder { folder in
                let server = try await SocketServer.start(try TestCertificate(for: "localhost", in: folder))
                let error = try await failure {
                    _ = try await WebSocketConnector().connect(to: address("/echo", at: server, scheme: "wss"))
                }
                #expect(error.kind == .tls)
                #expect(error.isRequestKnownUnsent)
                #expect(server.record.withLock { $0.requests.isEmpty && $0.accepted == 1 })
                #expect(try await server.reaches { $0.open == 0 })
                try await server.stop()
            }
        }

        @Test(arguments: ["localhost", "127.0.0.1"])
        func `takes a certificate of a root that was named, by name and by number`(_ host: String) async throws {
            try await withFolder { folder in
                let certificate = try TestCertificate(for: "localhost", in: folder)
                let server = try await SocketServer.start(certificate)
                let connection = try await WebSocketConnector(trustRoots: .file(certificate.certificatePath))
                    .connect(to: address("/echo", at: server, scheme: "wss", host: host))
                try await connection.send("hello")
                #expect(try await connection.receive() == .text("you said: hello"))
                await connection.close()
                #expect(try await server.reaches { $0.open == 0 })
                try await server.stop()
            }
        }

        @Test func `refuses a trusted certificate for another name`() async throws {
            try await withFolder { folder in
                let certificate = try TestCertificate(for: "other.example", isForAddress: false, in: folder)
                let server = try await SocketServer.start(certificate)
                let error = try await failure {
                    _ = try await WebSocketConnector(trustRoots: .file(certificate.certificatePath))
                        .connect(to: address("/echo", at: server, scheme: "wss", host: "localhost"))
                }
                #expect(error.kind == .tls)
                #expect(server.record.withLock { $0.requests.isEmpty })
                try await server.stop()
            }
        }
    }
#endif
