import Foundation
public import PatchbayCore

/// What the environment says, in the variables that the ecosystems already use.
public struct Settings: Sendable {
    private let environment: [String: String]

    /// Reads the process's environment.
    public init(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// A variable's value; empty counts as unset.
    public subscript(name: String) -> String? {
        environment[name].flatMap { value in
            let trimmed = value.trimmingCharacters(in: .whitespacesAndNewlines)
            return trimmed.isEmpty ? nil : trimmed
        }
    }

    /// A variable's value as a secret.
    public func secret(_ name: String) -> Secret? { self[name].map { Secret($0) } }

    /// A variable that has to be there.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` that names it.
    public func required(_ name: String, for purpose: String) throws -> String {
        guard let value = self[name] else {
            throw ConfigurationError(
                "\(name) is not set; it is needed \(purpose).", remedy: "Set \(name), or try --simulate first.",
                setting: name)
        }
        return value
    }

    /// Whether anything about a Microsoft 365 tenant is set. One variable is enough: who set it did not mean the simulated cloud, and is
    /// told which others are missing.
    public var namesMicrosoftTenant: Bool {
        [
            "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH",
            "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST", "GRAPH_ENDPOINT", "TEAMS_APP_ID",
        ].contains { self[$0] != nil }
    }

    /// Whether anything about a RingCentral account is set.
    public var namesRingCentral: Bool {
        ["RC_APP_CLIENT_ID", "RC_APP_CLIENT_SECRET", "RC_USER_JWT", "RC_SERVER_URL"].contains { self[$0] != nil }
    }
}
