import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Synchronization
import Testing

/// What a socket has told, one line each, and how many events had happened by then.
private final class Diary: Sendable {
    let lines = Mutex<[(line: String, events: Int, at: Duration)]>([])
    var all: [String] { lines.withLock { $0.map(\.line) } }

    func take(_ news: EventSocketNews, _ service: SocketService) {
        let events = service.state.withLock { $0.events.count }
        lines.withLock { $0.append((Self.line(news), events, service.time.now)) }
    }

    static func line(_ news: EventSocketNews) -> String {
        switch news {
        case .connected: "connected"
        case .event(let event): event.uuid
        case .recovering(let trouble): "recovering: \(trouble.message)"
        case .recovered: "recovered"
        case .eventsMayBeLost(let loss): "lost: \(loss.rawValue)"
        }
    }
}

private func socket(_ service: SocketService, jitter: Double = 1, timing: EventSocketTiming = EventSocketTiming())
    -> EventSocket
{
    EventSocket(
        client(service.transport, time: service.time) { $0.jitter = { jitter } }, [.accountPresence()], over: service,
        timing: timing)
}

/// Runs a socket while something happens, and ends it then.
private func run(
    _ service: SocketService, _ socket: EventSocket, _ script: @escaping @Sendable () async throws -> Void
) async throws -> Diary {
    let diary = Diary()
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await socket.run { diary.take($0, service) } }
        try await script()
        group.cancelAll()
        while let result = await group.nextResult() {
            if case .failure(let error) = result, !(error is CancellationError) { throw error }
        }
    }
    #expect(service.state.withLock { $0.open } == [])
    return diary
}

