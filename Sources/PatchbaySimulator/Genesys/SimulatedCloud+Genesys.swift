extension SimulatedCloud {
    /// The Genesys users as they truly are.
    public var genesysUsers: [SimulatedGenesysUser] {
        withWorld { world, _ in world.genesys.users.filter { !$0.isDeleted } }
    }

    /// Changes a Genesys user behind a client's back; its version grows. Does nothing if there is no such user.
    public func changeGenesysUser(_ id: String, _ change: @Sendable (inout SimulatedGenesysUser) -> Void) {
        withWorld { world, _ in
            guard let index = world.genesys.index(of: id) else { return }
            change(&world.genesys.users[index])
            world.genesys.users[index].version += 1
        }
    }

    /// Adds a Genesys user.
    public func addGenesysUser(_ user: SimulatedGenesysUser) { withWorld { world, _ in world.genesys.append(user) } }
}

extension SimulatedOperation {
    /// Genesys Cloud's token endpoint.
    public static let genesysToken: SimulatedOperation = "genesys.token"
    /// Lists Genesys users by SCIM.
    public static let genesysUsersList: SimulatedOperation = "genesys.scim.users.list"
    /// Changes a Genesys user by SCIM.
    public static let genesysUsersPatch: SimulatedOperation = "genesys.scim.users.patch"
}

extension LimitGroup {
    /// Every call of a Genesys OAuth client.
    public static let genesysClient = LimitGroup(rawValue: "client.credentials.token.rate.per.minute")
}
