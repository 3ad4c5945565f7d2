import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Testing

/// The sample of the guide, as it stands there.
@Suite struct GuideTests {
    @Test func `the sample of “Sync presence both ways” works`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(TwoSides(people: 2, time: time))
            bench.sides.teams(0, "Busy/InAMeeting")
            let (graph, ringCentral) = (bench.engine.graph, bench.engine.ringCentral)
            let pairs = [Bench.pair(0), Bench.pair(1)]
            let tenantID = "contoso.com"
            let ledger = MemoryLedger()

            let rules = CallRuleBook(account: CallRules([.inAMeeting: .noCalls]))
            let book = HeldBook(ledger: ledger, run: HeldBook.name(tenant: tenantID))
            let engine = PresenceSyncEngine(
                graph: graph, ringCentral: ringCentral, pairs: pairs, rules: rules, book: book,
                held: try await book.load()
            ) { event in
                if case .decision(let decision) = event {
                    print(decision.pair.name, decision.rule, decision.because)
                }
            }
            let summary = try await engine.run(for: .seconds(300))
            for person in summary.snapshot.unsynced { print(person.pair.name, person.reason.sentence) }
            #expect(summary.isRestored == true)
            #expect(summary.snapshot.counts.ringCentralWrites == 2)
        }
    }

    @Test func `the events of “Sync presence both ways” are taken`() async throws {
        try await Bench.run(options: PresenceSyncOptions(slowestPoll: .seconds(600))) { bench in
            let (engine, user) = (bench.engine, Bench.user(0))
            bench.sides.teams(0, "Busy/InAMeeting")
            let event = RingCentralEvent(
                uuid: "1", body: .presence(PresenceEvent(extensionID: "1001", sequence: 1, dndStatus: .takeAllCalls)))
            let delivery = ChangeNotificationReceiver.Delivery()
            await engine.receive(event)
            await engine.receive(delivery)
            await engine.receive(UserPresence(id: user, availability: "Busy", activity: "InAMeeting"))
            await engine.ringCentralStreamRestarted()
            try await bench.wait(5)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
        }
    }

    @Test func `the keeper of “Receive notifications in your own server” subscribes at both services`() async throws {
        try await VirtualTime.run { time in
            let sides = TwoSides(people: 1, time: time)
            let (graph, serviceUser) = (Bench.graph(sides), Bench.graph(sides, token: "person"))
            let ringCentral = Bench.ringCentral(sides)
            let pairs = [Bench.pair(0)]
            let (clientState, token) = (Secret("a"), Secret("b"))

            let keeper = SubscriptionKeeper(
                graph: GraphSubscriptionOrder(
                    serviceUsers: [serviceUser], notificationURL: "https://example.com/graph", clientState: clientState
                ),
                ringCentral: RingCentralSubscriptionOrder(
                    client: ringCentral, address: "https://example.com/ringcentral", verificationToken: token))
            let engine = PresenceSyncEngine(
                graph: graph, ringCentral: ringCentral, pairs: pairs, subscriptions: keeper)

            let run = Spawn.task { try await engine.run(for: .seconds(60)) }
            try await time.sleep(for: .seconds(30))
            let body = Data(
                #"{"value":[{"subscriptionId":"S1","tenantId":"t","clientState":"a","changeType":"updated","resourceData":{"id":"u0"}}]}"#
                    .utf8)
            let reception = ChangeNotificationReceiver(clientState: clientState).receive(
                query: nil, body: body, at: time.date)
            let webhookReception = WebhookReceiver(verificationToken: token).receive(
                fields: ["Verification-Token": "b"],
                body: Data(
                    #"{"uuid":"1","body":{"extensionId":"1000","sequence":1,"dndStatus":"TakeAllCalls","userStatus":"Available"}}"#
                        .utf8))
            if case .notifications(let delivery) = reception.outcome { await engine.receive(delivery) }
            if case .event(let event) = webhookReception.outcome { await engine.receive(event) }
            try await time.sleep(for: .seconds(2))
            #expect(await engine.snapshot.subscriptions.map(\.isFlowing) == [true, true])
            _ = try await run.value
            #expect(sides.desk { $0.graph.isEmpty && $0.ringCentral.isEmpty })
        }
    }

    @Test func `the keeper of “Receive notifications in your own server” hears of RingCentral over its event socket`()
        async throws
    {
        try await VirtualTime.run { time in
            let bench = SocketBench(time, people: 1, ringCentralPoll: .seconds(10), teamsPoll: nil)
            let (graph, ringCentral, connector) = (bench.engine.graph, bench.engine.ringCentral, bench.wire)
            let pairs = [Bench.pair(0)]
            let graphOrder: GraphSubscriptionOrder? = nil

            let keeper = SubscriptionKeeper(
                graph: graphOrder, eventSocket: EventSocketOrder(client: ringCentral, connector: connector))
            let engine = PresenceSyncEngine(
                graph: graph, ringCentral: ringCentral, pairs: pairs, subscriptions: keeper)

            let run = Spawn.task { try await engine.run(for: .seconds(60)) }
            try await time.sleep(for: .seconds(30))
            #expect(await engine.snapshot.subscriptions.map(\.isActive) == [true])
            _ = try await run.value
            #expect(bench.cloud.breakEventSockets() == 0)
        }
    }
}
