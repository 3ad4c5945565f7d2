/// An integration of the simulated organization.
///
/// Source: Genesys Cloud Integrations API: what was just installed can be missing from reads for a moment, and the state follows the
/// intention some seconds later.
struct SimulatedIntegration {
    let id: String
    var type: String
    var name: String
    var intended = "DISABLED"
    /// When the intention changed, and from when reads show the integration; in the cloud's seconds.
    var changedAt: Double
    var visibleAt: Double
    var version = 1
    var notes: JSONValue = .null
    var properties: JSONValue = .object([])
    var advanced: JSONValue = .object([])
    var credentials: JSONValue = .object([])

    func state(at now: Double, delay: Double, fails: Bool) -> String {
        let isSettled = now - changedAt >= delay
        if intended == "ENABLED" { return isSettled ? fails ? "ERROR" : "ACTIVE" : "ACTIVATING" }
        return isSettled ? "INACTIVE" : "DEACTIVATING"
    }

    func json(at now: Double, delay: Double, fails: Bool) -> JSONValue {
        let state = state(at: now, delay: delay, fails: fails)
        var reported: JSONValue = [
            "code": .string(state), "effective": .string(state.prefix(1) + state.dropFirst().lowercased()),
        ]
        if state == "ERROR" {
            reported = reported.adding("detail", ["message": "The integration could not be started."])
        }
        return [
            "id": .string(id), "name": .string(name), "integrationType": ["id": .string(type)],
            "intendedState": .string(intended), "reportedState": reported,
        ]
    }

    var configuration: JSONValue {
        let configuration: JSONValue = [
            "id": .string(id), "name": .string(name), "version": .integer(Int64(version)),
            "properties": properties, "advanced": advanced, "credentials": credentials,
        ]
        // What is not there is left out.
        return notes == .null ? configuration : configuration.adding("notes", notes)
    }
}

/// A role of the simulated organization.
struct SimulatedRole {
    let id: String
    let name: String
    /// Permissions such as `integration:microsoftTeams:view`.
    let permissions: [String]
    var holders: Set<String> = []

    var json: JSONValue {
        [
            "id": .string(id), "name": .string(name),
            "permissionPolicies": .array(
                permissions.map { permission in
                    let parts = permission.split(separator: ":").map { JSONValue.string(String($0)) }
                    return ["domain": parts[0], "entityName": parts[1], "actionSet": [parts[2]]]
                }),
        ]
    }
}
