public import Foundation

/// The people who administer the simulated tenant, and how signing in goes there.
public struct EntraSettings: Sendable {
    /// What becomes of a code that a program shows for another device.
    public enum DeviceApproval: Hashable, Sendable {
        /// The person signs in after so long.
        case after(Duration)
        /// The person declines after so long.
        case declinedAfter(Duration)
        /// Somebody opens the page (``SimulatedCloud/approveDeviceCode(_:)``), or nobody does.
        case byHand
    }

    /// Checks the signature of a certificate's assertion: the algorithm, the thumbprint, what was signed, and the signature.
    public typealias AssertionVerifier =
        @Sendable (_ algorithm: String, _ thumbprint: String, _ signed: Data, _ signature: Data) -> Bool

    /// Those who can sign in; the first one does where nobody is named.
    public var administrators: [SimulatedAdministrator]
    /// What becomes of device codes.
    public var deviceApproval = DeviceApproval.after(.seconds(12))
    /// Whether a Conditional Access policy blocks device codes, as Microsoft recommends.
    public var blocksDeviceCode = false
    /// How soon a program may ask again about a device code.
    public var deviceInterval = Duration.seconds(5)
    /// How long a refresh token lives. Source: Entra `refresh-tokens`: 90 days.
    public var refreshTokenLifetime = Duration.seconds(90 * 86_400)
    /// How long a new secret takes to be known at the token endpoint, and a new consent in tokens.
    public var propagation = Duration.zero
    /// Checks signatures; `nil` believes them, as the cloud has no package for it. The thumbprint tells keys apart either way.
    public var verifyAssertion: AssertionVerifier?

    /// One global administrator.
    public init(seed: UInt64) { administrators = [SimulatedAdministrator(seed: seed)] }
}

/// Somebody who administers the simulated tenant. Not one of its users that lists show.
public struct SimulatedAdministrator: Hashable, Sendable {
    /// How a directory role is held.
    public enum Holding: Hashable, Sendable {
        /// Assigned to the person.
        case direct
        /// Assigned to a group that the person is in.
        case throughGroup
        /// The person may activate it, and has not.
        case eligible
        /// Assigned for a part of the directory only.
        case scoped(String)

        /// Whether it counts for the whole tenant now.
        var isActive: Bool { self == .direct || self == .throughGroup }
    }

    /// The template id of the role of a global administrator. Source: Entra `permissions-reference`.
    public static let globalAdministrator = "62e90394-69f5-4237-9190-012177145e10"

    /// The object id.
    public var id: String
    /// The name to sign in with.
    public var userPrincipalName: String
    /// The directory roles, by template id.
    public var roles: [String: Holding]

    /// Makes an administrator, a global one if nothing is said.
    public init(
        seed: UInt64, index: Int = 0, name: String = "admin",
        roles: [String: Holding] = [globalAdministrator: .direct]
    ) {
        id = GUID(seed: seed, kind: .administrator, index: index).description
        userPrincipalName = "\(name)@\(Population.domain)"
        self.roles = roles
    }

    /// The roles that count now.
    var activeRoles: [String] { roles.filter { $0.value.isActive }.map(\.key).sorted() }
}
