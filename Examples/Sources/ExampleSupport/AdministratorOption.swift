public import ArgumentParser
public import GraphClient
import PatchbaySimulator

/// Whose directory roles a check looks up.
public struct AdministratorOption: ParsableArguments, Sendable {
    /// The person who connects the tenant.
    @Option(
        help: "The person who connects the tenant, by user principal name or object id, to have their roles looked up.")
    public var administrator: String?

    /// Nobody.
    public init() {}

    /// The person named; on the simulated cloud its administrator if none is.
    public func person(_ connection: Connection) -> User.ID? {
        (administrator ?? connection.simulated?.settings.entra.administrators.first?.userPrincipalName)
            .map { User.ID(rawValue: $0) }
    }
}