@Suite struct `The event socket` {
    @Test func `subscribes once the service has spoken, and tells what happens`() async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            let diary = try await run(service, socket(service)) {
                try await time.sleep(for: .seconds(5))
                service.emit()
                service.emit()
                try await time.sleep(for: .seconds(5))
            }
            #expect(diary.all == ["connected", "event-1-1", "event-1-2"])
            let (sent, addresses) = service.state.withLock { ($0.sent, $0.addresses) }
            #expect(sent.count == 1)
            #expect(sent[0].contains("/restapi/v1.0/account/~/presence"))
            #expect(addresses == ["wss://socket.example/ws?access_token=pass-1-secret"])
        }
    }

    @Test(arguments: SocketService.Break.allCases)
    func `takes a broken connection up again, and what was missed follows once`(how: SocketService.Break) async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            let diary = try await run(service, socket(service)) {
                try await time.sleep(for: .seconds(40))
                for _ in 1...4 { service.emit() }
                try await time.sleep(for: .seconds(1))
                service.breakNow(how)
                service.emit()
                service.emit()
                try await time.sleep(for: .seconds(60))
            }
            let lines = diary.all.filter { !$0.hasPrefix("recovering") }
            #expect(lines == ["connected"] + (1...4).map { "event-1-\($0)" } + ["recovered", "event-1-5", "event-1-6"])
            #expect(diary.all.count { $0.hasPrefix("recovering") } == 1)
            let address = try #require(service.state.withLock { $0.addresses.last })
            #expect(address.hasSuffix("access_token=pass-2-secret&wsc=wsc-1-3-secret"))
        }
    }

    @Test func `that is not taken up is subscribed anew, and says that events may be lost`() async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            let diary = try await run(service, socket(service)) {
                try await time.sleep(for: .seconds(40))
                service.settings.failsRecovery = true
                service.breakNow(.cut)
                service.emit()
                try await time.sleep(for: .seconds(20))
                service.emit()
                try await time.sleep(for: .seconds(1))
            }
            #expect(
                diary.all.filter { !$0.hasPrefix("recovering") } == [
                    "connected", "connected", "lost: notRecovered", "event-2-1",
                ])
        }
    }

    @Test func `that was gone for too long does not ask to be taken up`() async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            let diary = try await run(service, socket(service)) {
                try await time.sleep(for: .seconds(40))
                service.breakNow(.cut, downFor: .seconds(200))
                try await time.sleep(for: .seconds(240))
            }
            #expect(diary.all.first == "connected")
            #expect(diary.all.suffix(2) == ["connected", "lost: goneTooLong"])
            let addresses = service.state.withLock { $0.addresses }
            #expect(addresses.last?.contains("wsc=") == false)
            #expect(addresses.dropFirst().first?.contains("wsc=") == true)
        }
    }

    @Test func `that keeps being ended before a word is said is subscribed anew`() async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            let diary = try await run(service, socket(service)) {
                try await time.sleep(for: .seconds(40))
                service.settings.rejectsRecovery = true
                service.breakNow(.cut)
                try await time.sleep(for: .seconds(120))
            }
            #expect(diary.all.suffix(2) == ["connected", "lost: notRecovered"])
            #expect(service.state.withLock { $0.addresses.count { $0.contains("wsc=") } } == 2)
        }
    }

    @Test func `says that events may be lost where as many were missed as are kept`() async throws {
        for (missed, lost) in [(99, false), (100, true), (140, true)] {
            try await VirtualTime.run { time in
                let service = SocketService(time: time)
                let diary = try await run(service, socket(service)) {
                    try await time.sleep(for: .seconds(40))
                    service.breakNow(.cut)
                    for _ in 1...missed { service.emit() }
                    try await time.sleep(for: .seconds(20))
                    service.emit()
                    try await time.sleep(for: .seconds(20))
                }
                #expect(diary.all.contains("lost: tooManyMissed") == lost, "\(missed)")
                #expect(diary.all.count { $0.hasPrefix("event") } == min(missed, 100) + 1)
            }
        }
    }

    @Test func `asks for a sign of life after thirty seconds of silence, by a message where there are no ping frames`()
        async throws
    {
        for takesPings in [true, false] {
            try await VirtualTime.run { time in
                let service = SocketService(time: time, SocketService.Settings(takesPings: takesPings))
                let diary = try await run(service, socket(service)) {
                    for _ in 1...120 {
                        try await time.sleep(for: .seconds(60))
                        service.enforceTimeouts()
                    }
                }
                #expect(diary.all == ["connected"])
                let (pings, sent) = service.state.withLock { ($0.pings, $0.sent) }
                #expect((235...240).contains(takesPings ? pings : sent.count - 1))
                #expect(takesPings || sent.last?.contains(#""type":"Heartbeat""#) == true)
            }
        }
    }

    @Test func `is made anew before the service ends it, and misses nothing`() async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            let diary = try await run(service, socket(service)) {
                for minute in 1...3000 {
                    try await time.sleep(for: .seconds(60))
                    if minute % 15 == 0 { service.emit() }
                    service.enforceTimeouts()
                }
            }
            let (events, closings, recoveries) = service.state.withLock { ($0.events, $0.closings, $0.recoveries) }
            #expect(diary.all.filter { $0.hasPrefix("event") } == events)
            #expect(diary.all.count { $0.hasPrefix("recovering") } == 2)
            #expect(!diary.all.contains { $0.hasPrefix("lost") })
            #expect(closings == [])
            #expect(recoveries == 2)
        }
    }

    @Test func `that the service ends by rule says so in the service's words`() async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time, SocketService.Settings(absoluteTimeout: 600))
            let late = EventSocketTiming(renewalMargin: .zero)
            let diary = try await run(service, socket(service, timing: late)) {
                for _ in 1...599 {
                    try await time.sleep(for: .seconds(1))
                    service.enforceTimeouts()
                }
                try await time.sleep(for: .milliseconds(800))
                service.enforceTimeouts()
                try await time.sleep(for: .seconds(30))
            }
            #expect(diary.all.last == "recovered")
        }
    }

    @Test func `waits longer from one failure to the next, and uses a pass again that nobody has seen`() async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            let diary = try await run(service, socket(service)) {
                try await time.sleep(for: .seconds(100))
                service.breakNow(.cut, downFor: .seconds(60))
                try await time.sleep(for: .seconds(100))
            }
            let breaks = diary.lines.withLock { $0.filter { $0.line.hasPrefix("recovering") }.map(\.at) }
            let gaps = zip(breaks.dropFirst(), breaks).map { Int(($0 - $1).components.seconds) }
            #expect(gaps.prefix(4) == [2, 4, 6, 8])
            #expect(gaps.allSatisfy { $0 <= 16 })
            let (passes, tries) = service.state.withLock { ($0.passTimes.count, $0.addresses.count) }
            #expect(passes < tries)
            #expect(diary.all.last == "recovered")
        }
    }

    @Test func `gives up where the scope is missing, with the remedy and without a secret`() async throws {
        try await VirtualTime.run { time in
            let body = #"{"errorCode": "SUB-528", "message": "WebSocketsSubscription is required"}"#
            let service = SocketService(time: time)
            service.settings.refusal = (403, body)
            let error = await failure { try await socket(service).run { _ in } } as? ServiceError
            #expect(error?.hasCode("SUB-528") == true)
            #expect(error?.category == .permission)
            #expect(error?.remedy?.sentence.contains("WebSocketsSubscription") == true)
            #expect(service.state.withLock { $0.open } == [])

            let other = SocketService(time: time)
            other.settings.passRefusal = .json(#"{"errorCode": "CMN-401", "message": "no"}"#, status: 403)
            let second = await failure { try await socket(other).run { _ in } } as? ServiceError
            #expect(second?.hasCode("CMN-401") == true)
            for error in [error, second] {
                let error = try #require(error)
                #expect(!printed(error).contains("-secret"))
            }
        }
    }

    @Test func `gives up where a filter is not in force`() async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            service.settings.refusal = (
                200,
                #"{"id": "s", "eventFilters": [], "disabledFilters": [{"filter": "/presence", "reason": "SUB-402"}]}"#
            )
            let error = await failure { try await socket(service).run { _ in } } as? ServiceError
            #expect(error?.code == "DisabledFilters")
            #expect(error?.innerCodes == ["SUB-402"])
        }
    }

    @Test func `waits out a refusal for the pace, and tries again when the service is out of order`() async throws {
        for (status, code, wait) in [(429, "CMN-301", 60), (503, "CMN-201", 15)] {
            try await VirtualTime.run { time in
                let service = SocketService(time: time)
                service.settings.refusal = (status, #"{"errorCode": "\#(code)", "message": "later"}"#)
                let diary = try await run(service, socket(service)) {
                    try await time.sleep(for: .seconds(1))
                    service.settings.refusal = nil
                    try await time.sleep(for: .seconds(100))
                }
                let connected = try #require(diary.lines.withLock { $0.first { $0.line == "connected" }?.at })
                #expect((wait...wait + 2).contains(Int(connected.components.seconds)))
            }
        }
    }

    @Test func `tells of a message that it cannot read, and goes on`() async throws {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            let diary = try await run(service, socket(service)) {
                try await time.sleep(for: .seconds(5))
                service.state.withLock { $0.session?.connection }?.put(.text("gibberish"))
                service.state.withLock { $0.session?.connection }?.put(
                    .text(#"[{"type":"ServerNotification"},{"uuid":[]}]"#))
                service.emit()
                try await time.sleep(for: .seconds(5))
            }
            #expect(diary.all == ["connected", "lost: unreadable", "lost: unreadable", "event-1-1"])
        }
    }

    @Test(arguments: SocketService.Stage.allCases)
    func `ends at once when it is cancelled, wherever it waits, and leaves nothing open`(stage: SocketService.Stage)
        async throws
    {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            service.settings.stuckAt = stage
            if stage == .resting { service.state.withLock { $0.downUntil = .seconds(100_000) } }
            let slow = EventSocketTiming(pause: .seconds(500), longestPause: .seconds(500))
            let work = Task {
                try await socket(service, timing: slow).run { _ in
                    if stage == .taking { try await time.sleep(for: .seconds(100_000)) }
                }
            }
            try await time.sleep(for: .seconds(5))
            let before = time.now
            work.cancel()
            let error = await failure { try await work.value }
            #expect(error is CancellationError)
            #expect(time.now - before < .seconds(1))
            #expect(service.state.withLock { $0.open } == [])
        }
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func `misses nothing in a day of breaks that the service still had, and says when it may have`(seed: UInt64)
        async throws
    {
        let first = try await day(seed)
        #expect(first.count > 500)
        if seed == 1 { #expect(try await day(seed) == first) }
    }

    /// A day in which about a hundred things break, at moments that the seed decides.
    private func day(_ seed: UInt64) async throws -> [String] {
        try await VirtualTime.run { time in
            let service = SocketService(time: time)
            let dice = Mutex(Dice(state: seed))
            @Sendable func draw(_ range: ClosedRange<Int>) -> Int {
                dice.withLock { Int.random(in: range, using: &$0) }
            }
            let client = client(service.transport, time: time) { $0.jitter = { Double(draw(0...100)) / 100 } }
            let diary = try await run(service, EventSocket(client, [.accountPresence()], over: service)) {
                var nextBreak = Duration.seconds(draw(1...1200))
                while time.now < .seconds(90_000) {
                    try await time.sleep(for: .milliseconds(draw(1...300_000)))
                    let isBusy = draw(0...20) == 0
                    for _ in 1...(isBusy ? draw(1...30) : 1) { service.emit() }
                    service.enforceTimeouts()
                    if time.now >= nextBreak, time.now < .seconds(89_000) {
                        nextBreak = time.now + .milliseconds(draw(1...1_700_000))
                        service.settings.failsRecovery = draw(0...9) == 0
                        let how = SocketService.Break.allCases[draw(0...2)]
                        service.breakNow(how, downFor: .seconds(draw(0...3) == 0 ? draw(0...300) : 0))
                        for _ in 0...(draw(0...5) == 0 ? draw(50...150) : draw(0...3)) { service.emit() }
                        if draw(0...3) == 0 {
                            // And again while it is being mended.
                            try await time.sleep(for: .milliseconds(draw(1...20_000)))
                            service.breakNow(.cut)
                        }
                    }
                }
                // Whatever is on its way at the end arrives.
                try await time.sleep(for: .seconds(60))
            }
            let lines = diary.lines.withLock { $0 }
            let told = lines.map(\.line).filter { $0.hasPrefix("event") }
            #expect(Set(told).count == told.count, "an event was told twice")
            let state = service.state.withLock { ($0.events, $0.dropped, $0.overflows, $0.passTimes) }
            let missed = Set(state.0).subtracting(told)
            #expect(missed.subtracting(state.1) == [], "the service still had these")
            // Whoever reads everything when told to knows all that was missed.
            let lastLoss = lines.last { $0.line.hasPrefix("lost") }?.events ?? 0
            for (number, event) in state.0.enumerated() where missed.contains(event) { #expect(number < lastLoss) }
            let losses = lines.count { $0.line.hasPrefix("lost") }
            let connections = lines.count { $0.line == "connected" }
            #expect(losses == connections - 1 + state.2)
            #expect(connections > 3 && state.2 > 0)
            for (index, moment) in state.3.enumerated().dropFirst(5) {
                #expect(moment - state.3[index - 5] >= .seconds(60))
            }
            for line in lines { #expect(!line.line.contains("-secret")) }
            return lines.map(\.line)
        }
    }
}

private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
