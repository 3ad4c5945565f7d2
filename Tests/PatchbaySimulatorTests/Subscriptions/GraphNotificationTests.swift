import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

/// Facts: graph.md 6.5, 7.4, 7.5, 7.8.
@Suite struct `Notifications of Graph` {
    @Test func `say who has changed, and nothing of the presence itself`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            let id = try await subscribed.subscribe([user]).json["id"].string
            subscribed.cloud.perform(.signsInToTeams, by: user)
            subscribed.cloud.perform(.signsInToTeams, by: try subscribed.user(1))
            try await subscribed.wait(1)
            let request = try #require(subscribed.receiver.notifications.first)
            #expect(request.url.absoluteString == "https://receiver.example/graph?key=1")
            #expect(request.fields["Content-Type"]?.hasPrefix("application/json") == true)
            let value = try #require(subscribed.receiver.values.first)
            #expect(value["subscriptionId"].string == id)
            #expect(value["clientState"].string == "a secret of ours")
            #expect(value["changeType"].string == "updated")
            #expect(value["tenantId"].string == subscribed.cloud.settings.tenantID)
            #expect(value["resource"].string == "communications/presences/\(user)")
            #expect(value["resourceData"].keys == ["@odata.type", "@odata.id", "id"])
            #expect(value["resourceData"]["id"].string == user)
            #expect(!value["encryptedContent"].exists)
            #expect(subscribed.receiver.values.count == 1)
        }
    }

    @Test func `come for what happens by itself: a session fades, an appointment begins and ends`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            _ = try await subscribed.subscribe([user])
            let app = subscribed.cloud.settings.apps[0].clientID
            let set = try await subscribed.calls.graph(
                .post, "/users/\(user)/presence/setPresence", token: try await subscribed.calls.appToken(),
                body: """
                    {"sessionId":"\(app)","availability":"Available","activity":"Available","expirationDuration":"PT20M"}
                    """)
            #expect(set.status == 200)
            // Set, inactive after five minutes, away after ten, offline after twenty.
            for (wait, count) in [(1.0, 1), (298, 1), (2, 2), (300, 3), (598, 3), (3, 4)] {
                try await subscribed.wait(wait)
                #expect(subscribed.receiver.values.count == count)
            }
            #expect(subscribed.cloud.presence(ofUser: user)?.status == "Offline/Offline")
        }
    }

    @Test func `come for a day that is played, though nobody asks the cloud anything`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let person = try subscribed.person()
            _ = try await subscribed.subscribe([try #require(person.userID)])
            subscribed.cloud.play(
                WorkingDay(
                    events: [
                        PersonEvent(at: .seconds(60), person: person, act: .signsInToTeams),
                        PersonEvent(at: .seconds(120), person: person, act: .beginsInTeams(.call, 1)),
                        PersonEvent(at: .seconds(180), person: person, act: .endsInTeams(1)),
                    ], length: .seconds(200)))
            try await subscribed.wait(119)
            #expect(subscribed.receiver.values.count == 1)
            try await subscribed.wait(100)
            #expect(subscribed.receiver.values.count == 3)
        }
    }

    @Test func `do not come where what is shown stays the same`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            _ = try await subscribed.subscribe([user])
            subscribed.cloud.perform(.choosesInTeams(.doNotDisturb), by: user)
            subscribed.cloud.perform(.beginsInTeams(.call, 1), by: user)
            subscribed.cloud.perform(.endsInTeams(1), by: user)
            subscribed.cloud.perform(.goesIdleInTeams, by: user)
            try await subscribed.wait(1)
            #expect(subscribed.receiver.values.count == 1)
        }
    }

    @Test func `of the same moment go together`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let users = try (0..<3).map { try subscribed.user($0) }
            _ = try await subscribed.subscribe(users)
            for user in users { subscribed.cloud.perform(.signsInToTeams, by: user) }
            try await subscribed.wait(1)
            #expect(subscribed.receiver.notifications.count == 1)
            #expect(subscribed.receiver.values.count == 3)
        }
    }

    @Test func `that are refused come again with growing pauses, for four hours`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            _ = try await subscribed.subscribe([user], lifecycle: false)
            let id = try #require(subscribed.cloud.subscriptions.first?.id)
            subscribed.receiver.behave { Receiver.isHandshake($0) ? nil : HTTPResponse(status: 503) }
            subscribed.cloud.perform(.signsInToTeams, by: user)
            try await subscribed.wait(80)
            // At once, after 5, 15, 35 and 75 seconds.
            #expect(subscribed.receiver.notifications.count == 5)
            // Kept alive for six hours.
            for _ in 0..<12 {
                try await subscribed.wait(1800)
                let expiry = WireDate.string(time.date.addingTimeInterval(3500))
                let renewed = try await subscribed.calls.graph(
                    .patch, "/subscriptions/\(id)", token: try await subscribed.calls.personToken(),
                    body: #"{"expirationDateTime":"\#(expiry)"}"#)
                #expect(renewed.status == 200)
            }
            let count = subscribed.receiver.notifications.count
            #expect(count > 10)
            #expect(subscribed.cloud.subscriptions.first?.dropped == 1)
            #expect(subscribed.cloud.subscriptions.first?.failures == count)
            try await subscribed.wait(1000)
            #expect(subscribed.receiver.notifications.count == count)
        }
    }

    @Test func `ask to be authorized anew before the hour is over, and wait if that is not done`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time) { $0.notifications.authorizationLifetime = .seconds(1800) }
            let user = try subscribed.user()
            let id = try #require(try await subscribed.subscribe([user]).json["id"].string)
            try await subscribed.wait(899)
            #expect(subscribed.receiver.values.isEmpty)
            try await subscribed.wait(2)
            let value = try #require(subscribed.receiver.values.first)
            #expect(value["lifecycleEvent"].string == "reauthorizationRequired")
            #expect(value["subscriptionId"].string == id && value["clientState"].string == "a secret of ours")
            #expect(subscribed.receiver.notifications.first?.url.path() == "/lifecycle")
            // Nobody listens: it asks again, and changes wait.
            try await subscribed.wait(1000)
            subscribed.cloud.perform(.signsInToTeams, by: user)
            try await subscribed.wait(60)
            #expect(subscribed.receiver.values.allSatisfy { $0["lifecycleEvent"].exists })
            #expect(subscribed.receiver.values.count == 2)
            let token = try await subscribed.calls.personToken()
            #expect(
                try await subscribed.calls.graph(.post, "/subscriptions/\(id)/reauthorize", token: token).status == 204)
            try await subscribed.wait(120)
            #expect(subscribed.receiver.values.last?["changeType"].string == "updated")
        }
    }

    @Test func `are lost, doubled and late on demand, and subscriptions fall silent or end`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            _ = try await subscribed.subscribe([user], lifecycle: false)
            subscribed.cloud.play(
                FaultScript([
                    FaultRule(.graphNotification, .calls(1...1), .loseNotification),
                    FaultRule(.graphNotification, .calls(2...2), .duplicateNotification),
                    FaultRule(.graphNotification, .calls(3...3), .delay(.seconds(30)...Duration.seconds(30))),
                    FaultRule(.graphNotification, .calls(5...5), .silenceSubscription),
                ]))
            var counts: [Int] = []
            for act: PersonAct in [
                .signsInToTeams, .goesIdleInTeams, .comesBackInTeams, .goesIdleInTeams, .comesBackInTeams,
                .goesIdleInTeams,
            ] {
                subscribed.cloud.perform(act, by: user)
                try await subscribed.wait(1)
                counts.append(subscribed.receiver.values.count)
            }
            #expect(counts == [0, 2, 2, 3, 3, 3])
            try await subscribed.wait(40)
            #expect(subscribed.receiver.values.count == 4)
            let subscription = try #require(subscribed.cloud.subscriptions.first)
            #expect(subscription.state == .silent)
            #expect(subscription.written == 6 && subscription.delivered == 4 && subscription.lost == 3)
            subscribed.cloud.lose(subscription: subscription.id)
            #expect(subscribed.cloud.subscriptions.isEmpty)
        }
    }

    @Test func `to an address that is slow are dropped after a while`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let users = try (0..<60).map { try subscribed.user($0) }
            _ = try await subscribed.subscribe(users, lifecycle: false)
            subscribed.receiver.behave { request in
                if !Receiver.isHandshake(request) { try await time.sleep(for: .seconds(11)) }
                return nil
            }
            for round in 0..<3 {
                for user in users {
                    subscribed.cloud.perform(round % 2 == 0 ? .signsInToTeams : .signsOutOfTeams, by: user)
                    try await subscribed.wait(0.1)
                }
                try await subscribed.wait(20)
            }
            let subscription = try #require(subscribed.cloud.subscriptions.first)
            #expect(subscription.written == 120 && subscription.dropped == 60)
        }
    }
}
