import Foundation

/// A subscription at Microsoft Graph.
///
/// Source: Microsoft Graph `subscription`, `changenotifications-for-presence`.
struct GraphSubscription: Sendable {
    /// The certificate that data is encrypted for.
    struct Certificate: Hashable, Sendable {
        let id: String
        /// Its DER form in Base64.
        let base64: String
    }

    let id: String
    /// How many there were before.
    let number: Int
    let app: String
    /// The object id of the person who signed in.
    let person: String
    let resource: String
    /// The positions of the users that it is about.
    let users: Set<Int>
    let notificationURL: URL
    let lifecycleURL: URL?
    let clientState: String?
    let includesData: Bool
    /// Where the identity service is that the receiver knows.
    let authority: String
    private(set) var certificate: Certificate?
    private(set) var expiresAt: Double
    private(set) var expirationDate: Date
    /// Until when the token behind it counts.
    private(set) var authorizedUntil: Double
    /// How often it was authorized.
    private(set) var authorizations = 0
    /// Whether it looks alive and sends nothing.
    var isSilent = false

    init(
        id: String, number: Int, caller: (app: String, person: String), resource: PresenceResource,
        notificationURL: URL,
        lifecycleURL: URL?, clientState: String?, certificate: Certificate?, includesData: Bool,
        authority: String, expiry: (at: Double, date: Date), authorizedUntil: Double
    ) {
        self.id = id
        self.number = number
        app = caller.app
        person = caller.person
        self.resource = resource.text
        users = resource.users
        self.notificationURL = notificationURL
        self.lifecycleURL = lifecycleURL
        self.clientState = clientState
        self.certificate = certificate
        self.includesData = includesData
        self.authority = authority
        (expiresAt, expirationDate) = expiry
        self.authorizedUntil = authorizedUntil
    }

    /// Extends it; that authorizes it too. Source: Microsoft Graph `subscription-update`, `change-notifications-lifecycle-events`.
    mutating func renew(until expiry: (at: Double, date: Date)?, certificate: Certificate?, authorizedUntil: Double) {
        if let expiry { (expiresAt, expirationDate) = expiry }
        if let certificate { self.certificate = certificate }
        authorize(until: authorizedUntil)
    }

    /// Source: Microsoft Graph `subscription-reauthorize`.
    mutating func authorize(until moment: Double) {
        authorizedUntil = moment
        authorizations += 1
    }

    /// When it asks to be authorized anew: fifteen minutes before its time is over, and so often again.
    ///
    /// Source: Microsoft Graph `change-notifications-lifecycle-events`: repeatedly, about every 15 minutes as the token nears its end.
    static let reauthorizationStep = 900.0
}

/// What a presence subscription is about.
///
/// Source: Microsoft Graph `changenotifications-for-presence`: one user by path, or up to 650 by a filter.
struct PresenceResource: Sendable {
    enum Refusal: Error, Hashable {
        case notSupported
        case malformed(String)
    }

    static let mostUsers = 650

    /// As it was asked for.
    let text: String
    /// The positions of the users that there are; ids that nobody has are taken and say nothing, which is an assumption.
    let users: Set<Int>

    init(_ text: String, find: (String) -> Int?) throws(Refusal) {
        self.text = text
        let address = WireText(text.hasPrefix("/") ? text : "/" + text).address
        let path = address.path.map { $0.lowercased() }
        guard path.prefix(2) == ["communications", "presences"] else { throw .notSupported }
        let ids: [String]
        switch (path.count, address.query.first { $0.name.lowercased() == "$filter" }?.value) {
        case (3, nil): ids = [path[2]]
        case (2, let filter?): ids = try Self.ids(in: filter)
        default: throw .malformed("The resource names neither one user nor a list of users.")
        }
        // Source: Microsoft Graph `changenotifications-for-presence`: `$select` is not supported.
        guard address.query.allSatisfy({ $0.name.lowercased() == "$filter" }) else {
            throw .malformed("Only '$filter' can be used with this resource.")
        }
        guard ids.count <= Self.mostUsers else {
            throw .malformed("\(ids.count) ids are too many; at most \(Self.mostUsers) are allowed.")
        }
        guard ids.allSatisfy({ GUID($0) != nil }) else { throw .malformed("An id in the resource is not a GUID.") }
        users = Set(ids.compactMap(find))
    }

    private static func ids(in filter: String) throws(Refusal) -> [String] {
        guard let match = filter.wholeMatch(of: #/\s*id\s+in\s*\((.*)\)\s*/#.ignoresCase()) else {
            throw .malformed("The filter is not of the form id in ('…','…').")
        }
        let ids = match.1.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard ids.allSatisfy({ $0.count > 2 && $0.hasPrefix("'") && $0.hasSuffix("'") }) else {
            throw .malformed("The filter is not of the form id in ('…','…').")
        }
        return ids.map { $0.dropFirst().dropLast().lowercased() }
    }
}
