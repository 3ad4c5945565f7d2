import Foundation
import PatchbayCore

/// What a token says about itself, for advice only: a client must treat it as opaque, and nothing here is verified.
///
/// Source: Microsoft identity platform, access token claims reference.
public struct TokenClaims: Hashable, Sendable {
    /// Application permissions, such as `User.Read.All`.
    public let roles: Set<String>
    /// Delegated permissions.
    public let scopes: Set<String>
    /// The tenant that the token is for.
    public let tenantID: String?
    /// The app.
    public let appID: String?
    /// The object id of the person, or of the app's service principal.
    public let objectID: String?
    /// Template ids of the directory roles of the person who signed in.
    public let directoryRoles: Set<String>

    /// The name that the person signs in with, for showing only.
    public let userName: String?

    /// All permissions, whichever way they were granted.
    public var permissions: Set<String> { roles.union(scopes) }

    /// Reads the middle part of a JSON Web Token; `nil` if it is not one.
    init?(token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        guard let data = Base64URL.decode(parts[1]),
            let payload = try? JSONDecoder().decode(Payload.self, from: data)
        else { return nil }
        roles = Set(payload.roles ?? [])
        scopes = Set((payload.scp ?? "").split(separator: " ").map(String.init))
        tenantID = payload.tid
        appID = payload.appid ?? payload.azp
        objectID = payload.oid
        directoryRoles = Set(payload.wids ?? [])
        userName = payload.preferred_username ?? payload.upn
    }

    private struct Payload: Decodable {
        var roles: [String]?
        var scp: String?
        var tid: String?
        var appid: String?
        var azp: String?
        var oid: String?
        var wids: [String]?
        var preferred_username: String?
        var upn: String?
    }
}
