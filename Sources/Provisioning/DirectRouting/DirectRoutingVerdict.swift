public import GraphClient
public import PatchbayCore
public import RingCentralClient

/// Whether one user can call in Teams through Direct Routing; if not, every reason with its remedy.
public struct DirectRoutingVerdict: Hashable, Sendable, Codable, Identifiable {
    /// One thing that was found.
    public struct Remark: Hashable, Sendable, Codable {
        /// What.
        public let reason: DirectRoutingReason
        /// What exactly was seen.
        public let detail: String?

        /// Makes a remark.
        public init(_ reason: DirectRoutingReason, detail: String? = nil) {
            self.reason = reason
            self.detail = detail
        }

        /// What a person should do.
        public var remedy: String { reason.remedy }
    }

    /// The user.
    public let id: User.ID
    /// The user principal name.
    public let userPrincipalName: String
    /// The extension.
    public let extensionID: LenientID?
    /// The number that is, or would be, connected.
    public let number: String?
    /// The state of the integration in RingCentral's word.
    public let status: DirectRoutingUser.Status?
    /// The group.
    public let membership: DirectRoutingFacts.Membership
    /// Why not, or why nobody knows, in the order in which to mend it. Empty for who is ready.
    public let reasons: [Remark]
    /// What to know besides.
    public let warnings: [Remark]

    /// Ready (`met`), not ready, or not known. One reason that is certain outweighs all that are not known.
    public var verdict: Finding.Verdict {
        reasons.isEmpty ? .met : reasons.contains { !$0.reason.isUnknown } ? .notMet : .unknown
    }

    /// Judges. Pure: the same facts give the same verdict.
    ///
    /// What only the person at the desk can see, such as whether the desktop client was started again, is in the manual steps.
    public init(_ facts: DirectRoutingFacts) {
        id = facts.id
        userPrincipalName = facts.user.userPrincipalName
        extensionID = facts.extensionID
        number = facts.number
        status = facts.integration.status
        membership = facts.membership
        var reasons: [Remark] = []
        if let reason = facts.user.ineligible { reasons.append(Remark(DirectRoutingReason(reason))) }
        if let remark = Self.existence(facts) { reasons.append(remark) }
        if facts.extensionID != nil, let remark = Self.number(facts) { reasons.append(remark) }
        switch facts.membership {
        case .direct, .nested: break
        case .none: reasons.append(Remark(.notInGroup))
        case .unknown: reasons.append(Remark(.membershipUnknown))
        }
        if facts.extensionID != nil, let remark = Self.integration(facts) { reasons.append(remark) }
        if case .other(let owner) = facts.teamsAssignment, status != .connected {
            reasons.append(Remark(.numberTaken, detail: "\(facts.number ?? "the number") belongs to \(owner) in Teams"))
        }
        self.reasons = reasons
        warnings = Self.warnings(facts)
    }

    private static func existence(_ facts: DirectRoutingFacts) -> Remark? {
        guard let match = facts.match else { return Remark(.matchUnknown) }
        switch match.match {
        case "exact", "pinned": return match.extensionID == nil ? Remark(.notInRingCentral, detail: match.note) : nil
        case "ambiguous": return Remark(.ambiguous, detail: match.note)
        case "suggested": return Remark(.suggestedOnly, detail: match.note)
        default: return Remark(.notInRingCentral, detail: match.note)
        }
    }

    private static func number(_ facts: DirectRoutingFacts) -> Remark? {
        guard let numbers = facts.numbers else { return Remark(.numbersUnknown) }
        return numbers.isEmpty ? Remark(.noDirectNumber) : nil
    }

    private static func integration(_ facts: DirectRoutingFacts) -> Remark? {
        switch facts.integration {
        case .unknown: return Remark(.integrationUnknown)
        case .off: return Remark(.integrationOff)
        case .on(let status, let number):
            switch status {
            case .connected:
                guard let number, let numbers = facts.numbers, !numbers.contains(number) else { return nil }
                return Remark(
                    .outOfSync, detail: "connected with \(number), which is not a direct number of the extension")
            case .initial: return Remark(.integrationOff, detail: "RingCentral says “Initial”")
            case .connecting, .disconnecting:
                return Remark(.integrationUnderWay, detail: "RingCentral says “\(status.rawValue)”")
            case .remoteNotFound: return Remark(.remoteNotFound)
            case .outOfSync: return Remark(.outOfSync, detail: number.map { "connected with \($0)" })
            case .disconnectFailed: return Remark(.disconnectFailed)
            case .remoteUserRemoved: return Remark(.remoteUserRemoved)
            default: return Remark(.integrationState, detail: "RingCentral says “\(status.rawValue)”")
            }
        }
    }

    private static func warnings(_ facts: DirectRoutingFacts) -> [Remark] {
        var warnings: [Remark] = []
        if facts.hasEmbeddedApp == true { warnings.append(Remark(.embeddedPhoneTab)) }
        if !facts.queues.isEmpty {
            warnings.append(Remark(.inCallQueue, detail: facts.queues.sorted().joined(separator: ", ")))
        }
        if let numbers = facts.numbers, numbers.count > 1 {
            warnings.append(
                Remark(.severalNumbers, detail: "\(facts.number ?? "") of \(numbers.joined(separator: ", "))"))
        }
        return warnings
    }
}
