import Foundation
import PatchbayCore

/// Setting a session's presence, the preferred presence and the status message.
///
/// Source: Microsoft Graph `presence-setpresence`, `presence-clearpresence`, `presence-setuserpreferredpresence`,
/// `presence-clearuserpreferredpresence`, `presence-setstatusmessage`.
enum PresenceWriteRoutes {
    private static let writers = ["Presence.ReadWrite.All"]

    static let all: [Route] = [
        route("setPresence", .presenceSet, "presence-setpresence", setPresence),
        route("clearPresence", .presenceClear, "presence-clearpresence", clearPresence),
        route(
            "setUserPreferredPresence", .preferredPresenceSet, "presence-setuserpreferredpresence", setPreferred),
        route(
            "clearUserPreferredPresence", .preferredPresenceClear, "presence-clearuserpreferredpresence",
            clearPreferred),
        route("setStatusMessage", "graph.presence.setStatusMessage", "presence-setstatusmessage", setMessage),
    ]

    private typealias Handler = @Sendable (Int, Call, Caller, World) throws(Problem) -> Void

    private static func route(
        _ action: String, _ operation: SimulatedOperation, _ source: String, _ handle: @escaping Handler
    ) -> Route {
        Route(
            .post, "/users/{user}/presence/\(action)", operation, .write(of: "user"), charges: .teams(.presence),
            permissions: writers, source: "Microsoft Graph \(source)",
            handle: { (call, caller, world) throws(Problem) in
                let index = try UserRoutes.find(call["user"], call, world)
                let before = world.presences.teams(index)
                try handle(index, call, caller, world)
                world.presences.noteGraphWrite(index, before: before, at: call.now)
                world.noteTeams(index, at: call.now)
                return HTTPResponse(status: 200)
            })
    }

    /// Source: Microsoft Graph `presence-setpresence`.
    private static let sessionPairs: [TeamsUserPresence.Status] = [
        .available, .init("Busy", "InACall"), .init("Busy", "InAConferenceCall"), .away,
        .init("DoNotDisturb", "Presenting"),
    ]

    /// Source: Microsoft Graph `presence-setuserpreferredpresence`.
    private static let preferredPairs: [TeamsUserPresence.Status] = [
        .available, .init("Busy", "Busy"), .init("DoNotDisturb", "DoNotDisturb"), .init("BeRightBack", "BeRightBack"),
        .away, .init("Offline", "OffWork"),
    ]

    private static func bad(_ message: String) -> Problem { Problem(400, "BadRequest", message) }

    private static func pair(
        _ body: JSONValue, among legal: [TeamsUserPresence.Status]
    ) throws(Problem) -> TeamsUserPresence.Status {
        let (availability, activity) = (body["availability"]?.string ?? "", body["activity"]?.string ?? "")
        guard
            let found = legal.first(where: {
                $0.availability.equalsIgnoringASCIICase(availability) && $0.activity.equalsIgnoringASCIICase(activity)
            })
        else { throw bad("'\(availability)' and '\(activity)' are not a pair that can be set.") }
        return found
    }

    private static func length(_ body: JSONValue) throws(Problem) -> Double? {
        guard let value = body["expirationDuration"], value != .null else { return nil }
        guard let seconds = value.string.flatMap(ISODuration.seconds), seconds > 0 else {
            throw bad("'expirationDuration' is not a duration.")
        }
        return seconds
    }

    /// One session for each app and user, named by the app's own id.
    private static func session(_ body: JSONValue, _ caller: Caller) throws(Problem) {
        guard let id = body["sessionId"]?.string, id.equalsIgnoringASCIICase(caller.app) else {
            throw bad("'sessionId' must be the id of the calling application.")
        }
    }

    private static func body(_ call: Call) throws(Problem) -> JSONValue {
        guard let body = JSONValue.parse(call.body), case .object = body else {
            throw bad("The body is not an object.")
        }
        return body
    }

    private static let setPresence: Handler = { (index, call, caller, world) throws(Problem) in
        let body = try body(call)
        try session(body, caller)
        let status = try pair(body, among: sessionPairs)
        let length = try length(body) ?? 300
        // Source: Microsoft Graph `presence-setpresence`: five minutes to four hours, five if nothing is said.
        guard (300...14_400).contains(length) else { throw bad("'expirationDuration' must be from PT5M to PT4H.") }
        world.presences.updateTeams(index) { $0.setSession(status, by: caller.app, lasting: length, at: call.now) }
    }

    private static let clearPresence: Handler = { (index, call, caller, world) throws(Problem) in
        try session(try body(call), caller)
        guard world.presences.updateTeams(index, { $0.clearSession(of: caller.app, at: call.now) }) else {
            throw Problem(404, "NotFound", "There is no presence session of this application.")
        }
    }

    private static let setPreferred: Handler = { (index, call, caller, world) throws(Problem) in
        let body = try body(call)
        let status = try pair(body, among: preferredPairs)
        // Source: Microsoft Graph `presence-setuserpreferredpresence`: a day for busy and do not disturb, a week for the others.
        let usual: Double = status.rank >= 3 ? 86_400 : 604_800
        let end = call.now + (try length(body) ?? usual)
        world.presences.updateTeams(index) { $0.prefer(status, by: .app(caller.app), until: end, at: call.now) }
    }

    /// Observed to be accepted also where there is nothing to clear.
    private static let clearPreferred: Handler = { (index, call, caller, world) throws(Problem) in
        world.presences.updateTeams(index) { $0.prefer(nil, by: .app(caller.app), until: 0, at: call.now) }
    }

    private static let setMessage: Handler = { (index, call, _, world) throws(Problem) in
        guard let status = try body(call)["statusMessage"], case .object = status else {
            throw bad("The request needs a status message.")
        }
        let content = status["message"]?["content"]?.string ?? ""
        var end = Double.infinity
        if let expiry = status["expiryDateTime"], expiry != .null {
            // The zone's name can be any of a long list; this cloud keeps to the one that clients should send.
            guard expiry["timeZone"]?.string?.uppercased() == "UTC",
                let date = expiry["dateTime"]?.string.flatMap({ WireDate.iso8601($0.hasSuffix("Z") ? $0 : $0 + "Z") })
            else { throw bad("'expiryDateTime' is not a date and time in UTC.") }
            end = call.now + date.timeIntervalSince(call.date)
        }
        let type = status["message"]?["contentType"]?.string ?? "text"
        world.presences.updateTeams(index) {
            $0.setMessage(
                content.isEmpty ? nil : .init(content: content, contentType: type, endsAt: end), at: call.now)
        }
    }
}
