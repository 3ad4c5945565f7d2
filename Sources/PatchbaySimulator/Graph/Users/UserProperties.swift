/// What of a user Graph shows, and under which name.
enum UserProperties {
    struct Property: Sendable {
        let name: String
        /// Whether it comes without being asked for. Source: Microsoft Graph `user-list`.
        let isDefault: Bool
        let value: @Sendable (SimulatedUser) -> JSONValue

        init(_ name: String, isDefault: Bool = false, _ value: @escaping @Sendable (SimulatedUser) -> JSONValue) {
            self.name = name
            self.isDefault = isDefault
            self.value = value
        }
    }

    static let all: [Property] = [
        Property("businessPhones", isDefault: true) { user in .array(user.businessPhone.map { [.string($0)] } ?? []) },
        Property("displayName", isDefault: true) { .string($0.displayName) },
        Property("givenName", isDefault: true) { .text($0.givenName) },
        Property("jobTitle", isDefault: true) { .text($0.jobTitle) },
        Property("mail", isDefault: true) { .text($0.mail) },
        Property("mobilePhone", isDefault: true) { _ in .null },
        Property("officeLocation", isDefault: true) { .text($0.officeLocation) },
        Property("preferredLanguage", isDefault: true) { _ in .null },
        Property("surname", isDefault: true) { .text($0.surname) },
        Property("userPrincipalName", isDefault: true) { .string($0.userPrincipalName) },
        Property("id", isDefault: true) { .string($0.id) },
        Property("department") { .text($0.department) },
        Property("accountEnabled") { .bool($0.accountEnabled) },
        Property("userType") { $0.isGuest ? "Guest" : "Member" },
        Property("assignedLicenses") { user in
            .array(
                user.licences.filter { $0.sku != .lapsed }.map { licence in
                    let switchedOff: [JSONValue] =
                        licence.isTeamsSwitchedOff ? [.string(Sku.teamsPlan.id.description)] : []
                    return ["disabledPlans": .array(switchedOff), "skuId": .string(licence.sku.id.description)]
                })
        },
        Property("assignedPlans") { .array(plans(of: $0)) },
        Property("usageLocation") { _ in "GB" },
        Property("isResourceAccount") { user in user.kind == .resourceAccount ? true : .null },
        Property("onPremisesSyncEnabled") { user in user.isSynced ? true : .null },
        Property("proxyAddresses") { user in
            .array((user.mail.map { [.string("SMTP:\($0)")] } ?? []) + user.aliases.map { .string("smtp:\($0)") })
        },
        Property("otherMails") { _ in [] },
        Property("mailNickname") { .string(String($0.userPrincipalName.split(separator: "@").first ?? "")) },
        Property("companyName") { user in user.isGuest ? "Partner" : "Fabrikam" },
        Property("externalUserState") { user in user.isGuest ? "Accepted" : .null },
        Property("createdDateTime") { _ in "2024-01-15T09:00:00Z" },
    ]

    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name.lowercased(), $0) })
    static let defaults = all.filter(\.isDefault)

    /// Properties that only a single user has. Source: Microsoft Graph `user-list`: asking a list for them is not implemented.
    static let singleOnly: Set<String> = ["mailboxsettings", "aboutme", "birthday", "hiredate", "interests", "skills"]

    private static func plans(of user: SimulatedUser) -> [JSONValue] {
        func entry(_ plan: Sku.Plan, _ state: String) -> JSONValue {
            [
                "assignedDateTime": "2024-01-15T09:00:00Z", "capabilityStatus": .string(state),
                "service": .string(plan.service), "servicePlanId": .string(plan.id.description),
            ]
        }
        var entries: [JSONValue] = []
        for licence in user.licences {
            for plan in licence.sku.plans {
                guard plan == Sku.teamsPlan else {
                    entries.append(entry(plan, "Enabled"))
                    continue
                }
                // An entry of an earlier licence may linger beside the one that counts. Source: Microsoft Graph `assignedplan`.
                if user.id.hasSuffix("7"), licence.teams == .enabled { entries.append(entry(plan, "Deleted")) }
                if let state = licence.teams { entries.append(entry(plan, state.rawValue)) }
            }
        }
        return entries
    }
}

extension SimulatedUser: ODataEntity {
    func property(_ name: String) -> JSONValue? { UserProperties.byName[name.lowercased()]?.value(self) }

    /// The user with the given properties.
    func json(_ properties: [UserProperties.Property]) -> JSONValue {
        .object(properties.map { JSONValue.Member(name: $0.name, value: $0.value(self)) })
    }
}
