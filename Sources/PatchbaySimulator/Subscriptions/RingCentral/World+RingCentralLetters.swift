import Foundation
import PatchbayCore

/// Events of RingCentral.
///
/// Source: RingCentral `event-filters/account-presence`, `detailed-extension-presence`, `extension-dnd-status`, `webhooks/receiving`.
extension World {
    /// Source: RingCentral `webhooks/creating-webhooks`.
    static let webhookTimeout = Duration.milliseconds(3000)

    /// Tells subscribers what has changed at an extension.
    func noteTelephone(_ place: Int, before: TelephonePresence, at now: Double) {
        let after = presences.telephone(place)
        let (isNew, isNewInDetail) = (!after.looksLike(before), after.lines != before.lines)
        guard isNew || isNewInDetail, !subscriptions.ringCentral.isEmpty,
            let item = ringCentral.simulatedExtension(at: place, settings.population),
            !RingCentralPresenceRoutes.typesWithout.contains(item.type)
        else { return }
        subscriptions.sequences[place, default: 0] += 1
        let change = TelephoneChange(
            item: item, before: before, after: after, sequence: subscriptions.sequences[place] ?? 1, at: now)
        for subscription in subscriptions.ringCentral(at: now) where subscription.isActive {
            if let detailed = subscription.presenceDetail(of: place), isNew || detailed {
                send(
                    change.presence(detailed: detailed, in: self), of: change, kind: detailed ? .detailed : .simple,
                    subscription)
            }
            if subscription.wantsCalls(of: place), before.dndStatus != after.dndStatus {
                let body: JSONValue = [
                    "extensionId": .string(String(item.id)), "dndStatus": .string(after.dndStatus),
                ]
                send(body, of: change, kind: .calls, subscription)
            }
        }
    }

    private enum EventKind: String {
        case simple = "/presence"
        case detailed = "/presence?detailedTelephonyState=true"
        case calls = "/presence/dnd"
    }

    /// An event names the extension, also where the subscription is about the account.
    private func send(
        _ body: JSONValue, of change: TelephoneChange, kind: EventKind, _ subscription: RingCentralSubscription
    ) {
        let event =
            "/restapi/v1.0/account/\(settings.ringCentral.accountID)/extension/\(change.item.id)\(kind.rawValue)"
        // Events about calls were seen without the id of their subscription.
        let content = envelope(event, body, kind == .calls ? nil : subscription, at: change.at)
        write(
            Letter(subscription: subscription.id, content: .event(content), writtenAt: change.at),
            .ringCentralNotification, latency: settings.notifications.ringCentralLatency)
    }

    private func envelope(
        _ event: String, _ body: JSONValue, _ subscription: RingCentralSubscription?, at now: Double
    ) -> JSONValue {
        let number = subscriptions.nextNumber()
        var members: [(String, JSONValue)] = [
            ("uuid", .string(GUID(seed: settings.seed, kind: .notification, index: number).description)),
            ("event", .string(event)),
            // Both styles were seen.
            ("timestamp", .string(World.timestamp(date(at: now), isOdd: number % 2 == 1))),
        ]
        if let subscription { members.append(("subscriptionId", .string(subscription.id))) }
        members += [("ownerId", .string(String(ringCentral.ownerID))), ("body", body)]
        return .members(members)
    }

    /// `2026-11-25T08:00:00.597Z` or `2026-11-25T08:00:00.597+0000`.
    private static func timestamp(_ date: Date, isOdd: Bool) -> String {
        let text = WireDate.string(date)
        return isOdd ? text : text.dropLast() + "+0000"
    }

    /// Plans the reminder of a subscription that asked for one.
    func planReminder(_ subscription: RingCentralSubscription) {
        for (filter, text) in zip(subscription.filters.enabled, subscription.filters.texts) {
            guard case .reminder(let threshold, let interval) = filter else { continue }
            let due = subscription.expiresAt - threshold
            subscriptions.letters.add(
                Letter(
                    subscription: subscription.id,
                    content: .reminder(filter: text, interval: interval, renewal: subscription.renewals),
                    writtenAt: due), due: due)
        }
    }

    /// What goes out for a letter now; `nil` if it is not to be sent any more.
    func parcel(_ letter: Letter, _ subscription: RingCentralSubscription, at now: Double) -> Parcel? {
        let content: JSONValue
        switch letter.content {
        case .event(let value): content = value
        case .reminder(let filter, let interval, let renewal):
            guard renewal == subscription.renewals, !subscription.isSilent else { return nil }
            let next = now + interval
            if interval > 0, next < subscription.expiresAt {
                subscriptions.letters.add(letter, due: next)
            }
            content = envelope(
                filter, RingCentralSubscriptionRoutes.json(subscription, root: "", in: self), subscription, at: now)
        case .teamsPresence, .reauthorization: return nil
        }
        guard subscription.isActive else {
            subscriptions.counts[letter.subscription, default: DeliveryCounts()].dropped += 1
            return nil
        }
        let (url, token): (URL, String?)
        switch subscription.target {
        case .webhook(let address, let verificationToken): (url, token) = (address, verificationToken)
        case .socket(let session):
            notify(content, session: session, subscription: subscription.id)
            return nil
        }
        var fields: HTTPFields = [
            "Content-Type": "application/json; charset=utf-8", "User-Agent": "RingCentral-Webhook/8.3",
        ]
        fields["Validation-Token"] = token
        return Parcel(
            letters: [letter], request: HTTPRequest(method: .post, url: url, fields: fields, body: content.data),
            timeout: World.webhookTimeout, isForGraph: false)
    }

    /// What becomes of a letter after its attempt. There is one attempt: retries are not published.
    func concludeRingCentral(_ letter: Letter, _ answer: ReceiverAnswer, at now: Double) {
        let failure: String?
        switch answer {
        case .response(let response):
            failure =
                response.status == 200
                ? nil : "Webhook responds with incorrect HTTP status. HTTP status is \(response.status)"
        case .timedOut: failure = "Webhook does not respond in time"
        case .unreachable: failure = "Webhook is not reachable"
        }
        subscriptions.counts[letter.subscription, default: DeliveryCounts()].delivered += failure == nil ? 1 : 0
        subscriptions.counts[letter.subscription, default: DeliveryCounts()].failures += failure == nil ? 0 : 1
        subscriptions.ringCentral[letter.subscription]?.conclude(
            failure: failure, limit: settings.notifications.failuresUntilBlacklisted, at: now)
    }
}
