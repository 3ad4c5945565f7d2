public import PatchbayCore

/// The Teams integration of one extension: its number in Direct Routing and how far the connection has come.
/// Source: RingCentral's generated clients (`MsTeamsUserListResponse`); not in the public description.
public struct DirectRoutingUser: Identifiable, Hashable, Sendable {
    /// How far it has come. Open. The meanings are read from the words, since nothing explains them.
    public struct Status: OpenWord {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Ready.
        public static let connected: Status = "Connected"
        /// Not begun.
        public static let initial: Status = "Initial"
        /// The Microsoft user is missing or was not matched.
        public static let remoteNotFound: Status = "RemoteNotFound"
        /// The two sides have different numbers.
        public static let outOfSync: Status = "OutOfSync"
        /// Being connected.
        public static let connecting: Status = "Connecting"
        /// Being disconnected.
        public static let disconnecting: Status = "Disconnecting"
        /// Disconnecting did not finish.
        public static let disconnectFailed: Status = "DisconnectFailed"
        /// The Microsoft user was deleted.
        public static let remoteUserRemoved: Status = "RemoteUserRemoved"

        /// Whether it will change by itself.
        public var isUnderWay: Bool { self == .connecting || self == .disconnecting }
    }

    /// The extension's id.
    public let id: LenientID
    /// The number, E.164.
    public let phoneNumber: String?
    /// How far it has come.
    public let status: Status

    /// Makes one, for tests and stubs.
    public init(id: LenientID, phoneNumber: String?, status: Status) {
        self.id = id
        self.phoneNumber = phoneNumber
        self.status = status
    }
}

extension DirectRoutingUser: Decodable {
    private enum CodingKeys: String, CodingKey { case extensionId, phoneNumber, status }

    /// Reads one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(LenientID.self, forKey: .extensionId),
            phoneNumber: try container.decodeIfPresent(LenientID.self, forKey: .phoneNumber)?.description,
            status: try container.decodeIfPresent(Status.self, forKey: .status) ?? "")
    }
}
