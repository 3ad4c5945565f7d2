public import PatchbayCore

/// What the app and the signed-in user may do. RingCentral advises to ask for permissions rather than to infer them from role names,
/// and not to keep the answers for a session. Source: RingCentral `account/feature-flags`.
public struct Permissions: Sendable {
    let caller: Caller
    let tokens: TokenCache
    let credential: any CredentialProvider

    /// Whether the signed-in user has a permission, and how far it reaches. Limit group Light.
    ///
    /// - Parameters:
    ///   - permission: the permission's id.
    ///   - target: an extension to act on; without one the answer is about the permission as such.
    /// - Throws: ``ServiceError`` and what the pipeline throws.
    ///
    /// Source: RingCentral OpenAPI `checkUserPermission`.
    public func check(_ permission: UserPermission, target: Extension.ID? = nil) async throws -> PermissionCheck {
        var query: Query = ["permissionId": permission.rawValue]
        if let target { query.append("targetExtensionId", target.description) }
        let request = try caller.request(.checkPermission, [.own], query: query)
        let answer = try await caller.fetch(.checkPermission, request, as: PermissionCheck.Answer.self)
        return PermissionCheck(permission: permission, answer: answer)
    }

    /// The same for several permissions, one call each.
    public func check(_ permissions: [UserPermission], target: Extension.ID? = nil) async throws -> [PermissionCheck] {
        var checks: [PermissionCheck] = []
        for permission in permissions { checks.append(try await check(permission, target: target)) }
        return checks
    }

    /// Everything that the signed-in user may do, in one call. Limit group Medium.
    ///
    /// Source: RingCentral OpenAPI `readAuthorizationProfile`.
    public func all() async throws -> [PermissionGrant] {
        let request = try caller.request(.readPermissions, [.own])
        return try await caller.fetch(.readPermissions, request, as: PermissionProfile.self).permissions
    }

    /// The scopes of the current token, got anew if there is none yet.
    ///
    /// - Returns: `nil` if the credential does not tell (a fixed token, a credential of the caller's own): unknown, not none.
    /// - Throws: what the credential throws.
    public func scopes() async throws -> Set<AppScope>? {
        guard let reporting = credential as? any GrantReporting else { return nil }
        _ = try await tokens.token(TokenRequest(scopes: []))
        return await reporting.grant?.scopes
    }
}
