import PatchbayCore

/// Lets a script in another process look at subscriptions, and break them.
enum SubscriptionControl {
    static let routes: [Route] = [
        Route(
            .get, "/simulator/subscriptions", "simulator.subscriptions", charges: .free, source: "Patchbay's own",
            handle: { (call, _, world) throws(Problem) in .json(["subscriptions": report(call, world)]) }),
        Route(
            .post, "/simulator/subscriptions/{id}/silence", "simulator.subscriptions.silence", charges: .free,
            source: "Patchbay's own",
            handle: { (call, _, world) throws(Problem) in
                try answer(world.silenceSubscription(call["id"].lowercased()), call)
            }),
        Route(
            .post, "/simulator/subscriptions/{id}/lose", "simulator.subscriptions.lose", charges: .free,
            source: "Patchbay's own",
            handle: { (call, _, world) throws(Problem) in
                try answer(world.loseSubscription(call["id"].lowercased(), at: call.now), call)
            }),
        Route(
            .post, "/simulator/sockets/break", "simulator.sockets.break", charges: .free, source: "Patchbay's own",
            handle: { (call, _, world) throws(Problem) in
                .json(["broken": .integer(Int64(world.breakEventSockets(at: call.now)))])
            }),
    ]

    private static func answer(_ isKnown: Bool, _ call: Call) throws(Problem) -> HTTPResponse {
        guard isKnown else { throw Problem(404, "NotFound", "There is no subscription “\(call["id"])”.") }
        return .json(["id": .string(call["id"].lowercased())])
    }

    /// Neither secrets nor the queries of addresses, in which people keep them.
    static func report(_ call: Call, _ world: World) -> JSONValue {
        .array(
            world.subscriptionReport(at: call.now).map { item in
                [
                    "id": .string(item.id), "service": .string(item.service.rawValue),
                    "state": .string(item.state.rawValue), "about": .array(item.about.map(JSONValue.string)),
                    "address": .text(item.address.map { String($0.prefix { $0 != "?" }) }),
                    "includesData": .bool(item.includesData), "secondsLeft": .number(item.secondsLeft),
                    "written": .integer(Int64(item.written)), "delivered": .integer(Int64(item.delivered)),
                    "failures": .integer(Int64(item.failures)), "lost": .integer(Int64(item.lost)),
                    "dropped": .integer(Int64(item.dropped)),
                ]
            })
    }
}
