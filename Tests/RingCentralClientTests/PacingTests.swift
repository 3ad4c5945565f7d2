import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct PacingTests {
    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    /// Ten tasks write presences as fast as they may.
    static func write(
        _ count: Int, to server: PenaltyServer, time: TimeSource,
        limits: [RateGroup: RateLimit] = RingCentralLimits.published
    ) async throws {
        let ringCentral = RingCentral(
            FixedCredential(Secret("t"), lifetime: .seconds(1_000_000)), clientID: "app", transport: server,
            limits: limits
        ) { $0.time = time }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<10 {
                group.addTask {
                    for number in stride(from: worker, to: count, by: 10) {
                        _ = try await ringCentral.presence.update(
                            LenientID("\(number)"), to: PresenceUpdate(userStatus: .busy))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    static let echo: @Sendable (HTTPRequest) -> HTTPResponse = { _ in .json(#"{"extension": {"id": 1}}"#) }

    @Test(arguments: [true, false])
    func `ten tasks write 400 presences at 40 a minute, without one refusal`(tellsQuota: Bool) async throws {
        try await VirtualTime.run { time in
            let server = PenaltyServer(limit: 40, time: time, tellsQuota: tellsQuota, answer: Self.echo)
            try await Self.write(400, to: server, time: time)
            #expect(await server.refused == 0)
            #expect(await server.accepted == 400)
            // Forty at once, then forty more every minute.
            let floor = 9 * 60.0
            #expect(Self.seconds(time.now) >= floor)
            #expect(Self.seconds(time.now) <= floor * 1.01)
        }
    }

    @Test func `10,000 presences take one percent more than the floor at most`() async throws {
        try await VirtualTime.run { time in
            let server = PenaltyServer(limit: 40, time: time, answer: Self.echo)
            try await Self.write(10_000, to: server, time: time)
            #expect(await server.refused == 0)
            let floor = 249 * 60.0
            #expect(Self.seconds(time.now) <= floor * 1.01)
        }
    }

    @Test func `answers that take seconds cause no refusal`() async throws {
        try await VirtualTime.run { time in
            let server = PenaltyServer(limit: 40, time: time, latency: .seconds(7), answer: Self.echo)
            try await Self.write(200, to: server, time: time)
            #expect(await server.refused == 0)
        }
    }

    @Test func `a penalty that somebody else caused costs one request, and nothing is sent inside it`() async throws {
        try await VirtualTime.run { time in
            let server = PenaltyServer(limit: 40, time: time, answer: Self.echo)
            await server.close(for: .seconds(30))
            try await Self.write(100, to: server, time: time)
            #expect(await server.accepted == 100)
            // Ten were on their way at once when the first refusal came back.
            #expect(await server.refused <= 10)
            #expect(Self.seconds(time.now) <= 60 + 2 * 60 + 5)
        }
    }

    @Test func `a limit that RingCentral has lowered is learned from the first answer`() async throws {
        try await VirtualTime.run { time in
            let server = PenaltyServer(limit: 20, time: time, latency: .milliseconds(100), answer: Self.echo)
            try await Self.write(100, to: server, time: time)
            #expect(await server.refused == 0)
            #expect(await server.accepted == 100)
        }
    }

    @Test func `a success that leaves nothing is a success, and the next one waits`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport([
                .json(
                    #"{"extension": {"id": 1}}"#,
                    fields: [
                        "X-Rate-Limit-Group": "medium", "X-Rate-Limit-Limit": "40", "X-Rate-Limit-Remaining": "0",
                        "X-Rate-Limit-Window": "60",
                    ])
            ])
            let ringCentral = client(stub, time: time)
            _ = try await ringCentral.presence.update("1", to: PresenceUpdate(userStatus: .busy))
            #expect(time.now == .zero)
            _ = try await ringCentral.presence.update("1", to: PresenceUpdate(userStatus: .available))
            #expect(time.now == .seconds(60))
        }
    }

    @Test func `groups are counted apart`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport([.json(#"{"id": 1, "records": [], "extension": {"id": 1}}"#)])
            let ringCentral = client(stub, time: time)
            for _ in 1...10 { _ = try await ringCentral.presence.all().collect() }
            for _ in 1...40 { _ = try await ringCentral.extensions.list().collect() }
            for _ in 1...50 { _ = try await ringCentral.extensions.current() }
            #expect(time.now == .zero)
            _ = try await ringCentral.presence.all().collect()
            #expect(time.now == .seconds(60))
        }
    }

    @Test func `a refusal without limit fields comes from another limiter and pauses every group`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport { _, count in
                count == 1
                    ? .json(#"{"errorCode": "CMN-310"}"#, status: 429, fields: ["Retry-After": "90"])
                    : .json(#"{"id": 1, "records": []}"#)
            }
            let ringCentral = client(stub, time: time)
            let error = await failure { _ = try await ringCentral.extensions.list().collect() } as? ServiceError
            #expect(error?.category == .throttled)
            _ = try await ringCentral.extensions.current()
            #expect(time.now == .seconds(90))
        }
    }

    @Test func `a refusal with limit fields pauses its own group only`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport { _, count in
                count == 1
                    ? .json(
                        #"{"errorCode": "CMN-301"}"#, status: 429,
                        fields: ["Retry-After": "60", "X-Rate-Limit-Group": "medium", "X-Rate-Limit-Remaining": "0"])
                    : .json(#"{"id": 1, "records": []}"#)
            }
            let ringCentral = client(stub, time: time)
            _ = await failure { _ = try await ringCentral.extensions.list().collect() }
            _ = try await ringCentral.extensions.current()
            #expect(time.now == .zero)
        }
    }

    @Test func `an urgent write goes before the bulk that waits`() async throws {
        try await VirtualTime.run { time in
            let server = PenaltyServer(limit: 40, time: time, answer: Self.echo)
            let ringCentral = RingCentral(.fixed(Secret("t")), clientID: "app", transport: server) { $0.time = time }
            try await withThrowingTaskGroup(of: Duration?.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        _ = try await ringCentral.inLane(.sweep).presence.update(
                            LenientID("\(number)"), to: PresenceUpdate(userStatus: .busy))
                        return nil
                    }
                }
                group.addTask {
                    try await time.sleep(for: .seconds(30))
                    _ = try await ringCentral.presence.update(
                        "1", to: PresenceUpdate(dndStatus: .doNotAcceptAnyCalls))
                    return time.now
                }
                var urgent: Duration?
                for try await end in group { urgent = end ?? urgent }
                #expect(try #require(urgent) < .seconds(62))
            }
        }
    }

    @Test func `the estimate of a plan is the time it takes`() async throws {
        try await VirtualTime.run { time in
            let server = PenaltyServer(limit: 40, time: time, answer: Self.echo)
            let ledger = RateLedger(limits: [.ringCentral: RingCentralLimits.published])
            let estimate = ledger.estimate(
                [KeyedCharge(RateKey(service: .ringCentral, account: "~", app: "app", group: .medium))], count: 200)
            try await Self.write(200, to: server, time: time)
            #expect(abs(Self.seconds(estimate) - Self.seconds(time.now)) < 0.01 * Self.seconds(time.now))
        }
    }
}
