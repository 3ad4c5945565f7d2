/// One thing that a subscription at RingCentral is about.
///
/// Source: RingCentral `event-filters/account-presence`, `extension-presence`, `detailed-extension-presence`, `extension-dnd-status`,
/// `webhooks/creating-webhooks` for the reminder.
enum RingCentralEventFilter: Hashable, Sendable {
    /// Presence of the whole account.
    case account(detailed: Bool)
    /// Presence of one extension.
    case presence(place: Int, id: Int64, detailed: Bool)
    /// Which calls one extension takes.
    case calls(place: Int, id: Int64)
    /// Tells that the subscription ends: so many seconds before, and so often.
    case reminder(threshold: Double, interval: Double)

    /// Why a filter is not taken.
    struct Refusal: Error, Hashable {
        let code: String
        let message: String
        /// Whether the whole request is wrong, and not only this filter.
        var isFatal = false
    }

    var isReminder: Bool {
        if case .reminder = self { true } else { false }
    }

    private static let unknown = Refusal(
        code: "SUB-508", message: "Event filter is not correct or not supported", isFatal: true)

    /// Reads a filter.
    ///
    /// - Returns: the filter, and its text with tildes replaced.
    static func parse(_ text: String, in world: World) throws(Refusal) -> (RingCentralEventFilter, String) {
        let address = WireText(text).address
        guard address.path.starts(with: ["restapi", "v1.0"]) else { throw unknown }
        let path = address.path.dropFirst(2).map { $0 }
        func flag(_ name: String) -> Bool {
            address.query.contains { $0.name == name && $0.value.lowercased() == "true" }
        }
        if path.count == 2, path[0] == "subscription", path[1] == "~" {
            func number(_ name: String) -> Double? {
                address.query.first { $0.name == name }.flatMap { Double($0.value) }
            }
            guard let threshold = number("threshold"), let interval = number("interval") else { throw unknown }
            return (.reminder(threshold: threshold, interval: interval), text)
        }
        guard path.count >= 3, path[0] == "account" else { throw unknown }
        let account = String(world.settings.ringCentral.accountID)
        guard path[1] == "~" || path[1] == account else {
            throw Refusal(code: "SUB-406", message: "It is not allowed to monitor extensions of another account")
        }
        let query = text.firstIndex(of: "?").map { String(text[$0...]) } ?? ""
        if path.count == 3, path[2] == "presence" {
            guard world.settings.ringCentral.userPermissions.contains("ReadPresenceStatus") else { throw mayNot }
            return (
                .account(detailed: flag("detailedTelephonyState")), "/restapi/v1.0/account/\(account)/presence\(query)"
            )
        }
        guard path.count >= 5, path[2] == "extension", path[4] == "presence",
            path.count == 5 || (path.count == 6 && path[5] == "dnd")
        else { throw unknown }
        let id = path[3] == "~" ? String(world.ringCentral.ownerID) : path[3]
        guard let place = world.ringCentral.place(of: id, world.settings.population),
            let item = world.ringCentral.simulatedExtension(at: place, world.settings.population)
        else { throw Refusal(code: "SUB-408", message: "The extension [\(id)] is not found") }
        guard !RingCentralPresenceRoutes.typesWithout.contains(item.type) else {
            throw Refusal(
                code: "SUB-402", message: "Presence is not available for extensions of type [\(item.type)]")
        }
        guard
            item.id == world.ringCentral.ownerID
                || world.settings.ringCentral.userPermissions.contains("ReadPresenceStatus")
        else { throw mayNot }
        let expanded = "/restapi/v1.0/account/\(account)/extension/\(id)/" + path[4...].joined(separator: "/") + query
        if path.count == 6 { return (.calls(place: place, id: item.id), expanded) }
        return (.presence(place: place, id: item.id, detailed: flag("detailedTelephonyState")), expanded)
    }

    private static let mayNot = Refusal(
        code: "SUB-403", message: "The user may not monitor the presence of this extension")
}
