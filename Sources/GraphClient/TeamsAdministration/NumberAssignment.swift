/// A telephone number of the Teams tenant, and to whom it is assigned.
///
/// Source: Microsoft Graph `teamsadministration-numberassignment`.
public struct NumberAssignment: Identifiable, Hashable, Sendable, Codable {
    /// The id of an entry.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// Where calls of a number go. Open.
    public struct NumberType: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// To a session border controller: RingCentral's, here.
        public static let directRouting = NumberType(rawValue: "directRouting")
        /// To Microsoft.
        public static let callingPlan = NumberType(rawValue: "callingPlan")
        /// To an operator that is connected to Microsoft.
        public static let operatorConnect = NumberType(rawValue: "operatorConnect")
    }

    /// Whether somebody has a number. Open.
    public struct Status: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Nobody has it.
        public static let unassigned = Status(rawValue: "unassigned")
        /// A person has it.
        public static let userAssigned = Status(rawValue: "userAssigned")
    }

    /// The entry's id.
    public let id: ID
    /// The number.
    public var telephoneNumber: String
    /// Where its calls go.
    public var numberType: NumberType?
    /// Whether somebody has it.
    public var assignmentStatus: Status?
    /// Who has it: a user's object id.
    public var assignmentTargetID: String?
    /// `activated`, `assignmentPending`, `assignmentFailed` … Open.
    public var activationState: String?

    /// Makes an entry, for tests and stubs.
    public init(
        id: ID, telephoneNumber: String, numberType: NumberType? = .directRouting, assignmentStatus: Status? = nil,
        assignmentTargetID: String? = nil, activationState: String? = nil
    ) {
        self.id = id
        self.telephoneNumber = telephoneNumber
        self.numberType = numberType
        self.assignmentStatus = assignmentStatus
        self.assignmentTargetID = assignmentTargetID
        self.activationState = activationState
    }

    private enum CodingKeys: String, CodingKey {
        case id, telephoneNumber, numberType, assignmentStatus, activationState
        case assignmentTargetID = "assignmentTargetId"
    }
}

/// An order that Teams works on: assigning or taking away a number.
///
/// Source: Microsoft Graph `teamsadministration-telephonenumberlongrunningoperation`.
public struct NumberOrder: Identifiable, Hashable, Sendable, Decodable {
    /// The id of an order.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// How far it is. Open.
    public struct Status: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Not begun.
        public static let notStarted = Status(rawValue: "notStarted")
        /// Begun.
        public static let running = Status(rawValue: "running")
        /// Done.
        public static let succeeded = Status(rawValue: "succeeded")
        /// Not done.
        public static let failed = Status(rawValue: "failed")

        /// Whether it will change by itself.
        public var isUnderWay: Bool { self == .notStarted || self == .running }
    }

    /// What became of one number of an order.
    public struct Detail: Hashable, Sendable, Decodable {
        /// How far it is.
        public var status: Status?
        /// In Teams' words.
        public var statusDetail: String?
    }

    /// The id.
    public let id: ID
    /// How far it is.
    public var status: Status
    /// One for each number.
    public var numbers: [Detail]?

    /// Why it failed, as far as Teams says.
    public var failure: String? {
        guard status == .failed else { return nil }
        return numbers?.compactMap(\.statusDetail).first
    }
}
