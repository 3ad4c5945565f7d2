public import Foundation
import PatchbayCore

/// A call that a person has now, or had just now. Source: RingCentral OpenAPI `readUserPresenceStatus`; RingCentral
/// `notifications/event-filters/detailed-extension-presence`.
public struct ActiveCall: Hashable, Sendable {
    /// The id of the call's leg.
    public let id: String?
    /// `Inbound` or `Outbound`.
    public let direction: String?
    /// Whether it came through a queue.
    public let isQueueCall: Bool
    /// The caller's number.
    public let from: String?
    /// The called number.
    public let to: String?
    /// What the telephone does. A call that has just ended says `NoCall`.
    public let telephonyStatus: TelephonyStatus?
    /// When it began.
    public let startedAt: Date?
    /// The id of the call.
    public let sessionID: String?
    /// The id of the call in call control.
    public let telephonySessionID: String?
    /// `final` for a call that has ended.
    public let terminationType: String?

    /// Makes a call, for tests and stubs.
    public init(
        id: String? = nil, direction: String? = nil, isQueueCall: Bool = false, from: String? = nil, to: String? = nil,
        telephonyStatus: TelephonyStatus? = nil, startedAt: Date? = nil, sessionID: String? = nil,
        telephonySessionID: String? = nil, terminationType: String? = nil
    ) {
        self.id = id
        self.direction = direction
        self.isQueueCall = isQueueCall
        self.from = from
        self.to = to
        self.telephonyStatus = telephonyStatus
        self.startedAt = startedAt
        self.sessionID = sessionID
        self.telephonySessionID = telephonySessionID
        self.terminationType = terminationType
    }
}

extension ActiveCall: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, direction, queueCall, from, to, telephonyStatus, startTime, sessionId, telephonySessionId
        case terminationType
    }

    /// Reads a call; nothing is required.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? {
            try container.decodeIfPresent(LenientID.self, forKey: key)?.description
        }
        self.init(
            id: try text(.id), direction: try text(.direction),
            isQueueCall: try container.decodeIfPresent(Bool.self, forKey: .queueCall) ?? false, from: try text(.from),
            to: try text(.to), telephonyStatus: try text(.telephonyStatus).map(TelephonyStatus.init(rawValue:)),
            startedAt: try text(.startTime).flatMap { WireDate.iso8601($0) }, sessionID: try text(.sessionId),
            telephonySessionID: try text(.telephonySessionId), terminationType: try text(.terminationType))
    }
}
