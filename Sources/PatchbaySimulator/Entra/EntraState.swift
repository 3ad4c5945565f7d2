import Foundation
import PatchbayCore

/// Entra's memory: the registered apps and the tokens that were issued.
struct EntraState {
    /// What an issued token stands for.
    struct Token {
        let number: Int
        let app: String
        let roles: [String]
        let endsAt: Double
    }

    var apps: [AppRegistration]
    private var tokens: [String: Token] = [:]
    private var issued = 0
    /// Tokens with a smaller number are refused.
    private var firstValid = 0

    init(_ settings: CloudSettings) { apps = settings.apps }

    func app(_ clientID: String) -> AppRegistration? {
        apps.first { $0.clientID.equalsIgnoringASCIICase(clientID) }
    }

    /// Why a token is refused.
    enum Verdict {
        case valid(Token)
        case unknown
        case expired
    }

    func verdict(on text: String, at now: Double) -> Verdict {
        guard let token = tokens[text] else { return .unknown }
        return token.endsAt > now && token.number >= firstValid ? .valid(token) : .expired
    }

    mutating func expireTokens() { firstValid = issued + 1 }

    mutating func rotateSecrets() {
        for position in apps.indices {
            apps[position].secrets = [.init("rotated-\(issued)-\(apps[position].clientID)")]
        }
        expireTokens()
    }

    mutating func revokeConsent(_ permissions: [String]) {
        for position in apps.indices {
            apps[position].permissions.removeAll { permissions.isEmpty || permissions.contains($0) }
        }
        expireTokens()
    }

    /// Makes a token that looks like the ones that Entra issues for Graph. Its signature is noise: nobody but this cloud
    /// is the audience, and the cloud knows its tokens by heart.
    ///
    /// Source: Entra `access-token-claims-reference`; Graph gets version 1 tokens even from the version 2 endpoint.
    mutating func issue(
        to app: AppRegistration, tenant: String, audience: String, seed: UInt64, now: Double, date: Date,
        lifetime: Double,
        authenticatedBy method: String
    ) -> String {
        issued += 1
        let seconds = Int64(date.timeIntervalSince1970)
        var claims: JSONValue = [
            "aud": .string(audience), "iss": .string("https://sts.windows.net/\(tenant)/"), "iat": .integer(seconds),
            "nbf": .integer(seconds), "exp": .integer(seconds + Int64(lifetime)), "appid": .string(app.clientID),
            "appidacr": .string(method), "idtyp": "app",
            "oid": .string(GUID(seed: seed, kind: .servicePrincipal, index: 0).description), "tid": .string(tenant),
            "uti": .string(String(issued)), "ver": "1.0",
        ]
        if !app.permissions.isEmpty { claims = claims.adding("roles", .array(app.permissions.map(JSONValue.string))) }
        var random = SplitMix64(seed: seed ^ UInt64(issued) << 20)
        let signature = Data((0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        let text = [
            JSONValue.members([("typ", "JWT"), ("alg", "RS256"), ("kid", "simulated")]).data, claims.data, signature,
        ].map(\.base64URL).joined(separator: ".")
        tokens[text] = Token(number: issued, app: app.clientID, roles: app.permissions, endsAt: now + lifetime)
        return text
    }
}

extension Data {
    /// Base64 for addresses and tokens, without padding. Source: RFC 4648, section 5.
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init?(base64URL text: some StringProtocol) {
        let standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }
}
