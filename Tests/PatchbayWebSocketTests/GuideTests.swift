#if WebSocket
    import PatchbayCore
    import PatchbayTesting
    import PatchbayWebSocket
    import RingCentralClient
    import Synchronization
    import Testing

    private struct Enough: Error {}

    @Suite(.timeLimit(.minutes(1))) struct `The WebSocket of “Receive notifications in your own server”` {
        @Test func `brings an event of RingCentral's`() async throws {
            let server = try await SocketServer.start()
            let port = server.port
            let transport = StubTransport { _, _ in
                .json(#"{"ws_access_token":"pass","uri":"ws://127.0.0.1:\#(port)/ringcentral","expires_in":30}"#)
            }
            let ringCentral = RingCentral(.fixed(Secret("t")), clientID: "app", transport: transport)
            let taken = Mutex<[String]>([])
            func take(_ event: RingCentralEvent) async throws {
                taken.withLock { $0.append(event.uuid) }
                throw Enough()
            }
            func readEverything() async { taken.withLock { $0.append("everything") } }

            await #expect(throws: Enough.self) {
                let connector = WebSocketConnector(userAgent: "YourApp/1.0")
                let socket = EventSocket(ringCentral, [.accountPresence()], over: connector)
                try await socket.run { news in
                    switch news {
                    case .event(let event): try await take(event)
                    case .connected, .eventsMayBeLost: await readEverything()
                    case .recovering(let trouble): print(trouble.message)
                    case .recovered: break
                    }
                }
            }
            #expect(taken.withLock { $0 } == ["everything", "e-1"])
            #expect(try await server.reaches { $0.open == 0 && $0.frames.last == "close 1000" })
            try await server.stop()
        }
    }
#endif
