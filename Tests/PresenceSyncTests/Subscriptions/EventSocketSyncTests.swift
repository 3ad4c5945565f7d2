import Foundation
import PatchbayCore
import PatchbaySimulator
import PresenceSync
import RingCentralClient
import Testing

/// The engine, the keeper, the event socket and the simulated cloud together.
@Suite struct `Presence over the event socket` {
    @Test func `RingCentral's presence comes over the socket, and less is polled`() async throws {
        try await SocketBench.run { bench in
            bench.cloud.perform(.calls(1), by: bench.people[0])
            try await bench.wait(10)
            #expect(bench.teams(0) == "Busy/InACall")
            bench.cloud.perform(.hangsUp(1), by: bench.people[0])
            try await bench.wait(10)
            #expect(bench.teams(0) == "Available/Available")
            let status = try #require(await bench.status())
            #expect(status.way == .eventSocket && status.isActive && status.isFlowing && status.trouble == nil)
            #expect(status.people == 4 && status.expiresAt == nil && status.id != nil)
            #expect(bench.news == [.made, .flowing])
            #expect(bench.sentences.first == "The RingCentral event socket is open, for 4 people.")
            #expect(bench.log.decisions.contains { $0.via == .event })
            #expect(bench.duplicates() == [])
        }
    }

    @Test func `what happened during a short cut follows, without anybody being read`() async throws {
        try await SocketBench.run { bench in
            bench.cloud.perform(.calls(1), by: bench.people[0])
            try await bench.wait(10)
            let reads = await bench.engine.snapshot.counts.ringCentralReads
            bench.wire.cut(for: .seconds(30))
            try await bench.wait(2)
            let cut = try #require(await bench.status())
            #expect(!cut.isActive && !cut.isFlowing)
            #expect(cut.trouble?.message == "RingCentral closed the event socket.")
            bench.cloud.perform(.hangsUp(1), by: bench.people[0])
            bench.cloud.perform(.calls(2), by: bench.people[1])
            try await bench.wait(60)
            #expect(bench.teams(0) == "Available/Available" && bench.teams(1) == "Busy/InACall")
            let status = try #require(await bench.status())
            #expect(status.isActive && status.isFlowing && status.trouble == nil)
            #expect(await bench.engine.snapshot.counts.ringCentralReads == reads)
            #expect(bench.news.filter { $0 == .interrupted || $0 == .resumed } == [.interrupted, .resumed])
            #expect(!bench.news.contains(.missed) && bench.news.count { $0 == .made } == 1)
            #expect(bench.duplicates() == [])
        }
    }

