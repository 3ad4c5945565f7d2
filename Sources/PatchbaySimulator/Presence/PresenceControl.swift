import Foundation
import PatchbayCore

/// Lets a script in another process play the people, and look at both sides at once.
enum PresenceControl {
    static let routes: [Route] = [
        Route(
            .post, "/simulator/acts", "simulator.acts", charges: .free, source: "Patchbay's own",
            handle: { (call, _, world) throws(Problem) in try perform(call, world) }),
        Route(
            .get, "/simulator/presence", "simulator.presence", charges: .free, source: "Patchbay's own",
            handle: { (call, _, world) throws(Problem) in show(call, world) }),
    ]

    /// What a script sends: acts as ``PersonAct`` is coded, at once or after some seconds.
    private struct Script: Decodable {
        struct Line: Decodable {
            let after: Double?
            let person: String
            let act: PersonAct
        }

        let acts: [Line]
    }

    private static func perform(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let script: Script
        do {
            script = try JSONDecoder().decode(Script.self, from: call.body ?? Data())
        } catch {
            throw Problem(400, "BadRequest", "The acts cannot be read: \(error)")
        }
        var later: [PersonEvent] = []
        for line in script.acts {
            guard let person = world.person(line.person) else {
                throw Problem(404, "NotFound", "There is nobody called “\(line.person)”.")
            }
            if let after = line.after, after > 0 {
                later.append(PersonEvent(at: .seconds(after), person: person, act: line.act))
            } else {
                world.perform(line.act, by: person, at: call.now)
            }
        }
        world.presences.schedule(later, from: call.now)
        return .json(["acts": .integer(Int64(script.acts.count))])
    }

    private static func show(_ call: Call, _ world: World) -> HTTPResponse {
        let people = world.settings.population.people.compactMap { person -> JSONValue? in
            let places = world.places(of: person)
            guard let user = places.user, let place = places.telephone else { return nil }
            let teams = world.presences.teams(user)
            let telephone = world.presences.telephone(place)
            return [
                "user": .string(person.userID ?? ""), "extension": .integer(person.extensionID ?? 0),
                "teams": .string(teams.shown(at: call.now).description),
                "sessions": .array(
                    teams.apps.filter { $0.endsAt > call.now }.map { .string($0.status.description) }),
                "userStatus": .string(telephone.reportedUserStatus), "dndStatus": .string(telephone.dndStatus),
                "telephonyStatus": .string(telephone.telephonyStatus),
            ]
        }
        let journal = world.presences.journal
        return .json([
            "people": .array(people),
            "writes": .array(
                journal.writes.map { write in
                    [
                        "at": .number(write.at), "operation": .string(write.operation.rawValue),
                        "subject": .string(write.subject), "status": .integer(Int64(write.status)),
                        "before": write.before.map(JSONValue.string) ?? .null,
                        "after": write.after.map(JSONValue.string) ?? .null,
                        "liftedManualChoice": .bool(write.liftedManualChoice),
                    ]
                }),
        ])
    }
}
