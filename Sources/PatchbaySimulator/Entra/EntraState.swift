import Foundation
import PatchbayCore

/// Entra's memory: the registered apps, the sign-ins under way, and the tokens that were issued.
struct EntraState {
    /// What an issued token stands for.
    struct Token {
        let number: Int
        let app: String
        /// Application permissions, or, for a person's token, delegated ones.
        let permissions: [String]
        let endsAt: Double
        /// The person, for a token that is not the app's own.
        let administrator: Int?
    }

    /// A sign-in that was begun.
    struct SignIn {
        let app: String
        let administrator: Int
        let scope: String
        var redirectURI = ""
        var challenge: String?
        let endsAt: Double
        var isSpent = false
    }

    /// A code for another device.
    struct DeviceCode {
        enum State { case waiting, approved, declined }
        let userCode: String
        let app: String
        let scope: String
        let begunAt: Double
        let endsAt: Double
        var interval: Double
        var state = State.waiting
        var askedAt: Double?
    }

    /// A registered app with the ids that the directory gave it, which stay when others come and go.
    struct Registration {
        let number: Int
        var app: AppRegistration
        var keysMade = 0
        /// When consents were given that tokens do not carry yet.
        var consentedAt: [String: Double] = [:]
    }

    let settings: EntraSettings
    private let seed: UInt64
    private(set) var registrations: [Registration] = []
    var codes: [String: SignIn] = [:]
    var deviceCodes: [String: DeviceCode] = [:]
    var refreshTokens: [String: SignIn] = [:]
    private var tokens: [String: Token] = [:]
    private var issued = 0
    private var made = 0
    /// Tokens with a smaller number are refused.
    private var firstValid = 0

    init(_ settings: CloudSettings) {
        self.settings = settings.entra
        seed = settings.seed
        for app in settings.apps { add(app) }
    }

    func app(_ clientID: String) -> AppRegistration? { registration(clientID)?.app }

    func registration(_ clientID: String) -> Registration? {
        registrations.first { $0.app.clientID.equalsIgnoringASCIICase(clientID) }
    }

    /// The place of an app, by its client id or by the id of its registration or service principal.
    func place(_ id: String) -> Int? {
        registrations.firstIndex {
            $0.app.clientID.equalsIgnoringASCIICase(id) || objectID($0).equalsIgnoringASCIICase(id)
                || principalID($0).equalsIgnoringASCIICase(id)
        }
    }

    func objectID(_ registration: Registration) -> String {
        GUID(seed: seed, kind: .app, index: 500 + registration.number).description
    }

    func principalID(_ registration: Registration) -> String {
        GUID(seed: seed, kind: .servicePrincipal, index: registration.number).description
    }

    mutating func add(_ app: AppRegistration) {
        var registration = Registration(number: made, app: app)
        made += 1
        registration.keysMade = app.secrets.count
        for place in registration.app.secrets.indices where registration.app.secrets[place].keyID == nil {
            registration.app.secrets[place].keyID = keyID(registration.number, place)
        }
        registrations.append(registration)
    }

    /// Replaces an app, which keeps its ids, or adds it.
    mutating func replace(_ app: AppRegistration) {
        guard let place = registrations.firstIndex(where: { $0.app.clientID == app.clientID }) else { return add(app) }
        var registration = registrations[place]
        registration.app = app
        for key in registration.app.secrets.indices where registration.app.secrets[key].keyID == nil {
            registration.app.secrets[key].keyID = keyID(registration.number, key)
        }
        registrations[place] = registration
    }

    mutating func change(_ place: Int, _ change: (inout Registration) -> Void) { change(&registrations[place]) }
    mutating func remove(_ place: Int) { registrations.remove(at: place) }

    func keyID(_ number: Int, _ key: Int) -> String {
        GUID(seed: seed, kind: .key, index: number * 100 + key).description
    }

    /// A code, an id or a token of no meaning.
    mutating func opaque(_ prefix: String) -> String {
        issued += 1
        return "\(prefix)-\(GUID(seed: seed, kind: .request, index: 1_000_000 + issued).description)"
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
        for place in registrations.indices {
            registrations[place].app.secrets = [
                .init("rotated-\(issued)-\(registrations[place].app.clientID)", keyID: keyID(place, 99))
            ]
        }
        expireTokens()
    }

