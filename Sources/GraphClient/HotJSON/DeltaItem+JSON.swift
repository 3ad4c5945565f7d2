import PatchbayCore

extension DeltaItem: JSONReadable {
    /// A user's fields, and word that the user is gone.
    private enum Field: CodingKey, CaseIterable {
        case user(User.CodingKeys)
        case removed

        static var allCases: [Field] { User.CodingKeys.allCases.map(Field.user) + [.removed] }

        var stringValue: String {
            switch self {
            case .user(let key): key.stringValue
            case .removed: "@removed"
            }
        }

        var intValue: Int? { nil }

        init?(stringValue: String) {
            guard let field = Self.allCases.first(where: { $0.stringValue == stringValue }) else { return nil }
            self = field
        }

        init?(intValue: Int) { nil }
    }

    private enum Reason: String, CodingKey, CaseIterable { case reason }

    private static let fields = JSONFields(Field.self)
    private static let reasons = JSONFields(Reason.self)

    /// Reads an item.
    @usableFromInline
    init(json: inout JSONReader) throws(JSONFault) {
        var plans: [AssignedPlan] = []
        try self.init(json: &json, sharing: &plans)
    }

    /// Reads a list of items. Users who have the same plans share one list of them.
    @usableFromInline
    static func list(json: inout JSONReader, isMost: Bool) throws(JSONFault) -> [DeltaItem] {
        var plans: [AssignedPlan] = []
        return try json.list(isMost: isMost) { json throws(JSONFault) in try DeltaItem(json: &json, sharing: &plans) }
    }

    private init(json: inout JSONReader, sharing plans: inout [AssignedPlan]) throws(JSONFault) {
        var user = User(id: "")
        var hasID = false
        var isRemoved = false
        var reason: String?
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .user(let key):
                if key == .id { hasID = true }
                try user.read(key, &json, sharing: &plans)
            case .removed where try json.takeNull(): break
            case .removed:
                isRemoved = true
                try json.object(Self.reasons) { _, json throws(JSONFault) in reason = try json.optionalString() }
            }
        }
        guard hasID else { throw json.fault(.missing) }
        self =
            isRemoved
            ? .removed(DeltaPage.Removal(id: user.id, reason: DeltaPage.Reason(rawValue: reason ?? "unknown")))
            : .changed(user)
    }
}
