import PatchbayCore

/// What Teams shows of one user. Source: Microsoft Graph `resources/presence`.
public struct UserPresence: Identifiable, Hashable, Sendable {
    /// The user's object id.
    public let id: User.ID
    /// The base of the presence.
    public let availability: PresenceAvailability
    /// What the person does.
    public let activity: PresenceActivity
    /// Whether automatic replies or a calendar entry say that the person is out of office; `nil` in clouds that do not tell.
    public let isOutOfOffice: Bool?
    /// A stamp that grows as text with every change. Of two readings the one with the smaller stamp is old. Change notifications
    /// carry none.
    public let sequenceNumber: String?

    /// Makes a presence, for tests and stubs.
    public init(
        id: User.ID, availability: PresenceAvailability, activity: PresenceActivity, isOutOfOffice: Bool? = nil,
        sequenceNumber: String? = nil
    ) {
        self.id = id
        self.availability = availability
        self.activity = activity
        self.isOutOfOffice = isOutOfOffice
        self.sequenceNumber = sequenceNumber
    }
}

extension UserPresence: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, availability, activity, outOfOfficeSettings, sequenceNumber
    }

    private struct OutOfOffice: Decodable {
        let isOutOfOffice: Bool?
    }

    /// Reads a presence. Only the id is required; what is missing is unknown.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try fields.decode(User.ID.self, forKey: .id),
            availability: try fields.decodeIfPresent(PresenceAvailability.self, forKey: .availability) ?? .unknown,
            activity: try fields.decodeIfPresent(PresenceActivity.self, forKey: .activity) ?? .unknown,
            isOutOfOffice: try fields.decodeIfPresent(OutOfOffice.self, forKey: .outOfOfficeSettings)?.isOutOfOffice,
            sequenceNumber: try fields.decodeIfPresent(LenientID.self, forKey: .sequenceNumber)?.description)
    }
}
