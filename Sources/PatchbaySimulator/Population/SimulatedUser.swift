/// A user of the simulated Microsoft 365 tenant.
public struct SimulatedUser: Hashable, Sendable {
    /// The object id.
    public let id: String
    /// What is the matter with this user.
    public var kind: UserKind
    /// How the user is found in RingCentral.
    public var extensionKind: ExtensionKind
    /// The name as it is displayed.
    public var displayName: String
    /// The given name.
    public var givenName: String?
    /// The surname.
    public var surname: String?
    /// The name to sign in with.
    public var userPrincipalName: String
    /// The primary address.
    public var mail: String?
    /// Other addresses.
    public var aliases: [String]
    /// The department.
    public var department: String?
    /// The job title.
    public var jobTitle: String?
    /// Whether the user may sign in.
    public var accountEnabled: Bool
    /// Whether the user is mastered in a directory of the organisation's own.
    public var isSynced: Bool
    /// A telephone number.
    public var businessPhone: String?
    /// The office.
    public var officeLocation: String?
    /// The licences.
    var licences: [Licence]

    /// Makes an ordinary user, for adding to a tenant while it runs.
    public init(
        id: String, displayName: String, givenName: String? = nil, surname: String? = nil, userPrincipalName: String,
        mail: String? = nil, department: String? = nil, kind: UserKind = .ordinary
    ) {
        self.id = id.lowercased()
        self.kind = kind
        self.displayName = displayName
        self.givenName = givenName
        self.surname = surname
        self.userPrincipalName = userPrincipalName
        self.mail = mail
        self.department = department
        extensionKind = .none
        aliases = []
        accountEnabled = kind != .disabled
        isSynced = false
        licences = Licence.licences(of: kind)
    }

    /// Whether the user belongs to another organisation.
    public var isGuest: Bool { kind == .guest }
}

/// A licence as a user holds it, with the state of its Teams plan.
struct Licence: Hashable, Sendable {
    let sku: Sku
    /// The state of the Teams plan; `nil` if the SKU has none or the plan was switched off.
    let teams: PlanState?
    /// Whether the Teams plan was taken out of the licence.
    var isTeamsSwitchedOff = false

    /// A plan's state, in the order in which it lapses.
    ///
    /// Source: Microsoft Graph `serviceplaninfo`, `assignedplan`.
    enum PlanState: String, Sendable {
        case enabled = "Enabled"
        case warning = "Warning"
        case suspended = "Suspended"
        case lockedOut = "LockedOut"
        case deleted = "Deleted"
    }

    static func licences(of kind: UserKind) -> [Licence] {
        switch kind {
        case .ordinary, .installedBefore, .disabled, .blockedByPolicy, .neverProvisioned, .unknownToTeams:
            [Licence(sku: .office, teams: .enabled)]
        case .planWarning: [Licence(sku: .office, teams: .warning)]
        case .planSuspended: [Licence(sku: .office, teams: .suspended)]
        case .planDeleted: [Licence(sku: .lapsed, teams: .deleted)]
        case .planSwitchedOff: [Licence(sku: .office, teams: .deleted, isTeamsSwitchedOff: true)]
        case .guest, .unlicensed: []
        case .room: [Licence(sku: .roomsPro, teams: .enabled)]
        case .sharedDevice: [Licence(sku: .sharedDevice, teams: .enabled)]
        case .resourceAccount: [Licence(sku: .resourceAccount, teams: .enabled)]
        }
    }
}

/// A product that the tenant has bought.
struct Sku: Hashable, Sendable {
    let id: GUID
    let partNumber: String
    let plans: [Plan]
    let bought: Int

    struct Plan: Hashable, Sendable {
        let id: GUID
        let name: String
        let service: String
    }

    /// TEAMS1. Source: Microsoft's licensing-service-plan reference.
    static let teamsPlan = Plan(
        id: GUID(high: 0x57ff_2da0_773e_42df, low: 0xb2af_ffb7_a231_7929), name: "TEAMS1", service: "TeamspaceAPI")
    /// Another plan; its id is made up.
    static let mailPlan = Plan(
        id: GUID(seed: 0, kind: .plan, index: 1), name: "SIMULATED_EXCHANGE", service: "exchange")
    /// The device management plan of rooms. Source: Microsoft's licensing-service-plan reference.
    static let roomsPlan = Plan(
        id: GUID(high: 0xecc7_4eae_eeb7_4ad5, low: 0x9c88_e8b2_bfca_75b8), name: "MTRProManagement",
        service: "TeamspaceAPI")

    /// An office product with Teams; its id is made up.
    static let office = Sku(
        id: GUID(seed: 0, kind: .sku, index: 1), partNumber: "SIMULATED_OFFICE", plans: [teamsPlan, mailPlan],
        bought: 2_000_000)
    /// A product that is no longer paid for; its id is made up.
    static let lapsed = Sku(
        id: GUID(seed: 0, kind: .sku, index: 2), partNumber: "SIMULATED_OFFICE_TRIAL", plans: [teamsPlan], bought: 0)
    /// Teams Rooms Pro. Source: Microsoft's licensing-service-plan reference.
    static let roomsPro = Sku(
        id: GUID(high: 0x4cde_982a_ede4_4409, low: 0x9ae6_b003_453c_8ea6), partNumber: "Microsoft_Teams_Rooms_Pro",
        plans: [teamsPlan, roomsPlan], bought: 100_000)
    /// Teams Shared Devices. Source: Microsoft's licensing-service-plan reference.
    static let sharedDevice = Sku(
        id: GUID(high: 0x295a_8eb0_f78d_45c7, low: 0x8b5b_1eed_5ed0_2dff), partNumber: "MCOCAP", plans: [teamsPlan],
        bought: 100_000)
    /// Phone Resource Account. Source: Microsoft's licensing-service-plan reference.
    static let resourceAccount = Sku(
        id: GUID(high: 0x440e_aaa8_b3e0_484b, low: 0xa8be_6287_0b9b_a70a), partNumber: "PHONESYSTEM_VIRTUALUSER",
        plans: [teamsPlan], bought: 100_000)

    static let all = [office, lapsed, roomsPro, sharedDevice, resourceAccount]
}
