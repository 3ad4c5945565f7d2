import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Synchronization
import Testing

/// An engine with a keeper over both services.
@Suite struct SubscriptionKeeperTests {
    /// A company that is polled so seldom that only notifications can be fast.
    static let slow = PresenceSyncOptions(
        fastestPoll: .seconds(300), slowestPoll: .seconds(300), ringCentralPoll: .seconds(300))

    @Test func `a change that Graph tells of is read within a second and written, long before any poll`() async throws {
        try await Bench.run(keeper: Bench.keeper(), options: Self.slow) { bench in
            bench.connect()
            bench.sides.teams(0, "Busy/InAMeeting")
            try await bench.wait(6)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
            bench.sides.call(1, "CallConnected")
            try await bench.wait(6)
            #expect(bench.sides.shownInTeams(1) == "Busy/InACall")
            let snapshot = await bench.engine.snapshot
            #expect(snapshot.subscriptions.map(\.isFlowing) == [true, true])
            #expect(snapshot.subscriptions.map(\.people) == [3, 3])
            #expect(snapshot.usersByNotification == 3)
            #expect(snapshot.counts.teamsNotifications >= 2)
            let seen = bench.log.decisions.filter { $0.cause == .seen && $0.pair == Bench.pair(0) }
            #expect(seen.contains { $0.teams.status == .inAMeeting && $0.via == .notification })
            #expect(bench.log.decisions.contains { $0.pair == Bench.pair(1) && $0.via == .event })
        }
    }

