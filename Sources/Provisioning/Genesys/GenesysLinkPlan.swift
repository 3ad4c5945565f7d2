public import GenesysClient
public import GraphClient
import PatchbayCore

/// What linking is going to do, as a value: pure, deterministic, printable, `Codable`. What is approved is what is applied.
public struct GenesysLinkPlan: Hashable, Sendable, Codable {
    /// What is done.
    public enum Action: String, Hashable, Sendable, Codable {
        /// Give users their Teams number and the link to their Entra account.
        case link
        /// Take exactly these two away.
        case unlink
    }

    /// The two values that a link consists of; a missing one is left as it is.
    public struct Wanted: Hashable, Sendable, Codable {
        /// The number of the Teams client.
        public var number: TeamsNumber?
        /// The Entra object id, in lower case.
        public var objectID: String

        /// Makes a pair.
        public init(number: TeamsNumber?, objectID: String) {
            self.number = number
            self.objectID = objectID
        }
    }

    /// One user to work on.
    public struct Step: Hashable, Sendable, Codable, Identifiable {
        /// The Genesys user.
        public let id: SCIMUser.ID
        /// The Genesys e-mail, for reports.
        public let userName: String
        /// The Entra user; `nil` when only the Genesys side is known (unlinking).
        public let user: User.ID?
        /// The user principal name, for reports.
        public let userPrincipalName: String
        /// What shall be there; `nil` to take both away.
        public let wanted: Wanted?
        /// What changes, in words: the difference as it was when the plan was made. Empty when only a look is needed.
        public let changes: [String]
    }

    /// One user who is left out.
    public struct Skip: Hashable, Sendable, Codable {
        /// The Genesys user, if there is one.
        public let id: SCIMUser.ID?
        /// The Entra user, if there is one.
        public let user: User.ID?
        /// The name, for reports.
        public let name: String
        /// Why.
        public let reason: GenesysLinkFault
        /// What exactly was seen.
        public let detail: String?
    }

    /// What is done.
    public var action: Action
    /// Whom to work on, in the order of the Genesys directory.
    public var steps: [Step]
    /// Whom to leave out, and why.
    public var skips: [Skip]
    /// How many Genesys users had a Teams number or a link when the plan was made; for the mass-change breaker.
    public var knownLinked: Int?
    /// What is known of numbers that Genesys Cloud itself uses: `met` where they were compared, `unknown` where they may not be read;
    /// `nil` where no number is new.
    public var numberFinding: Finding?

    /// How many steps change something, as far as is known.
    public var changeCount: Int { steps.reduce(0) { $0 + ($1.changes.isEmpty ? 0 : 1) } }

    /// How many are left out for each reason.
    public var skipCounts: [GenesysLinkFault: Int] { skips.reduce(into: [:]) { $0[$1.reason, default: 0] += 1 } }

    /// A short fingerprint of everything that the plan will do. It guards against applying another plan than the one approved, not
    /// against an attacker.
    public var digest: String {
        var digest = PlanDigest()
        digest.mix(action.rawValue)
        for step in steps {
            digest.mix(step.id.rawValue)
            digest.mix(step.wanted?.number?.description ?? "-")
            digest.mix(step.wanted?.objectID ?? "-")
            for change in step.changes { digest.mix(change) }
        }
        for skip in skips { digest.mix("\(skip.id?.rawValue ?? "")\u{0}\(skip.name)\u{0}\(skip.reason.rawValue)") }
        return digest.text
    }
}

extension GenesysLinkPlan: CustomStringConvertible {
    /// The plan in a few lines.
    public var description: String {
        let verb = action == .link ? "Link" : "Unlink"
        var lines = ["\(verb) \(changeCount) Genesys users; \(steps.count - changeCount) are as they should be"]
        for (reason, count) in skipCounts.sorted(by: { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }) {
            lines.append("  \(count) left out: \(reason)")
        }
        if let finding = numberFinding, finding.verdict == .unknown {
            lines.append("  Not known whether a new number is a DID in use. \(finding.remedy?.sentence ?? "")")
        }
        return lines.joined(separator: "\n")
    }
}

/// Why a user is left out of linking. Open.
public struct GenesysLinkFault: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible,
    CodingKeyRepresentable
{
    /// A stable word.
    public let rawValue: String
    /// Makes a fault.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The Genesys user's name is nobody's address in Microsoft 365.
    public static let notInMicrosoft = GenesysLinkFault(rawValue: "notInMicrosoft")
    /// The Microsoft 365 user has no Genesys user.
    public static let notInGenesys = GenesysLinkFault(rawValue: "notInGenesys")
    /// The Genesys user's name is the address of several people.
    public static let ambiguous = GenesysLinkFault(rawValue: "ambiguous")
    /// Several Genesys users are this Microsoft 365 user.
    public static let duplicate = GenesysLinkFault(rawValue: "duplicate")
    /// The Genesys user is inactive.
    public static let inactive = GenesysLinkFault(rawValue: "inactive")
    /// A name that was asked for belongs to nobody on either side.
    public static let unknownName = GenesysLinkFault(rawValue: "unknownName")
    /// A guest of the tenant.
    public static let guest = GenesysLinkFault(rawValue: "guest")
    /// The telephone number is not one that Genesys takes.
    public static let badNumber = GenesysLinkFault(rawValue: "badNumber")
    /// Another user, perhaps an inactive one, has the number or is to get it.
    public static let numberTaken = GenesysLinkFault(rawValue: "numberTaken")
    /// The number is one that Genesys Cloud itself has and has given to something: a phone, a call route, a group, somebody else.
    public static let didInUse = GenesysLinkFault(rawValue: "didInUse")
    /// Another Genesys user is linked to this person.
    public static let linkTaken = GenesysLinkFault(rawValue: "linkTaken")
    /// The profile's “Other phone” holds a number that was put there by hand; linking would overwrite it.
    public static let otherPhoneInUse = GenesysLinkFault(rawValue: "otherPhoneInUse")
    /// The user has the number of another telephone integration (Zoom, 8x8, RingCentral); Genesys allows one such number a user.
    public static let otherIntegration = GenesysLinkFault(rawValue: "otherIntegration")

    /// What a person should do.
    public var remedy: String {
        switch self {
        case .notInMicrosoft: "Give the Genesys user the e-mail of the person's Microsoft 365 account, if there is one."
        case .notInGenesys: "Create the user in Genesys Cloud, if the person shall have one."
        case .ambiguous: "Make the address unique in Microsoft 365."
        case .duplicate: "Keep one Genesys user for the person."
        case .inactive: "Activate the Genesys user first, if the person shall be linked."
        case .unknownName: "Check the spelling; a Genesys e-mail, a user principal name or an id is meant."
        case .guest: "Guests are linked by their home organization."
        case .badNumber: "Write the number with a plus sign and the country code, such as +15551234567."
        case .numberTaken: "Take the number from the other user first; inactive ones keep theirs."
        case .didInUse:
            "Take the DID from what has it (Admin → Telephony → DID Numbers), or give the person another number in Microsoft 365."
        case .linkTaken: "Take the link from the other Genesys user first."
        case .otherIntegration: "Take the other integration's number from the user first; one a user is allowed."
        case .otherPhoneInUse: "Move the number in “Other phone” to another field, or allow overwriting it."
        default: "Look at the user in both directories."
        }
    }

    /// The word.
    public var description: String { rawValue }
}
