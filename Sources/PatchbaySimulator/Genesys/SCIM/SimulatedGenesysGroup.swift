import PatchbayCore

/// A group of the simulated organization.
struct SimulatedGenesysGroup {
    let id: String
    var displayName: String
    var externalID: String?
    /// The members as SCIM has them.
    var members: [JSONValue]
    var version = 1

    func has(_ user: String) -> Bool { members.contains { $0.member("value")?.string == user } }

    func json(_ resource: GenesysResource) -> JSONValue {
        let group: JSONValue = [
            "schemas": [.string(GenesysSCIMSchemas.group)], "id": .string(id), "displayName": .string(displayName),
        ]
        return group.setting("externalId", .text(externalID)).setting("members", .array(members)).adding(
            "meta",
            [
                "resourceType": "Group", "version": .string(GenesysResource.tag(version)),
                "location": .string(resource.location("groups", id)),
            ])
    }

    /// The group that a resource describes.
    static func made(of resource: JSONValue, id: String, version: Int) throws(Problem) -> SimulatedGenesysGroup {
        guard let name = resource.member("displayName")?.string, !name.isEmpty else {
            throw Problem(400, "invalidValue", "displayName is required.", inner: "invalidValue")
        }
        return SimulatedGenesysGroup(
            id: id, displayName: name, externalID: resource.member("externalId")?.string,
            members: resource.member("members")?.array ?? [], version: version)
    }
}