    @Test func `both are made once, renewed in time over a day, and deleted in the end`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(TwoSides(people: 2, time: time), keeper: Bench.keeper())
            bench.connect()
            _ = try await bench.during {
                for _ in 0..<24 {
                    bench.sides.teams(0, "Busy/InACall")
                    try await bench.wait(1800)
                    bench.sides.teams(0, "Available/Available")
                    try await bench.wait(1800)
                    #expect(bench.sides.desk { $0.graph.count == 1 && $0.ringCentral.count == 1 })
                }
            }
            let log = bench.sides.desk { $0.log }
            #expect(log.count { $0.hasPrefix("graph.create") } == 1)
            #expect((31...34).contains(log.count { $0 == "graph.renew S1" }))
            #expect((280...290).contains(log.count { $0 == "ringCentral.check R2" }))
            #expect(Set(log.suffix(2)) == ["graph.delete S1", "ringCentral.delete R2"])
            #expect(bench.sides.desk { $0.graph.isEmpty && $0.ringCentral.isEmpty })
            #expect(bench.log.news.filter { $0.news == .ended }.count == 2)
        }
    }

    @Test func `an engine that was killed leaves subscriptions that the next one takes over`() async throws {
        try await VirtualTime.run { time in
            let sides = TwoSides(people: 2, time: time)
            for life in 0..<3 {
                let bench = Bench(sides, keeper: Bench.keeper())
                let run = Spawn.task { try await bench.engine.run() }
                try await time.sleep(for: .seconds(60))
                #expect(await bench.engine.snapshot.subscriptions.filter(\.isActive).count == 2)
                #expect(bench.log.news.map(\.news).contains(life == 0 ? .made : .adopted))
                run.cancel()
                _ = try? await run.value
            }
            let log = sides.desk { $0.log }
            #expect(log.filter { $0.contains("create") } == ["graph.create S1", "ringCentral.create R2"])
            // With another secret it is no use: deleted and made anew.
            let bench = Bench(sides, keeper: Bench.keeper(clientState: "another"))
            let run = Spawn.task { try await bench.engine.run() }
            try await time.sleep(for: .seconds(60))
            run.cancel()
            _ = try? await run.value
            #expect(sides.desk { $0.log }.contains("graph.delete S1"))
            #expect(sides.desk { $0.graph.map(\.id) } == ["S3"])
        }
    }

    @Test func `a creation whose answer was lost is found, not repeated`() async throws {
        try await VirtualTime.run { time in
            let sides = TwoSides(people: 2, time: time)
            sides.desk { $0.losesAnswer = true }
            let bench = Bench(sides, keeper: Bench.keeper())
            _ = try await bench.during { try await bench.wait(60) }
            #expect(
                sides.desk { $0.log }.filter { $0.hasPrefix("graph") } == [
                    "graph.list", "graph.create S1", "graph.list", "graph.renew S1", "graph.delete S1",
                ])
        }
    }

    @Test func `where renewals are refused it is deleted and made anew, and nothing is missed`() async throws {
        try await Bench.run(keeper: Bench.keeper(ringCentral: false), options: Self.slow) { bench in
            bench.connect()
            bench.sides.desk { $0.refusesRenewal = true }
            try await bench.wait(2700)
            #expect(
                bench.sides.desk { $0.log } == [
                    "graph.list", "graph.create S1", "graph.renew refused", "graph.delete S1", "graph.create S2",
                ])
            bench.sides.teams(0, "Busy/InAMeeting")
            try await bench.wait(6)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
        }
    }

    @Test func `a silent subscription is noticed, said and made anew; polling goes back to full at once`() async throws
    {
        try await Bench.run(keeper: Bench.keeper()) { bench in
            bench.connect()
            bench.sides.teams(0, "Busy/InACall")
            bench.sides.call(1, "CallConnected")
            try await bench.wait(30)
            #expect(await bench.engine.snapshot.usersByNotification == 3)
            bench.sides.desk { $0.isSilent = true }
            bench.sides.teams(2, "Busy/InAMeeting")
            bench.sides.call(1, "NoCall")
            try await bench.wait(160)
            #expect(await bench.engine.snapshot.usersByNotification == 0)
            #expect(bench.log.news.contains { $0.news == .doubted && $0.status.service == .graph })
            #expect(bench.log.news.contains { $0.news == .doubted && $0.status.service == .ringCentral })
            try await bench.wait(200)
            #expect(Set(bench.log.news.filter { $0.news == .silent }.map(\.status.service)) == [.graph, .ringCentral])
            let snapshot = await bench.engine.snapshot
            #expect(snapshot.counts.untoldChanges >= 2)
            #expect(snapshot.subscriptions.allSatisfy { $0.isActive && !$0.isFlowing })
            bench.sides.desk { $0.isSilent = false }
            bench.sides.teams(2, "Available/Available")
            try await bench.wait(30)
            #expect(await bench.engine.snapshot.usersByNotification == 3)
        }
    }

    @Test func `polls are slower while notifications come`() async throws {
        func readings(_ keeper: (@Sendable (TwoSides) -> SubscriptionKeeper)?) async throws -> (Int, Int) {
            try await VirtualTime.run { time in
                let bench = Bench(TwoSides(people: 12, time: time), keeper: keeper)
                bench.connect()
                let summary = try await bench.during {
                    for round in 0..<60 {
                        bench.sides.teams(round % 7, round % 2 == 0 ? "Busy/Busy" : "Away/Away")
                        bench.sides.call(round % 5, round % 2 == 0 ? "CallConnected" : "NoCall")
                        try await bench.wait(60)
                    }
                }
                return (summary.snapshot.counts.teamsReadings, summary.snapshot.counts.ringCentralReads)
            }
        }
        let polled = try await readings(nil)
        let notified = try await readings(Bench.keeper(serviceUsers: 1))
        #expect(notified.0 < polled.0 * 3 / 4, "\(notified) \(polled)")
        #expect(notified.1 < polled.1 / 2, "\(notified) \(polled)")
    }

    @Test func `each service user watches 650 people, and who is beyond that is polled`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(TwoSides(people: 1500, time: time), keeper: Bench.keeper(serviceUsers: 2))
            bench.connect()
            _ = try await bench.during {
                for person in [0, 650, 1300] { bench.sides.teams(person, "Busy/InAMeeting") }
                try await bench.wait(60)
                for person in [0, 650, 1300] {
                    #expect(bench.sides.ringCentral(person) == "Available/DoNotAcceptAnyCalls")
                }
                let snapshot = await bench.engine.snapshot
                #expect(snapshot.subscriptions.map(\.number) == [1, 2, 1])
                #expect(snapshot.subscriptions.map(\.people) == [650, 650, 1500])
                #expect(snapshot.usersByNotification == 1300)
                #expect(bench.sides.desk { $0.graph.map(\.owner) } == ["Bearer p0", "Bearer p1"])
            }
        }
    }

    @Test func `what has to be done by somebody is said, and polling does the work meanwhile`() async throws {
        try await VirtualTime.run { time in
            let sides = TwoSides(people: 1, time: time) { request, isAnswer in
                guard !isAnswer, request.method == .post else { return nil }
                if request.url.path() == "/v1.0/subscriptions" {
                    return .json(#"{"error":{"code":"Forbidden","message":"Insufficient privileges"}}"#, status: 403)
                }
                return request.url.path().hasSuffix("/subscription")
                    ? .json(#"{"errorCode":"SUB-521","message":"unreachable"}"#, status: 400) : nil
            }
            let bench = Bench(sides, keeper: Bench.keeper())
            bench.connect()
            _ = try await bench.during {
                sides.teams(0, "Busy/InAMeeting")
                try await bench.wait(120)
                #expect(sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
                let statuses = await bench.engine.snapshot.subscriptions
                #expect(statuses.map(\.trouble?.kind) == [.refused, .unreachable])
                #expect(statuses[0].trouble?.remedy?.contains("Presence.Read.All") == true)
                #expect(bench.log.news.filter { $0.news == .troubled }.count == 2)
                for report in bench.log.news { #expect(!"\(report) \(report.sentence)".contains("s3cret")) }
            }
        }
    }

    @Test func `a subscription that is over is noticed and made anew`() async throws {
        try await Bench.run(keeper: Bench.keeper(), options: Self.slow) { bench in
            bench.connect()
            bench.sides.desk { $0.loseAll() }
            // RingCentral's is missed at the next look, Graph's at its renewal.
            try await bench.wait(2700)
            let log = bench.sides.desk { $0.log }
            #expect(log.contains("ringCentral.gone") && log.contains("graph.renew gone"))
            #expect(bench.sides.desk { $0.graph.count == 1 && $0.ringCentral.count == 1 })
            #expect(bench.log.news.filter { $0.news == .lost }.count == 2)
            bench.sides.teams(0, "Busy/InAMeeting")
            try await bench.wait(6)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
        }
    }

    @Test func `a webhook that RingCentral has ended is deleted and made anew, and what it did not tell is read`()
        async throws
    {
        try await Bench.run(keeper: Bench.keeper(), options: Self.slow) { bench in
            bench.connect()
            bench.sides.call(1, "CallConnected")
            try await bench.wait(10)
            bench.sides.desk { $0.ringCentral[0].status = "Blacklisted" }
            bench.sides.call(1, "NoCall")
            bench.sides.call(0, "CallConnected")
            try await bench.wait(310)
            #expect(bench.sides.desk { $0.ringCentral.map(\.id) } == ["R3"])
            #expect(bench.sides.desk { $0.log }.contains("ringCentral.delete R2"))
            #expect(bench.log.news.contains { $0.news == .lost && $0.status.service == .ringCentral })
            #expect(bench.sides.shownInTeams(0) == "Busy/InACall")
            #expect(bench.sides.shownInTeams(1) == "Available/Available")
        }
    }

    @Test func `one that is lost while people change is missed sooner, by its silence`() async throws {
        try await Bench.run(keeper: Bench.keeper(ringCentral: false)) { bench in
            bench.connect()
            bench.sides.desk { $0.loseAll() }
            bench.sides.teams(0, "Busy/InAMeeting")
            try await bench.wait(60)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
            try await bench.wait(200)
            #expect(bench.sides.desk { $0.graph.map(\.id) } == ["S2"])
        }
    }

    @Test func `lifecycle events and reminders reach the subscription that they are about`() async throws {
        try await Bench.run(keeper: Bench.keeper()) { bench in
            try await bench.wait(700)
            await bench.engine.receive(
                ChangeNotificationReceiver.Delivery(lifecycle: [
                    LifecycleNotification(subscriptionID: "s1", tenantID: "t", event: .reauthorizationRequired),
                    LifecycleNotification(subscriptionID: "else", tenantID: "t", event: .subscriptionRemoved),
                ]))
            await bench.engine.receive(
                RingCentralEvent(uuid: "r", subscriptionID: "R2", body: .reminder(expiresIn: .seconds(600))))
            try await bench.wait(5)
            #expect(
                bench.sides.desk { Set($0.log.filter { $0.contains("renew") }) } == [
                    "graph.renew S1", "ringCentral.renew R2",
                ])
        }
    }

    @Test func `encrypted notifications bring the presence; one that cannot be opened has the person read`()
        async throws
    {
        struct Opener: NotificationDecryptor {
            func plaintext(of content: EncryptedContent) throws(NotificationDecryptionError) -> Data {
                guard content.dataSignature.isEmpty else { throw .notAuthentic }
                return content.data
            }
        }
        try await Bench.run(options: Self.slow) { bench in
            func change(_ person: Int, signature: String) -> ChangeNotification {
                ChangeNotification(
                    subscriptionID: "S", tenantID: "t", resourceID: "u\(person)",
                    encryptedContent: EncryptedContent(
                        data: Data(#"{"id":"u\#(person)","availability":"Busy","activity":"InAMeeting"}"#.utf8),
                        dataSignature: Data(signature.utf8), dataKey: Data(), certificateID: "c"))
            }
            bench.sides.teams(1, "Busy/InAMeeting")
            await bench.engine.receive(
                ChangeNotificationReceiver.Delivery(changes: [change(0, signature: ""), change(1, signature: "x")]),
                using: Opener())
            try await bench.wait(6)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
            #expect(bench.sides.ringCentral(1) == "Available/DoNotAcceptAnyCalls")
            #expect(bench.log.problems.map(\.operation) == ["notification"])
        }
    }

    @Test func `many notifications at once are one request for all of them`() async throws {
        try await Bench.run(people: 300, options: Self.slow) { bench in
            let before = await bench.engine.snapshot.counts
            for person in 0..<200 {
                await bench.engine.receive(Bench.delivery(person, "S"))
                await bench.engine.receive(Bench.delivery(person, "S"))
            }
            try await bench.wait(2)
            let counts = await bench.engine.snapshot.counts
            #expect(counts.teamsReads - before.teamsReads == 1)
            #expect(counts.teamsReadings - before.teamsReadings == 200)
        }
    }
}

extension Log {
    var news: [SubscriptionReport] {
        all.compactMap { if case .subscription(let report) = $0 { report } else { nil } }
    }
}
