import PatchbayCore

/// The numbers of the organization's own. Source: Genesys Cloud Telephony Providers Edge API.
enum GenesysDIDRoutes {
    static let all = [
        Route(
            .get, "/api/v2/telephony/providers/edges/dids", "genesys.dids", charges: .one(.genesysClient),
            permissions: ["telephony:plugin:all"],
            source: "Genesys Cloud Telephony Providers Edge API, listing of DIDs (phoneNumber, ownerId, pages)",
            handle: { (call, _, world) throws(Problem) in
                var dids = world.genesys.dids + userDIDs(world)
                if let number = call.option("phoneNumber") { dids.removeAll { $0.number != number } }
                if let owner = call.option("ownerId") { dids.removeAll { $0.owner?.id != owner } }
                dids.sort { $0.number < $1.number }
                return .json(GenesysPage.of(dids.map { $0.json("simulated-did-\($0.number.dropFirst())") }, call))
            })
    ]

    /// Users' numbers at work are the organization's own; those of deleted users stay attached.
    private static func userDIDs(_ world: World) -> [SimulatedDID] {
        world.genesys.users.flatMap { user in
            user.phones.filter { $0.type == "work" }.map {
                SimulatedDID($0.value, owner: .init(kind: "USER", id: user.id, name: user.displayName))
            }
        }
    }
}
