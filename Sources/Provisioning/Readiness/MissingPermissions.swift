public import Foundation
public import GraphClient
public import PatchbayCore

/// A flow that was not begun, because the token lacks what it cannot do without.
public struct MissingPermissions: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
    /// What is missing.
    public let needs: [PermissionNeed]
    /// The tenant.
    public let tenant: String

    /// One sentence.
    public var description: String {
        "The app lacks \(needs.map(\.permission).joined(separator: ", ")) in tenant \(tenant); nothing was begun."
    }
    /// The same as ``description``.
    public var errorDescription: String? { description }
    /// What to do.
    public var remedy: Remedy {
        Remedy(
            "Add \(needs.map { "\($0.permission) (\($0.purpose.prefix(1).lowercased() + $0.purpose.dropFirst()))" }.joined(separator: ", ")) to the app registration and grant admin consent; a new token carries it within minutes.",
            action: .grantPermissions(needs.map(\.permission)))
    }
    /// The remedy's sentence.
    public var recoverySuggestion: String? { remedy.sentence }

    /// Looks at the token of a client. One that cannot be read is let through: then the service decides.
    ///
    /// - Throws: ``MissingPermissions``; what getting a token throws.
    public static func check(_ graph: Graph, for features: Set<TenantFeature>) async throws {
        guard let claims = try await graph.tokenClaims(), claims.appID != nil || !claims.permissions.isEmpty else {
            return
        }
        let missing = PermissionMinimum(for: features, optional: false).needs.filter {
            $0.isMandatory && $0.isMetBy.isDisjoint(with: claims.permissions)
        }
        if !missing.isEmpty { throw MissingPermissions(needs: missing, tenant: graph.tenantID) }
    }
}
