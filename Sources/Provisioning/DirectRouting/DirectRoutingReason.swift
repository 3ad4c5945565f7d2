/// Why a user cannot call in Teams, or what a person should know of a user who can. Open.
///
/// Sources: “RingCentral + Microsoft Teams Direct Routing Integration”, prerequisites (user, group, number, toggle); RingCentral's generated
/// clients for the states of the integration, whose meanings are read from the words.
public struct DirectRoutingReason: RawRepresentable, Hashable, Sendable, Codable, CodingKeyRepresentable,
    CustomStringConvertible
{
    /// A stable word.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The word.
    public var description: String { rawValue }

    // What stands in the way.

    /// No RingCentral user has the person's address.
    public static let notInRingCentral = Self(rawValue: "notInRingCentral")
    /// Several RingCentral users could be the person.
    public static let ambiguous = Self(rawValue: "ambiguous")
    /// A RingCentral user may be the person; nobody has agreed yet.
    public static let suggestedOnly = Self(rawValue: "suggestedOnly")
    /// The extension has no direct number that rings.
    public static let noDirectNumber = Self(rawValue: "noDirectNumber")
    /// Not in the group, nor in a group within it.
    public static let notInGroup = Self(rawValue: "notInGroup")
    /// The group cannot be changed by hand or by this tool.
    public static let groupNotWritable = Self(rawValue: "groupNotWritable")
    /// In the group through another group only, so there is no membership of the person's own to take away.
    public static let memberThroughNestedGroup = Self(rawValue: "memberThroughNestedGroup")
    /// The Teams integration is off.
    public static let integrationOff = Self(rawValue: "integrationOff")
    /// The Teams integration is being switched on or off.
    public static let integrationUnderWay = Self(rawValue: "integrationUnderWay")
    /// RingCentral does not find the Microsoft user.
    public static let remoteNotFound = Self(rawValue: "remoteNotFound")
    /// RingCentral and Microsoft have different numbers for the user.
    public static let outOfSync = Self(rawValue: "outOfSync")
    /// Switching off did not finish.
    public static let disconnectFailed = Self(rawValue: "disconnectFailed")
    /// The Microsoft user was deleted.
    public static let remoteUserRemoved = Self(rawValue: "remoteUserRemoved")
    /// A state of the integration that is not documented.
    public static let integrationState = Self(rawValue: "integrationState")
    /// Somebody else has the number in Teams.
    public static let numberTaken = Self(rawValue: "numberTaken")

    // What is not known.

    /// RingCentral does not say whether the integration is on.
    public static let integrationUnknown = Self(rawValue: "integrationUnknown")
    /// The extension's numbers cannot be read.
    public static let numbersUnknown = Self(rawValue: "numbersUnknown")
    /// The group cannot be read.
    public static let membershipUnknown = Self(rawValue: "membershipUnknown")
    /// RingCentral's directory was not read.
    public static let matchUnknown = Self(rawValue: "matchUnknown")

    // Who is left out.

    /// An extension that is connected and nobody's in this tenant: perhaps somebody's in another.
    public static let notInThisTenant = Self(rawValue: "notInThisTenant")
    /// Named, and not in the tenant.
    public static let unknownUser = Self(rawValue: SkipReason.unknownUser.rawValue)

    // What to know.

    /// The embedded app is installed as well; with Direct Routing it shows no Phone tab.
    public static let embeddedPhoneTab = Self(rawValue: "embeddedPhoneTab")
    /// The extension takes calls of queues.
    public static let inCallQueue = Self(rawValue: "inCallQueue")
    /// The extension has several direct numbers; one was chosen.
    public static let severalNumbers = Self(rawValue: "severalNumbers")

    /// The same reason as the install flow's.
    public init(_ reason: SkipReason) { self.init(rawValue: reason.rawValue) }

    /// Whether it says that something is not known, rather than not so.
    public var isUnknown: Bool {
        [.integrationUnknown, .numbersUnknown, .membershipUnknown, .matchUnknown].contains(self)
    }

    /// What a person should do.
    public var remedy: String {
        switch self {
        case .notInRingCentral:
            "Create or enable the RingCentral user with the person's Microsoft 365 address as its e-mail."
        case .ambiguous: "Give the address to one RingCentral user only, or pin the right one."
        case .suggestedOnly: "Look whether it is the same person; then give both the same address, or pin the match."
        case .noDirectNumber:
            "Assign a direct number that takes voice to the user in the RingCentral Admin Portal."
        case .notInGroup: "Add the user to the group: direct-routing apply --user, or the Entra admin center."
        case .groupNotWritable: "Change the group where it is mastered; see the readiness check."
        case .memberThroughNestedGroup: "Take the person out of the group within the group."
        case .integrationOff: "Apply the plan; it switches the Teams integration on."
        case .integrationUnderWay: "Wait some minutes and look again."
        case .remoteNotFound:
            "Check that the Microsoft user has the same address, a licence with Teams Phone and may sign in; then apply again."
        case .outOfSync: "Apply again, which sends RingCentral's number; if it stays, remove the other number in Teams."
        case .disconnectFailed:
            "Apply again; if it stays, switch the Teams integration off in the RingCentral Admin Portal."
        case .remoteUserRemoved: "Apply again, which switches the integration of the deleted user off."
        case .integrationState: "Look at the user's Teams integration in the RingCentral Admin Portal."
        case .numberTaken: "Take the number from the other user in the Teams admin center."
        case .integrationUnknown:
            "Look at the user's Teams integration in the RingCentral Admin Portal; see the readiness check for why it cannot be read."
        case .numbersUnknown: "Give the RingCentral user behind the app the permission ReadCompanyPhoneNumbers."
        case .membershipUnknown: "Grant GroupMember.Read.All to the app registration."
        case .matchUnknown: "Connect RingCentral."
        case .notInThisTenant:
            "If the person is in no other Microsoft 365 tenant of this RingCentral account, switch the integration off in the portal."
        case .embeddedPhoneTab:
            "Tell the person to call with Teams' own Calls; in the embedded app Direct Routing users have no Phone tab, by design."
        case .inCallQueue:
            "Whether a queue passes over somebody who is busy is a setting of the queue (Phone System → Groups → Call queues)."
        case .severalNumbers:
            "If another number is meant, leave the person one direct number, or connect in the portal."
        case .init(.disabled):
            "Enable the account if the person should call in Teams; if the person has left, take them out of the group."
        case .init(.noTeamsLicence): "Assign a licence that includes Microsoft Teams and Teams Phone, then run again."
        default: SkipReason(rawValue: rawValue).remedy
        }
    }
}
