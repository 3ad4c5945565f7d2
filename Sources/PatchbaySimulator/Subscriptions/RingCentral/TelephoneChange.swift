import Foundation
import PatchbayCore

/// A change of an extension's presence, as events tell it.
struct TelephoneChange {
    let item: SimulatedExtension
    let before: TelephonePresence
    let after: TelephonePresence
    /// Grows with every change of the extension.
    let sequence: Int
    let at: Double

    /// Source: RingCentral `event-filters/detailed-extension-presence`: the latest seven.
    private static let mostCalls = 7

    /// The body of a presence event.
    ///
    /// Source: RingCentral `event-filters/account-presence`: `telephonyStatus` only if it has changed. Who hides the presence looks
    /// offline to others, as where it is read.
    func presence(detailed: Bool, in world: World) -> JSONValue {
        let isOpen = after.allowSeeMyPresence || item.id == world.ringCentral.ownerID
        var members: [(String, JSONValue)] = [
            ("extensionId", .string(String(item.id))), ("sequence", .integer(Int64(sequence))),
            ("presenceStatus", isOpen ? .string(after.presenceStatus) : "Offline"),
            ("userStatus", isOpen ? .string(after.reportedUserStatus) : "Offline"),
            ("meetingStatus", isOpen ? .string(after.meetingStatus) : "Disconnected"),
            ("dndStatus", .string(after.dndStatus)),
        ]
        if after.telephonyStatus != before.telephonyStatus {
            members.append(("telephonyStatus", isOpen ? .string(after.telephonyStatus) : "NoCall"))
        }
        members += [
            ("allowSeeMyPresence", .bool(after.allowSeeMyPresence)),
            ("ringOnMonitoredCall", .bool(after.ringOnMonitoredCall)),
            ("pickUpCallsOnHold", .bool(after.pickUpCallsOnHold)),
        ]
        guard detailed, isOpen else { return .members(members) }
        // A call that is over comes once more. Source: RingCentral `event-filters/detailed-extension-presence`, `terminationType`.
        let over = before.lines.filter { line in !after.lines.contains { $0.id == line.id } }
        let calls = (after.lines.map { json($0, isOver: false, world) } + over.map { json($0, isOver: true, world) })
        members += [
            ("activeCalls", .array(calls.suffix(Self.mostCalls))), ("totalActiveCalls", .integer(Int64(calls.count))),
        ]
        return .members(members)
    }

    private func json(_ line: TelephonePresence.Line, isOver: Bool, _ world: World) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("id", .string(String(line.id))), ("direction", line.isInbound ? "Inbound" : "Outbound"),
            ("queueCall", .bool(line.isQueueCall)), ("telephonyStatus", isOver ? "NoCall" : .string(line.status)),
            ("startTime", .string(WireDate.string(world.date(at: line.startedAt)))),
            ("sessionId", .string(String(line.id))),
        ]
        if isOver { members.append(("terminationType", "final")) }
        return .members(members)
    }
}

extension TelephonePresence {
    /// Whether events without detail would say the same.
    func looksLike(_ other: TelephonePresence) -> Bool {
        presenceStatus == other.presenceStatus && reportedUserStatus == other.reportedUserStatus
            && telephonyStatus == other.telephonyStatus && meetingStatus == other.meetingStatus
            && dndStatus == other.dndStatus && allowSeeMyPresence == other.allowSeeMyPresence
            && ringOnMonitoredCall == other.ringOnMonitoredCall && pickUpCallsOnHold == other.pickUpCallsOnHold
    }
}
