import Foundation
import PatchbayCore

/// A letter with its address.
struct GraphPost {
    let letter: Letter
    let url: URL
    let value: JSONValue
    let subscription: GraphSubscription
}

/// Notifications of Microsoft Graph.
///
/// Source: Microsoft Graph `changenotifications-for-presence`, `change-notifications-delivery-webhooks`,
/// `change-notifications-lifecycle-events`.
extension World {
    /// The most that goes into one request; the number is not published.
    private static let mostInParcel = 100
    /// How long a receiver may take before the delivery counts as failed; the number is not published.
    private static let timeout = Duration.seconds(30)

    /// Takes a look at a user whose presence may have changed, and tells subscribers.
    func noteTeams(_ user: Int, at now: Double) {
        guard let status = subscriptions.watch.look(at: user, presences.teams(user), at: now) else { return }
        let id = directory.id(at: user).description
        for subscription in subscriptions.graph(about: user, at: now) {
            let letter = Letter(
                subscription: subscription.id, content: .teamsPresence(user: id, status), writtenAt: now)
            switch subscriptions.health[subscription.notificationURL.absoluteString, default: EndpointHealth()]
                .verdict(at: now)
            {
            case .fast: write(letter, .graphNotification, latency: settings.notifications.graphLatency)
            case .slow:
                let range = settings.notifications.graphLatency
                let wait = Duration.seconds(10)
                write(letter, .graphNotification, latency: range.lowerBound + wait...range.upperBound + wait)
            case .tooSlow: subscriptions.counts[subscription.id, default: DeliveryCounts()].dropped += 1
            }
        }
    }

    /// Plans the next request to authorize a subscription anew.
    func planReauthorization(_ subscription: GraphSubscription, from now: Double) {
        guard subscription.lifecycleURL != nil else { return }
        let first = subscription.authorizedUntil - GraphSubscription.reauthorizationStep
        let due = first > now ? first : now + GraphSubscription.reauthorizationStep
        subscriptions.letters.add(
            Letter(
                subscription: subscription.id, content: .reauthorization(subscription.authorizations), writtenAt: due),
            due: due)
    }

    /// What a letter says now, if it is still to be sent.
    func graphPost(_ letter: Letter, _ subscription: GraphSubscription, at now: Double) -> GraphPost? {
        var head: [(String, JSONValue)] = [
            ("subscriptionId", .string(subscription.id)),
            ("subscriptionExpirationDateTime", .string(WireDate.string(subscription.expirationDate))),
            ("clientState", .text(subscription.clientState)), ("tenantId", .string(settings.tenantID)),
        ]
        switch letter.content {
        case .teamsPresence(let user, let status):
            // Source: Microsoft Graph `change-notifications-lifecycle-events`: delivery pauses until it is authorized anew.
            guard subscription.authorizedUntil > now else {
                postpone(letter, at: now)
                return nil
            }
            head += [
                ("changeType", "updated"), ("resource", .string("communications/presences/\(user)")),
                ("organizationId", .string(settings.tenantID)),
                (
                    "resourceData",
                    [
                        "@odata.type": "#microsoft.graph.presence", "@odata.id": .string("users/\(user)/presence"),
                        "id": .string(user),
                    ]
                ),
            ]
            if let content = encrypted(user: user, status, for: subscription) {
                head.append(("encryptedContent", content))
            }
            return GraphPost(
                letter: letter, url: subscription.notificationURL, value: .members(head), subscription: subscription)
        case .reauthorization(let number):
            guard number == subscription.authorizations, !subscription.isSilent, let url = subscription.lifecycleURL
            else { return nil }
            if letter.failures == 0 { planReauthorization(subscription, from: now) }
            head.append(("lifecycleEvent", "reauthorizationRequired"))
            return GraphPost(letter: letter, url: url, value: .members(head), subscription: subscription)
        case .event, .reminder: return nil
        }
    }

    /// Those for the same address go together.
    func graphParcels(_ posts: [GraphPost], at now: Double) -> [Parcel] {
        var groups: [[GraphPost]] = []
        for post in posts {
            let open = groups.lastIndex { $0[0].url == post.url && $0.count < World.mostInParcel }
            if let open { groups[open].append(post) } else { groups.append([post]) }
        }
        return groups.map { parcel($0, at: now) }
    }

    private func parcel(_ posts: [GraphPost], at now: Double) -> Parcel {
        var body: JSONValue = ["value": .array(posts.map(\.value))]
        // A token for each app, as there is one tenant; only where there is data to trust.
        let apps = Dictionary(
            posts.filter { $0.value["encryptedContent"] != nil }.map {
                ($0.subscription.app, $0.subscription.authority)
            }
        ) { first, _ in first }
        let tokens = apps.sorted { $0.key < $1.key }.compactMap {
            validationToken(for: $0.key, authority: $0.value, at: now)
        }
        if !tokens.isEmpty { body = body.adding("validationTokens", .array(tokens)) }
        return Parcel(
            letters: posts.map(\.letter),
            request: HTTPRequest(
                method: .post, url: posts[0].url, fields: ["Content-Type": "application/json; charset=utf-8"],
                body: body.data), timeout: World.timeout, isForGraph: true)
    }

    /// What becomes of a letter after an attempt.
    ///
    /// Source: Microsoft Graph `change-notifications-delivery-webhooks`: 2xx is delivered; everything else is tried again, with growing
    /// pauses, for up to four hours.
    func concludeGraph(_ letter: Letter, _ answer: ReceiverAnswer, at now: Double) {
        if case .response(let response) = answer, response.isSuccess {
            subscriptions.counts[letter.subscription, default: DeliveryCounts()].delivered += 1
            return
        }
        subscriptions.counts[letter.subscription, default: DeliveryCounts()].failures += 1
        postpone(letter, at: now)
    }

    /// The pauses are not published: five seconds, twice as long each time, at most half an hour.
    private func postpone(_ letter: Letter, at now: Double) {
        var letter = letter
        letter.failures += 1
        var pause = 5.0
        for _ in 1..<min(letter.failures, 10) { pause *= 2 }
        let due = now + min(pause, 1800)
        guard due - letter.writtenAt <= settings.notifications.graphPatience.seconds else {
            subscriptions.counts[letter.subscription, default: DeliveryCounts()].dropped += 1
            return
        }
        subscriptions.letters.add(letter, due: due)
    }
}
