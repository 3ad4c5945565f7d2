import Foundation
import GraphClient
import PatchbayCore
import PresenceMapping
import RingCentralClient

extension WriteOutcome {
    /// What a failed write means for whoever wants to write again.
    ///
    /// Only what surely had no effect counts as not done. A server error may have come after the change was made.
    init(_ error: any Error, refusingQueueCalls: Bool = false) {
        switch error {
        case let error as ServiceError:
            switch error.category {
            case .throttled, .authentication: self = .notDone
            case .permission, .notFound: self = .refused
            case .invalid: self = refusingQueueCalls ? .notInAQueue : .refused
            case .unavailable where error.status == 503: self = .notDone
            default: self = .unknown
            }
        case let error as TransportError: self = error.isRequestKnownUnsent ? .notDone : .unknown
        case is AuthenticationError: self = .notDone
        default: self = .unknown
        }
    }
}

extension PresenceProblem {
    init(_ error: any Error, user: User.ID?, operation: String) {
        let localized = error as? any LocalizedError
        self.init(
            user: user, operation: operation, message: localized?.errorDescription ?? String(describing: error),
            remedy: localized?.recoverySuggestion)
    }
}

extension RingCentralReading {
    /// What a presence says, at the moment when it was asked for.
    init(_ presence: ExtensionPresence, asOf: Duration) {
        self.init(
            userStatus: presence.userStatus.map { .init(RingCentralUserStatus(rawValue: $0.rawValue)) },
            dndStatus: presence.dndStatus.map { .init(RingCentralDNDStatus(rawValue: $0.rawValue)) },
            telephony: presence.telephonyStatus.map { .init(RingCentralTelephonyStatus(rawValue: $0.rawValue)) },
            meeting: presence.meetingStatus.map { .init(RingCentralMeetingStatus(rawValue: $0.rawValue)) },
            isVisible: presence.allowSeeMyPresence, asOf: asOf)
    }
}

extension RingCentralReading {
    /// What an event says.
    init(_ event: PresenceEvent, uuid: UUID?, asOf: Duration?) {
        self.init(
            userStatus: event.userStatus.map { .init(RingCentralUserStatus(rawValue: $0.rawValue)) },
            dndStatus: event.dndStatus.map { .init(RingCentralDNDStatus(rawValue: $0.rawValue)) },
            telephony: event.telephonyStatus.map { .init(RingCentralTelephonyStatus(rawValue: $0.rawValue)) },
            meeting: event.meetingStatus.map { .init(RingCentralMeetingStatus(rawValue: $0.rawValue)) },
            isVisible: event.allowSeeMyPresence, sequence: event.sequence, uuid: uuid, asOf: asOf)
    }
}

extension PresenceSyncEngine.Person {
    /// The words of a presence that decide. Comparing them with those of the reading before is faster than telling what they mean.
    struct RingCentralWords: Equatable {
        private let userStatus: UserStatus?
        private let dndStatus: DNDStatus?
        private let telephonyStatus: TelephonyStatus?
        private let meetingStatus: MeetingStatus?
        private let isVisible: Bool?

        init(_ presence: ExtensionPresence) {
            userStatus = presence.userStatus
            dndStatus = presence.dndStatus
            telephonyStatus = presence.telephonyStatus
            meetingStatus = presence.meetingStatus
            isVisible = presence.allowSeeMyPresence
        }
    }

    /// Whether a reading says what is known already.
    func shows(_ words: RingCentralWords) -> Bool {
        guard let last = ringCentralWords else { return false }
        return last.meant == state.ringCentral && last.said == words
    }

    /// Keeps the words of a reading that was taken, unless it was too old or left something out.
    mutating func note(_ words: RingCentralWords, as reading: RingCentralReading) {
        let shown = state.ringCentral
        ringCentralWords = nil
        guard let shown, reading == RingCentralReading(shown, asOf: reading.asOf) else { return }
        ringCentralWords = (words, shown)
    }
}

extension TeamsPresence {
    init(_ presence: UserPresence) {
        self.init(
            availability: TeamsAvailability(rawValue: presence.availability.rawValue),
            activity: TeamsActivity(rawValue: presence.activity.rawValue))
    }
}

extension PresenceUpdate {
    init(_ write: RingCentralWrite) {
        self.init(
            userStatus: write.userStatus.map { UserStatus(rawValue: $0.word.rawValue) },
            dndStatus: write.dndStatus.map { DNDStatus(rawValue: $0.word.rawValue) })
    }
}

extension SessionPresence {
    init(_ presence: TeamsSessionPresence) {
        switch presence {
        case .available: self = .available
        case .inACall: self = .inACall
        case .inAConferenceCall: self = .inAConferenceCall
        case .away: self = .away
        case .presenting: self = .presenting
        }
    }
}

extension PreferredPresence {
    init(_ presence: TeamsPreferredPresence) {
        switch presence {
        case .available: self = .available
        case .busy: self = .busy
        case .doNotDisturb: self = .doNotDisturb
        case .beRightBack: self = .beRightBack
        case .away: self = .away
        case .appearOffline: self = .appearOffline
        }
    }
}
