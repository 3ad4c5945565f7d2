import Foundation
import PatchbayCore

/// `PUT …/extension/{id}/presence`: only what is named changes, and the answer is the whole presence.
///
/// Source: RingCentral `updateUserPresenceStatus`; that a partial body leaves the rest alone is how the official widgets use it.
enum RingCentralPresenceWrite {
    static let all: [Route] = [
        Route(
            .put, "/v1.0/account/{account}/extension/{extension}/presence", .ringCentralPresenceUpdate,
            .write(of: "extension"), charges: .one(.ringCentralMedium), permissions: ["EditPresence"],
            source: "RingCentral updateUserPresenceStatus",
            handle: { (call, caller, world) throws(Problem) in try update(call, caller, world) })
    ]

    private static let userStatuses: Set<String> = ["Offline", "Busy", "Available"]
    private static let dndStatuses: Set<String> = [
        "TakeAllCalls", "DoNotAcceptDepartmentCalls", "TakeDepartmentCallsOnly", "DoNotAcceptAnyCalls",
    ]
    /// The values that are about calls of queues.
    private static let queueStatuses: Set<String> = ["DoNotAcceptDepartmentCalls", "TakeDepartmentCallsOnly"]
    private static let longestMessage = 75
    private static let types: Set<String> = ["User", "DigitalUser", "VirtualUser"]

    private static func invalid(_ name: String, _ value: JSONValue) -> Problem {
        let text = value.string ?? String(decoding: value.data, as: UTF8.self)
        return Problem(
            400, "CMN-101", "Parameter [\(name)] value is invalid",
            extra: [("parameterName", .string(name)), ("parameterValue", .string(text))])
    }

    private static func word(_ body: JSONValue, _ name: String, among legal: Set<String>) throws(Problem) -> String? {
        guard let value = body[name] else { return nil }
        guard let word = value.string, legal.contains(word) else { throw invalid(name, value) }
        return word
    }

    private static func flag(_ body: JSONValue, _ name: String) throws(Problem) -> Bool? {
        guard let value = body[name] else { return nil }
        guard case .bool(let flag) = value else { throw invalid(name, value) }
        return flag
    }

    private static func update(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        try world.checkAccount(call)
        try world.checkUser(may: "EditPresenceStatus")
        let (item, place) = try RingCentralPresenceRoutes.find(call["extension"], world)
        guard types.contains(item.type) else {
            throw Problem(403, "CMN-403", "The feature is not available for extensions of type [\(item.type)]")
        }
        guard let body = JSONValue.parse(call.body), case .object = body else {
            throw Problem(400, "CMN-103", "The body cannot be parsed")
        }
        let userStatus = try word(body, "userStatus", among: userStatuses)
        let dndStatus = try word(body, "dndStatus", among: dndStatuses)
        if let dndStatus, queueStatuses.contains(dndStatus), !world.presences.isInQueue(place) {
            throw invalid("dndStatus", .string(dndStatus))
        }
        if let message = body["message"], (message.string?.count ?? .max) > longestMessage {
            throw invalid("message", message)
        }
        let allow = try flag(body, "allowSeeMyPresence")
        let ring = try flag(body, "ringOnMonitoredCall")
        let pickUp = try flag(body, "pickUpCallsOnHold")
        let writer = PresenceWriter.app(caller.app)
        let before = world.presences.telephone(place)
        world.presences.updateTelephone(place) { presence in
            if let allow { presence.allowSeeMyPresence = allow }
            if let ring { presence.ringOnMonitoredCall = ring }
            if let pickUp { presence.pickUpCallsOnHold = pickUp }
            if let message = body["message"]?.string { presence.message = message.isEmpty ? nil : message }
            if let dndStatus { presence.set(dndStatus: dndStatus, by: writer) }
            // Whoever hides the presence keeps the status as it is; the echo tells. Source: ringcentral-embeddable #542.
            if let userStatus, presence.allowSeeMyPresence { presence.set(userStatus: userStatus, by: writer) }
        }
        world.presences.noteTelephoneWrite(place, before: before)
        world.noteTelephone(place, before: before, at: call.now)
        return .ringCentral(RingCentralPresenceRoutes.json(item, place, call, world, inFull: true))
    }
}

extension TelephonePresence {
    /// A value that was there already stays whose it was, unless the person repeats it.
    mutating func set(dndStatus: String, by writer: PresenceWriter) {
        if dndStatus != self.dndStatus || writer.isPerson { dndSetBy = writer }
        self.dndStatus = dndStatus
    }

    /// A status that is set ends an automatic offline; what RingCentral does then is not published.
    mutating func set(userStatus: String, by writer: PresenceWriter) {
        if userStatus != self.userStatus || writer.isPerson { userStatusSetBy = writer }
        self.userStatus = userStatus
        isIdle = false
    }
}
