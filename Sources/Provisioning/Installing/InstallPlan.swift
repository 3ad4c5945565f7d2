public import GraphClient

/// What a run is going to do, as a value: pure, deterministic, printable, `Codable`. Nothing is sent while it is made, and what is
/// approved is what is applied: the digest changes with any step.
public struct InstallPlan: Hashable, Sendable, Codable {
    /// What is done.
    public enum Action: String, Hashable, Sendable, Codable {
        /// Install the app.
        case install
        /// Remove it.
        case uninstall
        /// Bring installed apps to the catalogue's version.
        case upgrade
    }

    /// One user to work on.
    public struct Step: Hashable, Sendable, Codable, Identifiable {
        /// What the ledger knows beforehand.
        public enum Expectation: String, Hashable, Sendable, Codable {
            /// Nothing certain: send the write; the service says if it was done already.
            case open
            /// Done in an earlier run: look first, and write only if it is not so any more.
            case done
        }

        /// The user.
        public let id: User.ID
        /// The user principal name, for reports.
        public let userPrincipalName: String
        /// What is known beforehand.
        public let expectation: Expectation

        /// Makes a step.
        public init(id: User.ID, userPrincipalName: String, expectation: Expectation = .open) {
            self.id = id
            self.userPrincipalName = userPrincipalName
            self.expectation = expectation
        }

        // Short names: a plan of a hundred thousand steps is written to the ledger.
        private enum CodingKeys: String, CodingKey {
            case id
            case userPrincipalName = "upn"
            case expectation = "x"
        }
    }

    /// One user who is left out.
    public struct Skip: Hashable, Sendable, Codable, Identifiable {
        /// The user; for a name that was not found, the name.
        public let id: User.ID
        /// The user principal name, for reports.
        public let userPrincipalName: String
        /// Why.
        public let reason: SkipReason

        /// Makes a skip.
        public init(id: User.ID, userPrincipalName: String, reason: SkipReason) {
            self.id = id
            self.userPrincipalName = userPrincipalName
            self.reason = reason
        }

        private enum CodingKeys: String, CodingKey {
            case id
            case userPrincipalName = "upn"
            case reason = "r"
        }
    }

    /// What is done.
    public var action: Action
    /// The app's id in the tenant's catalogue.
    public var app: TeamsApp.ID
    /// Who was meant.
    public var target: InstallTarget
    /// Whom to work on, in the order of the directory.
    public var steps: [Step]
    /// Whom to leave out, and why.
    public var skips: [Skip]
    /// How many users have the app as far as the ledger knows; for the mass-change breaker.
    public var knownInstalled: Int

    /// Makes a plan; ``InstallPlanner`` does.
    public init(
        action: Action, app: TeamsApp.ID, target: InstallTarget, steps: [Step], skips: [Skip], knownInstalled: Int = 0
    ) {
        self.action = action
        self.app = app
        self.target = target
        self.steps = steps
        self.skips = skips
        self.knownInstalled = knownInstalled
    }

    /// How many are left out for each reason.
    public var skipCounts: [SkipReason: Int] { skips.reduce(into: [:]) { $0[$1.reason, default: 0] += 1 } }

    /// How many steps only look, as far as is known.
    public var expectedDone: Int { steps.reduce(0) { $0 + ($1.expectation == .done ? 1 : 0) } }

    /// A short fingerprint of everything that the plan will do. It guards against applying another plan than the one approved, not
    /// against an attacker.
    public var digest: String {
        var digest = PlanDigest()
        digest.mix(action.rawValue)
        digest.mix(app.rawValue)
        for step in steps {
            digest.mix(step.id.rawValue)
            digest.mix(step.expectation.rawValue)
        }
        for skip in skips { digest.mix(skip.id.rawValue + "\u{0}" + skip.reason.rawValue) }
        return digest.text
    }
}

extension InstallPlan: CustomStringConvertible {
    /// The plan in a few lines.
    public var description: String {
        let verb =
            switch action {
            case .install: "Install"
            case .uninstall: "Uninstall"
            case .upgrade: "Upgrade"
            }
        var lines = ["\(verb) for \(target): \(steps.count) users"]
        if expectedDone > 0 {
            lines.append("  \(expectedDone) of them are done as far as the ledger knows and are only checked")
        }
        for (reason, count) in skipCounts.sorted(by: { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }) {
            lines.append("  \(count) left out: \(reason)")
        }
        return lines.joined(separator: "\n")
    }
}
