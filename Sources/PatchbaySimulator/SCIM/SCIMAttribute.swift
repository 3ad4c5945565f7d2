import PatchbayCore

/// The definition of an attribute. Source: RFC 7643, section 7.
struct SCIMAttribute: Sendable {
    enum Kind: String, Sendable {
        case string, boolean, integer, reference, complex
    }

    enum Mutability: String, Sendable {
        case readOnly, readWrite, immutable, writeOnly
    }

    enum Returned: String, Sendable {
        case always, never, request
        case unlessExcluded = "default"
    }

    let name: String
    var kind = Kind.string
    var isMany = false
    var isRequired = false
    var mutability = Mutability.readWrite
    var returned = Returned.unlessExcluded
    var isCaseExact = false
    var isUnique = false
    /// The values that are usual; others are allowed.
    var canonical: [String] = []
    var references: [String] = []
    var parts: [SCIMAttribute] = []

    /// The definition of a part, by a name in any case.
    func part(_ name: String) -> SCIMAttribute? { parts.first { $0.name.equalsIgnoringASCIICase(name) } }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(name)), ("type", .string(kind.rawValue)), ("multiValued", .bool(isMany)),
            ("description", .string(name)), ("required", .bool(isRequired)), ("caseExact", .bool(isCaseExact)),
            ("mutability", .string(mutability.rawValue)), ("returned", .string(returned.rawValue)),
            ("uniqueness", .string(isUnique ? "server" : "none")),
        ]
        if !canonical.isEmpty { members.append(("canonicalValues", .array(canonical.map(JSONValue.string)))) }
        if kind == .reference { members.append(("referenceTypes", .array(references.map(JSONValue.string)))) }
        if kind == .complex { members.append(("subAttributes", .array(parts.map(\.json)))) }
        return .members(members)
    }
}

/// A schema: the attributes under one URN.
struct SCIMSchema: Sendable {
    let id: String
    let name: String
    let attributes: [SCIMAttribute]

    /// The definition of an attribute, by a name in any case.
    func attribute(_ name: String) -> SCIMAttribute? {
        attributes.first { $0.name.equalsIgnoringASCIICase(name) }
    }

    func json(at base: String) -> JSONValue {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": .string(id), "name": .string(name),
            "description": .string(name), "attributes": .array(attributes.map(\.json)),
            "meta": ["resourceType": "Schema", "location": .string("\(base)/schemas/\(id)")],
        ]
    }
}

/// A kind of resource: where it lives and which schemas describe it. Source: RFC 7643, section 6.
struct SCIMKind: Sendable {
    let name: String
    let endpoint: String
    let core: SCIMSchema
    let extensions: [SCIMSchema]

    var schemas: [SCIMSchema] { [core] + extensions }

    /// The definition that a path leads to: of a part where it names one.
    func definition(_ path: SCIMPath) -> SCIMAttribute? {
        let schema = path.schema.flatMap { urn in schemas.first { $0.id.equalsIgnoringASCIICase(urn) } } ?? core
        guard let name = path.attribute, let attribute = schema.attribute(name) else { return nil }
        return path.part.map { attribute.part($0) } ?? attribute
    }

    func json(at base: String) -> JSONValue {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": .string(name),
            "name": .string(name), "description": .string(name), "endpoint": .string(endpoint),
            "schema": .string(core.id),
            "schemaExtensions": .array(extensions.map { ["schema": .string($0.id), "required": false] }),
            "meta": ["resourceType": "ResourceType", "location": .string("\(base)/resourcetypes/\(name)")],
        ]
    }
}
