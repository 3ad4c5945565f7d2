public import GenesysClient
import PatchbayCore

/// What is wanted of the Teams integration beyond the link of users. What is not said is left as it is.
public struct GenesysIntegrationWish: Hashable, Sendable, Codable {
    /// The name of a newly installed integration.
    public var name: String
    /// The remark that the integration's configuration shall carry; `nil` leaves it.
    public var notes: String?
    /// Whether users who lack a permission get the roles “Employee” and “Microsoft Teams User”. Holders are billed, so it is off unless
    /// somebody says so.
    public var grantsRoles: Bool
    /// Whether the enterprise application is let into the tenant when it is missing. Consent stays a person's act.
    public var addsEnterpriseApp: Bool

    /// Makes a wish.
    public init(
        name: String = "Microsoft Teams", notes: String? = nil, grantsRoles: Bool = false,
        addsEnterpriseApp: Bool = false
    ) {
        self.name = name
        self.notes = notes
        self.grantsRoles = grantsRoles
        self.addsEnterpriseApp = addsEnterpriseApp
    }
}

/// What is going to be done about the Teams integration, as a value: pure, deterministic, printable, `Codable`.
///
/// Every step looks before it acts and again afterwards, so the services themselves are the record: applying a plan twice, or after a
/// crash, does nothing twice.
public struct GenesysIntegrationPlan: Hashable, Sendable, Codable {
    /// One thing to do.
    public enum Step: Hashable, Sendable, Codable {
        /// Install the integration.
        case install(type: IntegrationType.ID, name: String)
        /// Bring the configuration up to date and see that nothing is missing in it.
        case configure(type: IntegrationType.ID, notes: String?)
        /// Switch it on and wait until it is active.
        case enable(type: IntegrationType.ID)
        /// Give a role to users, in addition to what they have.
        case grant(Grant)
        /// Let the enterprise application into the Entra tenant, without consent.
        case addEnterpriseApp(appID: String)

        /// A stable word for reports and scripts.
        public var word: String {
            switch self {
            case .install: "install"
            case .configure: "configure"
            case .enable: "enable"
            case .grant: "grant"
            case .addEnterpriseApp: "addEnterpriseApp"
            }
        }
    }

    /// A role and who gets it.
    public struct Grant: Hashable, Sendable, Codable {
        /// The role.
        public var role: Role.ID
        /// Its name, for reports.
        public var name: String
        /// Who gets it.
        public var users: [SCIMUser.ID]
    }

    /// What to do, in order.
    public var steps: [Step]
    /// What cannot be planned: what stands in the way and what a person should do about it.
    public var obstacles: [Finding]
    /// How many users get `integration:microsoftTeams:view` by this plan. They are billed while their primary presence is other than
    /// Offline, even if they never log in to Genesys Cloud.
    public var newViewers: Int

    /// A short fingerprint of everything that the plan will do. It guards against applying another plan than the one approved, not
    /// against an attacker.
    public var digest: String {
        var digest = PlanDigest()
        for step in steps { digest.mix("\(step)") }
        return digest.text
    }
}

extension GenesysIntegrationPlan.Step: CustomStringConvertible {
    /// The step in a sentence.
    public var description: String {
        switch self {
        case .install(let type, let name): "Install the integration “\(name)” (\(type))"
        case .configure(let type, let notes):
            "Check the configuration of \(type)\(notes.map { " and set its notes to “\($0)”" } ?? "")"
        case .enable(let type): "Enable \(type) and wait until it is active"
        case .grant(let grant):
            "Give the role “\(grant.name)” (\(grant.role)) to \(grant.users.count) users: \(grant.users.map(\.rawValue).joined(separator: " "))"
        case .addEnterpriseApp(let id): "Add the enterprise application \(id) to the tenant, without consent"
        }
    }
}

extension GenesysIntegrationPlan: CustomStringConvertible {
    /// The plan in a few lines; what it costs comes first.
    public var description: String {
        var lines: [String] = []
        if let billing { lines.append(billing) }
        for step in steps {
            if case .grant(let grant) = step {
                lines.append("Give the role “\(grant.name)” to \(grant.users.count) users")
            } else {
                lines.append("\(step)")
            }
        }
        lines += obstacles.map { "Not possible: \($0.title). \($0.remedy?.sentence ?? "")" }
        return lines.isEmpty ? "The integration is as it should be" : lines.joined(separator: "\n")
    }

    /// What the plan costs; `nil` if nothing.
    ///
    /// Source: Genesys Cloud help, “Are Microsoft Teams users who do not log in to Genesys Cloud billed?”.
    public var billing: String? {
        newViewers == 0
            ? nil
            : "Billing: \(newViewers) users newly get integration:microsoftTeams:view. Whoever has it is billed while their primary presence is other than Offline, even without ever logging in"
    }
}

/// What became of a step.
public struct GenesysIntegrationOutcome: Hashable, Sendable, Codable {
    /// The kinds, in the words that scripts rely on.
    public enum Kind: String, Hashable, Sendable, Codable, CodingKeyRepresentable {
        /// Done in this run.
        case done
        /// It was so already.
        case already
        /// Not begun, as an earlier step failed.
        case skipped
        /// Not done, with a reason and a remedy.
        case failed
    }

    /// The step.
    public var step: GenesysIntegrationPlan.Step
    /// What it came to.
    public var kind: Kind
    /// What exactly was seen.
    public var detail: String?
    /// What a person should do.
    public var remedy: String?
    /// The service's request id.
    public var requestID: String?
}
