/// Who signed in, as far as the token tells. For people to look at: never a check of anybody's rights.
///
/// Source: Microsoft identity platform, `id-token-claims-reference`, `access-token-claims-reference`.
public struct SignedInAccount: Hashable, Sendable {
    /// The name that the person signs in with; can change, so it is for showing only.
    public let userName: String?
    /// The person's object id in the tenant.
    public let objectID: String?
    /// The tenant that the person signed in to.
    public let tenantID: String?
    /// Template ids of the person's active directory roles; empty if the token does not tell.
    public let directoryRoles: Set<String>

    /// Makes an account, for tests and stubs.
    public init(userName: String?, objectID: String?, tenantID: String?, directoryRoles: Set<String> = []) {
        self.userName = userName
        self.objectID = objectID
        self.tenantID = tenantID
        self.directoryRoles = directoryRoles
    }

    /// Reads the account out of a token; `nil` if it is none, or is not about a person.
    init?(token: String) {
        guard let claims = TokenClaims(token: token), claims.userName != nil || !claims.scopes.isEmpty else {
            return nil
        }
        self.init(
            userName: claims.userName, objectID: claims.objectID, tenantID: claims.tenantID,
            directoryRoles: claims.directoryRoles)
    }
}
