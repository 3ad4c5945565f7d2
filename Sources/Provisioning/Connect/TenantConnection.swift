public import Foundation
public import GraphClient
public import PatchbayCore

/// One Microsoft 365 tenant, connected with one RingCentral account. A value: nothing is process-wide, and two connections share nothing.
///
/// One RingCentral account may serve several tenants, and one tenant several accounts; the pair is what there can be only one of.
/// Source: RingCentral admin guide, “Connecting multiple Microsoft 365 tenants”.
public struct TenantConnection: Hashable, Sendable, Codable, Identifiable {
    /// The directory id of the tenant. Not a domain: a tenant has several of those, and they can move.
    public let tenantID: String
    /// RingCentral's id of the account.
    public let ringCentralAccount: String
    /// The app that signs in to the tenant.
    public var clientID: String
    /// A name for people.
    public var name: String
    /// Until when the app's secret is good, if that is known.
    public var secretEndsAt: Date?

    /// Makes a connection.
    ///
    /// - Parameter tenantID: the directory id. A token tells it (`tid`), where only a domain is known.
    /// - Throws: ``PatchbayCore/ConfigurationError`` if it is no directory id.
    public init(
        tenantID: String, ringCentralAccount: String, clientID: String, name: String, secretEndsAt: Date? = nil
    ) throws(ConfigurationError) {
        guard UUID(uuidString: tenantID) != nil else {
            throw ConfigurationError(
                "“\(tenantID)” is no directory id.",
                remedy: "Give the tenant's directory id; a tenant can have many domains.", setting: "AZURE_TENANT_ID")
        }
        self.tenantID = tenantID.lowercased()
        self.ringCentralAccount = ringCentralAccount
        self.clientID = clientID
        self.name = name
        self.secretEndsAt = secretEndsAt
    }

    /// Account and tenant, of which there is one connection.
    public var id: String { "\(ringCentralAccount)/\(tenantID)" }

    /// The name of this connection's secret or sign-in in a token store that it shares with others.
    public var storeKey: String { "microsoft \(tenantID) \(clientID.lowercased()) for \(ringCentralAccount)" }
}

/// The states of a connection, as RingCentral's portal names them. Our own list, and therefore closed.
public enum ConnectionState: String, Hashable, Sendable, Codable, CaseIterable {
    /// It works.
    case connected
    /// The tenant knows the app, but nobody consented to what it needs, or an administrator disabled it.
    case notAuthorised
    /// It does not work: a wrong tenant, app or secret, or nobody signed in.
    case notConnected
    /// It works, and its secret ends soon.
    case expiring
    /// Its secret has ended.
    case secretExpired

    /// The words of the portal.
    public var title: String {
        switch self {
        case .connected: "Connected"
        case .notAuthorised: "Not authorized"
        case .notConnected: "Not connected"
        case .expiring: "Connected - expiring"
        case .secretExpired: "Client secret expired"
        }
    }

    /// Whether calls succeed in this state.
    public var works: Bool { self == .connected || self == .expiring }
}

/// What was found out about a connection.
public struct ConnectionStatus: Hashable, Sendable {
    /// The state.
    public let state: ConnectionState
    /// What was seen, for people.
    public let detail: String?
    /// What to do.
    public let remedy: Remedy?

    /// Makes a status.
    public init(_ state: ConnectionState, detail: String? = nil, remedy: Remedy? = nil) {
        self.state = state
        self.detail = detail
        self.remedy = remedy
    }
}

extension TenantConnection {
    /// How long before its end a secret counts as expiring.
    public static let expiringWithin = 30

    /// Looks how the connection is, with one token.
    ///
    /// - Parameters:
    ///   - graph: a client of this tenant and app.
    ///   - features: what the connection is for; a missing mandatory permission makes it not authorised.
    /// - Throws: what keeps the question open: ``AuthenticationError`` of a service that is busy, ``TransportError``,
    ///   `CancellationError`. ``PatchbayCore/ConfigurationError`` if the client is of another tenant.
    public func status(_ graph: Graph, for features: Set<TenantFeature> = []) async throws -> ConnectionStatus {
        do {
            let claims = try await graph.tokenClaims()
            if let answered = claims?.tenantID?.lowercased(), answered != tenantID {
                throw ConfigurationError(
                    "The client is of tenant \(answered), and the connection of \(tenantID).",
                    remedy: "Use one client for each connection.", setting: "AZURE_TENANT_ID")
            }
            try await MissingPermissions.check(graph, for: features)
        } catch let error as MissingPermissions {
            return ConnectionStatus(.notAuthorised, detail: error.description, remedy: error.remedy)
        } catch let error as AuthenticationError {
            return try Self.status(of: error)
        }
        switch SecretExpiry(endsAt: secretEndsAt, now: graph.pipeline.configuration.time.date) {
        case .near(let step, let days) where step <= Self.expiringWithin:
            return ConnectionStatus(
                .expiring, detail: "The secret ends in \(days) days.",
                remedy: Remedy(
                    "Replace the secret (connect rotate-secret).", action: .fixConfiguration("AZURE_CLIENT_SECRET")))
        case .expired:
            // The date is what somebody noted; the token is proof.
            return ConnectionStatus(.connected, detail: "The noted end of the secret has passed; note the new one.")
        default: return ConnectionStatus(.connected)
        }
    }

    private static func status(of error: AuthenticationError) throws -> ConnectionStatus {
        guard !error.isTransient else { throw error }
        let state: ConnectionState =
            switch error.reason {
            case .expiredSecret: .secretExpired
            case .consentRequired, .unknownApp, .appDisabled, .conditionalAccess: .notAuthorised
            default: .notConnected
            }
        return ConnectionStatus(state, detail: error.description, remedy: error.remedy)
    }
}
