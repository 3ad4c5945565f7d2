import Foundation
public import GraphClient
import PatchbayCore
public import PresenceMapping
import RingCentralClient

extension PresenceSyncEngine {
    /// How it stands now.
    public var snapshot: PresenceSyncSnapshot {
        let now = time.now
        return PresenceSyncSnapshot(
            users: people.count, unsynced: people.compactMap(Self.unsynced), queueDepth: queue.count,
            oldestInQueue: queue.oldest.map { now - $0 } ?? .zero,
            teamsStaleness: people.compactMap(\.teamsReadAt).min().map { now - $0 } ?? .zero,
            ringCentralStaleness: ringCentralReadAt.map { now - $0 } ?? .zero,
            teamsWritesUnderWay: teamsWritesUnderWay, subscriptions: subscriptionStatuses,
            usersByNotification: watching.people.count { $0.map(flowing.contains) ?? false }, counts: counts)
    }

    /// What is laid over people's own RingCentral presence at the moment.
    public var held: [User.ID: HeldPresence] {
        Dictionary(
            people.compactMap { person in person.state.held.map { (person.pair.user, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// What decides about a person now; nil before both sides have been read.
    public func decision(for user: User.ID) -> PresenceDecision? {
        placeOfUser[user].flatMap { decision($0, .seen, [], nil) }
    }

    private static func unsynced(_ person: Person) -> PresenceSyncSnapshot.Unsynced? {
        let state = person.state
        let reason: PresenceSyncSnapshot.Reason?
        if person.isUnsynced || state.isReleased {
            reason = .unsynced
        } else if person.teamsReadAt == nil || state.teams == nil && state.teamsHold == .nothing {
            // As long as Teams shows what the sync holds there, what is beneath is not known, which is as it should be.
            reason = person.isUnknownToTeams ? .unknownToTeams : .waitsForTeams
        } else if state.ringCentral == nil {
            reason = person.isUnknownToRingCentral ? .unknownToRingCentral : .waitsForRingCentral
        } else if state.isRefused {
            reason = person.isRefusedByRingCentral ? .refusedByRingCentral : .refusedByTeams
        } else if state.ringCentral?.isVisible == false {
            reason = .presenceHidden
        } else {
            reason = nil
        }
        return reason.map { .init(pair: person.pair, reason: $0, detail: state.isRefused ? person.refusal : nil) }
    }

    func tell(
        _ place: Int, _ cause: PresenceDecision.Cause, reasons: SyncReasons = [], latency: Duration? = nil
    ) {
        if let decision = decision(place, cause, reasons, latency) { onEvent(.decision(decision)) }
    }

    private func decision(
        _ place: Int, _ cause: PresenceDecision.Cause, _ reasons: SyncReasons, _ latency: Duration?
    ) -> PresenceDecision? {
        let person = people[place]
        guard let teams = person.state.teams, let shown = person.state.ringCentral else { return nil }
        let policy = reducers[person.reducer].policy
        let mapped = policy.decide(teams: teams, ringCentral: shown, held: person.state.held)
        let rule = person.rule ?? mapped.rule
        let because: String
        switch rule {
        case mapped.rule: because = mapped.because
        case .notSynced: because = "The person is not synced; what was changed is given back."
        case .changedByUser: because = "The person changed in RingCentral what the sync had set; that stands."
        default: because = reasons.isEmpty ? mapped.because : reasons.description
        }
        return PresenceDecision(
            pair: person.pair, cause: cause, via: person.via, at: time.date, teams: teams, ringCentral: shown,
            holds: person.state.teamsHold, rings: shown.dndStatus.rings(.direct),
            changes: person.state.pendingWrite != nil, rule: rule.identifier(inTable: policy.tableName),
            because: because, reasons: reasons, latency: latency)
    }

    func report(_ error: any Error, _ user: User.ID?, _ operation: String) {
        if error is CancellationError { return }
        counts.failures += 1
        onEvent(.problem(PresenceProblem(error, user: user, operation: operation)))
    }
}