    mutating func revokeConsent(_ permissions: [String]) {
        for place in registrations.indices {
            registrations[place].app.permissions.removeAll { permissions.isEmpty || permissions.contains($0) }
        }
        expireTokens()
    }

    /// What a token is issued with.
    struct Issue {
        let audience: String
        let lifetime: Double
        /// `0` public, `1` secret, `2` certificate or assertion.
        let method: String
        var administrator: Int?
    }

    /// Makes a token that looks like the ones that Entra issues for Graph. Its signature is noise: nobody but this cloud
    /// is the audience, and the cloud knows its tokens by heart.
    ///
    /// Source: Entra `access-token-claims-reference`; Graph gets version 1 tokens even from the version 2 endpoint.
    mutating func issue(
        _ issue: Issue, to registration: Registration, tenant: String, now: Double, date: Date
    ) -> String {
        issued += 1
        let seconds = Int64(date.timeIntervalSince1970)
        let app = registration.app
        var claims: JSONValue = [
            "aud": .string(issue.audience), "iss": .string("https://sts.windows.net/\(tenant)/"),
            "iat": .integer(seconds), "nbf": .integer(seconds), "exp": .integer(seconds + Int64(issue.lifetime)),
            "appid": .string(app.clientID), "appidacr": .string(issue.method), "tid": .string(tenant),
            "uti": .string(String(issued)), "ver": "1.0",
        ]
        let permissions: [String]
        if let place = issue.administrator {
            let person = settings.administrators[place]
            permissions = app.delegatedPermissions
            claims = claims.adding("idtyp", "user").adding("oid", .string(person.id))
                .adding("upn", .string(person.userPrincipalName))
                .adding("scp", .string(permissions.joined(separator: " ")))
                .adding("wids", .array(person.activeRoles.map(JSONValue.string)))
        } else {
            // A consent is not in tokens at once.
            permissions = app.permissions.filter { (registration.consentedAt[$0] ?? 0) <= now }
            claims = claims.adding("idtyp", "app").adding("oid", .string(principalID(registration)))
            if !permissions.isEmpty {
                claims = claims.adding("roles", .array(permissions.map(JSONValue.string)))
            }
        }
        let text = sign(claims)
        tokens[text] = Token(
            number: issued, app: app.clientID, permissions: permissions, endsAt: now + issue.lifetime,
            administrator: issue.administrator)
        return text
    }

    /// Who signed in, for the program that signed the person in. Source: OpenID Connect Core, 2: `sub` is required.
    mutating func identity(_ place: Int, for app: AppRegistration, tenant: String, date: Date) -> String {
        let person = settings.administrators[place]
        let seconds = Int64(date.timeIntervalSince1970)
        return sign([
            "aud": .string(app.clientID), "iss": .string("https://login.microsoftonline.com/\(tenant)/v2.0"),
            "iat": .integer(seconds), "exp": .integer(seconds + 3600), "oid": .string(person.id),
            "sub": .string(Base64URL.encode(SHA256Digest.of((app.clientID + person.id).utf8))),
            "preferred_username": .string(person.userPrincipalName), "tid": .string(tenant), "ver": "2.0",
            "wids": .array(person.activeRoles.map(JSONValue.string)),
        ])
    }

    private func sign(_ claims: JSONValue) -> String {
        var random = SplitMix64(seed: seed ^ UInt64(issued) << 20)
        let signature = Data((0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        return [
            JSONValue.members([("typ", "JWT"), ("alg", "RS256"), ("kid", "simulated")]).data, claims.data, signature,
        ].map(\.base64URL).joined(separator: ".")
    }
}

extension Data {
    /// Base64 for addresses and tokens, without padding. Source: RFC 4648, section 5.
    var base64URL: String { Base64URL.encode(self) }

    init?(base64URL text: some StringProtocol) {
        guard let data = Base64URL.decode(text) else { return nil }
        self = data
    }
}
