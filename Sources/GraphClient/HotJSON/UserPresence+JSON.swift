public import PatchbayCore

extension UserPresence: JSONReadable {
    private enum OutOfOfficeKeys: String, CodingKey, CaseIterable { case isOutOfOffice }

    private static let fields = JSONFields(CodingKeys.self)
    private static let outOfOffice = JSONFields(OutOfOfficeKeys.self)

    /// Reads a presence. Only the id is required; what is missing is unknown.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        var id: String?
        var availability: String?
        var activity: String?
        var isOutOfOffice: Bool?
        var sequence: LenientID?
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .id: id = try json.string()
            case .availability: availability = try json.optionalRepeatedString()
            case .activity: activity = try json.optionalRepeatedString()
            case .outOfOfficeSettings where try json.takeNull(): break
            case .outOfOfficeSettings:
                try json.object(Self.outOfOffice) { _, json throws(JSONFault) in
                    isOutOfOffice = try json.optionalFlag()
                }
            case .sequenceNumber: sequence = try json.takeNull() ? nil : try LenientID(json: &json)
            }
        }
        guard let id else { throw json.fault(.missing) }
        self.init(
            id: User.ID(rawValue: id), availability: availability.map(PresenceAvailability.init(rawValue:)) ?? .unknown,
            activity: activity.map(PresenceActivity.init(rawValue:)) ?? .unknown, isOutOfOffice: isOutOfOffice,
            sequenceNumber: sequence?.description)
    }
}
