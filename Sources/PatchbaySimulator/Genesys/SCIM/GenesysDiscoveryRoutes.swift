import PatchbayCore

/// What the SCIM service says about itself, and `/.search`. Source: RFC 7644, section 4 and 3.4.3; Genesys Cloud SCIM API.
enum GenesysDiscoveryRoutes {
    private static let base = "/api/v2/scim/v2"

    static let all: [Route] = [
        read("/serviceproviderconfig", "genesys.scim.configuration") { (call, _) throws(Problem) in
            .json(configuration("\(call.root)\(base)"), type: "application/scim+json")
        },
        read("/schemas", "genesys.scim.schemas.list") { (call, world) throws(Problem) in
            // Source: Genesys Cloud SCIM API, GET schemas: a filter is refused.
            guard call.option("filter") == nil else {
                throw Problem(403, "not.authorized", "No filter is allowed here.")
            }
            return page(schemas(world).map { $0.json(at: "\(call.root)\(base)") })
        },
        read("/schemas/{schema}", "genesys.scim.schemas.get") { (call, world) throws(Problem) in
            guard let schema = schemas(world).first(where: { $0.id.equalsIgnoringASCIICase(call["schema"]) }) else {
                throw Problem(404, "not.found", "The schema was not found.")
            }
            return .json(schema.json(at: "\(call.root)\(base)"), type: "application/scim+json")
        },
        read("/resourcetypes", "genesys.scim.types.list") { (call, world) throws(Problem) in
            page(kinds(world).map { $0.json(at: "\(call.root)\(base)") })
        },
        read("/resourcetypes/{type}", "genesys.scim.types.get") { (call, world) throws(Problem) in
            guard let kind = kinds(world).first(where: { $0.name.equalsIgnoringASCIICase(call["type"]) }) else {
                throw Problem(404, "not.found", "The resource type was not found.")
            }
            return .json(kind.json(at: "\(call.root)\(base)"), type: "application/scim+json")
        },
        Route(
            .post, "\(base)/.search", "genesys.scim.search", charges: .one(.genesysClient),
            source: "RFC 7644, section 3.4.3; not in Genesys Cloud",
            handle: { (call, _, world) throws(Problem) in try search(call, world) }),
    ]

    private static func read(
        _ path: String, _ operation: SimulatedOperation,
        _ handle: @escaping @Sendable (Call, World) throws(Problem) -> HTTPResponse
    ) -> Route {
        Route(
            .get, "\(base)\(path)", operation, charges: .one(.genesysClient),
            source: "RFC 7644, section 4; Genesys Cloud SCIM API",
            handle: { (call, _, world) throws(Problem) in try handle(call, world) })
    }

    private static func kinds(_ world: World) -> [SCIMKind] {
        [GenesysSCIMSchemas.users(world.settings.genesys.scim), GenesysSCIMSchemas.groups]
    }

    private static func schemas(_ world: World) -> [SCIMSchema] { kinds(world).flatMap(\.schemas) }

    private static func page(_ resources: [JSONValue]) -> HTTPResponse {
        .json(
            [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
                "totalResults": .integer(Int64(resources.count)), "startIndex": 1,
                "itemsPerPage": .integer(Int64(resources.count)), "Resources": .array(resources),
            ], type: "application/scim+json")
    }

    private static func configuration(_ root: String) -> JSONValue {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": ["supported": true], "bulk": ["supported": false, "maxOperations": 0, "maxPayloadSize": 0],
            "filter": ["supported": true, "maxResults": 100], "changePassword": ["supported": true],
            "sort": ["supported": false], "etag": ["supported": true],
            "authenticationSchemes": [
                [
                    "type": "oauthbearertoken", "name": "OAuth bearer token",
                    "description": "A token of the client credentials grant", "primary": true,
                ]
            ], "meta": ["resourceType": "ServiceProviderConfig", "location": .string("\(root)/serviceproviderconfig")],
        ]
    }

    private static func search(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        guard world.settings.genesys.scim == .standard else {
            throw Problem(404, "not.found", "HTTP 404 Not Found")
        }
        let query = SCIMListQuery(search: try GenesysSCIMRoutes.body(call))
        let resource = GenesysResource(call, world)
        let users = world.genesys.users.filter { !$0.isDeleted }.map { (resource.json($0), resource.kind) }
        var all = users + world.genesys.groups.map { ($0.json(resource), GenesysSCIMSchemas.groups) }
        if let text = query.filter {
            guard let node = try? SCIMFilterParser.parse(text) else {
                throw Problem(400, "invalidFilter", "The filter cannot be read.", inner: "invalidFilter")
            }
            all = all.filter { node.matches($0.0, $0.1) }
        }
        return query.response(to: all) { query.selection($0.0, $0.1) }
    }
}