    @Test(arguments: [true, false])
    func `a session that is lost makes the engine read everybody at once`(isRefused: Bool) async throws {
        try await SocketBench.run { bench in
            bench.cloud.perform(.calls(1), by: bench.people[0])
            try await bench.wait(10)
            let before = await bench.engine.snapshot.counts.ringCentralReads
            // Either the service does not know the token any more, or it has been gone for longer than it keeps events.
            bench.wire.cut(for: .seconds(isRefused ? 5 : 240), losingRecovery: isRefused)
            bench.cloud.perform(.hangsUp(1), by: bench.people[0])
            bench.cloud.perform(.calls(2), by: bench.people[1])
            try await bench.wait(isRefused ? 40 : 280)
            #expect(bench.teams(0) == "Available/Available" && bench.teams(1) == "Busy/InACall")
            #expect(await bench.engine.snapshot.counts.ringCentralReads > before)
            #expect(bench.news.count { $0 == .made } == 2 && bench.news.contains(.missed))
            #expect(
                bench.sentences.contains {
                    $0.contains(isRefused ? "did not take up the broken event socket" : "gone for longer")
                })
            #expect(bench.duplicates() == [])
        }
    }

    @Test func `a connection that the service would end after 24 hours is made anew before, and nothing is lost`()
        async throws
    {
        try await SocketBench.run(people: 1, teamsPoll: .seconds(3600)) { bench in
            bench.cloud.perform(.calls(1), by: bench.people[0])
            try await bench.wait(86_400)
            bench.cloud.perform(.hangsUp(1), by: bench.people[0])
            try await bench.wait(10)
            #expect(bench.teams(0) == "Available/Available")
            #expect(bench.wire.openings == 2)
            #expect(bench.news.count { $0 == .interrupted } == 1 && bench.news.count { $0 == .resumed } == 1)
            #expect(bench.news.count { $0 == .made } == 1 && !bench.news.contains(.missed))
        }
    }

    @Test func `a subscription that has gone silent while its socket lives is made anew`() async throws {
        try await SocketBench.run(ringCentralPoll: .seconds(30)) { bench in
            bench.cloud.perform(.calls(1), by: bench.people[0])
            try await bench.wait(70)
            #expect(try #require(await bench.status()).isFlowing)
            for subscription in bench.cloud.subscriptions { bench.cloud.silence(subscription: subscription.id) }
            bench.cloud.perform(.hangsUp(1), by: bench.people[0])
            try await bench.wait(120)
            #expect(bench.news.contains(.doubted))
            #expect(bench.teams(0) == "Available/Available")
            try await bench.wait(240)
            #expect(bench.news.contains(.silent) && bench.news.count { $0 == .made } == 2)
            bench.cloud.perform(.calls(2), by: bench.people[0])
            try await bench.wait(8)
            #expect(bench.teams(0) == "Busy/InACall")
            #expect(try #require(await bench.status()).isFlowing)
        }
    }

    @Test func `an app without the scope is told what to do, polls, and does not ask again and again`() async throws {
        try await SocketBench.run(ringCentralPoll: .seconds(30)) {
            $0.ringCentral.scopes.removeAll { $0 == "WebSocketsSubscription" }
        } _: { bench in
            bench.cloud.perform(.calls(1), by: bench.people[0])
            try await bench.wait(900)
            #expect(bench.teams(0) == "Busy/InACall")
            let status = try #require(await bench.status())
            #expect(!status.isActive && status.trouble?.kind == .refused)
            #expect(status.trouble?.remedy?.contains("WebSocketsSubscription") == true)
            #expect(bench.news == [.troubled])
            #expect(bench.cloud.journal.operations["ringcentral.socket.token"]?.calls == 1)
        }
    }

    @Test func `a run ends while the socket is being opened, and leaves nothing open`() async throws {
        try await SocketBench.run { bench in
            bench.wire.cut(for: .seconds(100_000))
            try await bench.wait(400)
            #expect(try #require(await bench.status()).isActive == false)
        }
        try await SocketBench.run { bench in
            await bench.engine.stop()
            try await bench.wait(60)
            #expect(bench.cloud.breakEventSockets() == 0)
            #expect(bench.news.last == .ended)
            #expect(bench.sentences.last == "The RingCentral event socket was closed.")
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `both sides agree in the end whatever breaks, and nothing is written twice`(seed: UInt64) async throws {
        try await SocketBench.run(people: 8) { bench in
            var random = SplitMix(seed: seed)
            var calls = [Int?](repeating: nil, count: 8)
            var meetings = [Int?](repeating: nil, count: 8)
            for number in 1...120 {
                try await bench.wait(.random(in: 1...30, using: &random))
                let place = Int.random(in: 0..<8, using: &random)
                switch Int.random(in: 0..<10, using: &random) {
                case 0...3:
                    if let call = calls[place] {
                        bench.cloud.perform(.hangsUp(call), by: bench.people[place])
                        calls[place] = nil
                    } else if meetings[place] == nil {
                        bench.cloud.perform(.calls(number), by: bench.people[place])
                        calls[place] = number
                    }
                case 4...7:
                    if let meeting = meetings[place] {
                        bench.cloud.perform(.endsInTeams(meeting), by: bench.people[place])
                        meetings[place] = nil
                    } else if calls[place] == nil {
                        bench.cloud.perform(.beginsInTeams(.meeting, number), by: bench.people[place])
                        meetings[place] = number
                    }
                case 8: bench.wire.cut(for: .seconds(.random(in: 0...20, using: &random)))
                default:
                    bench.wire.cut(
                        for: .seconds(.random(in: 0...300, using: &random)),
                        losingRecovery: Bool.random(using: &random))
                }
            }
            try await bench.wait(400)
            #expect(bench.differences() == [])
            #expect(bench.duplicates() == [])
            #expect(bench.cloud.presenceJournal.liftedManualChoices == [])
            #expect(try #require(await bench.status()).isActive)
        }
    }
}
