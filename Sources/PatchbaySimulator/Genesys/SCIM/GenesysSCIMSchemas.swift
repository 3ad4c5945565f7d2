/// Genesys Cloud's SCIM schemas, as far as its users and groups are simulated.
///
/// Source: Genesys Cloud SCIM API, `ScimV2User`, `ScimEmail`, `ScimPhoneNumber`, `ScimV2EnterpriseUser`, `ScimUserExtensions`,
/// `ScimV2Group`.
enum GenesysSCIMSchemas {
    static let user = "urn:ietf:params:scim:schemas:core:2.0:User"
    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    static let genesys = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"
    static let group = "urn:ietf:params:scim:schemas:core:2.0:Group"

    private static let genesysUser = SCIMKind(
        name: "User", endpoint: "/users", core: core, extensions: [enterpriseSchema, genesysSchema])
    private static let standardUser = SCIMKind(
        name: "User", endpoint: "/users", core: core, extensions: [enterpriseSchema])

    /// The users; by the standard without Genesys's own extension.
    static func users(_ manners: SCIMManners) -> SCIMKind { manners == .genesys ? genesysUser : standardUser }

    static let groups = SCIMKind(
        name: "Group", endpoint: "/groups",
        core: SCIMSchema(
            id: group, name: "Group",
            attributes: [
                id, SCIMAttribute(name: "externalId", isCaseExact: true),
                SCIMAttribute(name: "displayName", isRequired: true),
                SCIMAttribute(
                    name: "members", kind: .complex, isMany: true,
                    parts: [
                        SCIMAttribute(name: "value", mutability: .immutable),
                        SCIMAttribute(
                            name: "$ref", kind: .reference, mutability: .immutable, isCaseExact: true,
                            references: ["User"]),
                    ]),
            ]), extensions: [])

    private static let id = SCIMAttribute(
        name: "id", mutability: .readOnly, returned: .always, isCaseExact: true, isUnique: true)

    private static let types = [
        "work", "work2", "work3", "work4", "home", "mobile", "other", "microsoftteams", "zoomphone", "eightbyeight",
        "ringcentral",
    ]

    private static let genesysSchema = SCIMSchema(
        id: genesys, name: "Genesys Cloud user",
        attributes: [
            skills("routingSkills"), skills("routingLanguages"),
            SCIMAttribute(
                name: "externalIds", kind: .complex, isMany: true, returned: .request,
                parts: [
                    SCIMAttribute(name: "authority", isCaseExact: true),
                    SCIMAttribute(name: "value", isCaseExact: true),
                ]),
        ])

    private static func skills(_ name: String) -> SCIMAttribute {
        SCIMAttribute(
            name: name, kind: .complex, isMany: true,
            parts: [SCIMAttribute(name: "name"), SCIMAttribute(name: "proficiency", kind: .integer)])
    }

    private static let core = SCIMSchema(
        id: user, name: "User",
        attributes: [
            id,
            SCIMAttribute(name: "userName", isRequired: true, returned: .always, isUnique: true),
            SCIMAttribute(name: "externalId", isCaseExact: true), SCIMAttribute(name: "displayName"),
            SCIMAttribute(name: "active", kind: .boolean, isRequired: true, returned: .always),
            SCIMAttribute(name: "password", mutability: .writeOnly, returned: .never),
            SCIMAttribute(name: "title"),
            SCIMAttribute(
                name: "emails", kind: .complex, isMany: true,
                parts: [
                    SCIMAttribute(name: "value"), SCIMAttribute(name: "type", canonical: ["work"]),
                    SCIMAttribute(name: "primary", kind: .boolean),
                ]),
            SCIMAttribute(
                name: "phoneNumbers", kind: .complex, isMany: true,
                parts: [
                    SCIMAttribute(name: "value"), SCIMAttribute(name: "type", canonical: types),
                    SCIMAttribute(name: "primary", kind: .boolean),
                ]),
            SCIMAttribute(
                name: "groups", kind: .complex, isMany: true, mutability: .readOnly,
                parts: [
                    SCIMAttribute(name: "value", mutability: .readOnly),
                    SCIMAttribute(
                        name: "$ref", kind: .reference, mutability: .readOnly, isCaseExact: true,
                        references: ["Group"]),
                ]),
            SCIMAttribute(
                name: "roles", kind: .complex, isMany: true, parts: [SCIMAttribute(name: "value")]),
        ])

    private static let enterpriseSchema = SCIMSchema(
        id: enterprise, name: "Enterprise user",
        attributes: [
            SCIMAttribute(name: "division"), SCIMAttribute(name: "department"), SCIMAttribute(name: "employeeNumber"),
            SCIMAttribute(name: "dateHire"),
            SCIMAttribute(name: "manager", kind: .complex, parts: [SCIMAttribute(name: "value")]),
        ])
}

/// How the simulated SCIM service behaves where Genesys Cloud and the standard differ.
public enum SCIMManners: Hashable, Sendable {
    /// As Genesys Cloud does: a list leaves inactive users out, external ids come only when asked for, paths that are not understood are
    /// passed over with a 200, refusals have the platform's shape, numbers must be E.164, groups can be neither made nor deleted.
    case genesys
    /// As RFC 7643 and 7644 say: for test suites of the protocol.
    case standard
}
