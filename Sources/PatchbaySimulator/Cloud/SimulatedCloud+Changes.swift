/// What goes on in the tenant and the account while a tool works: people come, change and go, and administrators act.
extension SimulatedCloud {
    /// Adds a user; lists show it after the delay of the settings.
    public func add(_ user: SimulatedUser) {
        withWorld { world, now in
            world.directory.add(user, visibleAt: now + world.delay(world.settings.consistency.users))
        }
    }

    /// Changes a user; lists show it after the delay of the settings. The id stays. Does nothing if there is no such user.
    ///
    /// - Parameter key: object id or user principal name.
    public func change(_ key: String, _ change: @Sendable (inout SimulatedUser) -> Void) {
        withWorld { world, now in
            guard let index = world.directory.index(of: key), var user = world.directory.actual(at: index) else {
                return
            }
            change(&user)
            world.directory.set(user, at: index, visibleAt: now + world.delay(world.settings.consistency.users))
        }
    }

    /// Removes a user, who can be restored unless it is for good.
    ///
    /// - Parameter key: object id or user principal name.
    public func remove(_ key: String, forGood: Bool = false) {
        withWorld { world, now in
            guard let index = world.directory.index(of: key) else { return }
            world.directory.set(
                nil, at: index, hard: forGood, visibleAt: now + world.delay(world.settings.consistency.users))
        }
    }

    /// Brings a removed user back as the population has it.
    public func restore(_ id: String) {
        withWorld { world, now in
            guard let index = world.directory.index(of: id), index < world.settings.population.count else { return }
            world.directory.set(
                world.settings.population.user(at: index), at: index,
                visibleAt: now + world.delay(world.settings.consistency.users))
        }
    }

    /// Changes an extension, or removes it by setting it to `nil`; the directory's entity tag changes with it.
    public func changeExtension(_ id: Int64, _ change: @Sendable (inout SimulatedExtension?) -> Void) {
        withWorld { world, _ in
            let population = world.settings.population
            guard let place = world.ringCentral.place(of: String(id), population) else { return }
            var item = world.ringCentral.simulatedExtension(at: place, population)
            change(&item)
            world.ringCentral.set(item, at: place)
        }
    }

    /// Ends every token that was issued so far, Entra's, RingCentral's and Genesys Cloud's.
    public func expireTokens() {
        withWorld { world, _ in
            world.entra.expireTokens()
            world.ringCentral.expireTokens()
            world.genesys.expireTokens()
        }
    }

    /// Replaces an app's registration: other secrets, other permissions. Tokens that were issued keep what they hold.
    public func register(_ app: AppRegistration) {
        withWorld { world, _ in
            world.entra.replace(app)
        }
    }

    /// Replaces the Teams app catalogue.
    public func replaceCatalog(_ catalog: [CatalogApp]) { withWorld { world, _ in world.teams.catalog = catalog } }

    /// Puts other limits in force, until a script of faults says otherwise.
    public func enforce(_ limits: Limits) { withWorld { world, _ in world.throttles.replace(limits) } }

    /// Whether a user has an app now, whatever reads show.
    ///
    /// - Parameters:
    ///   - key: object id or user principal name.
    ///   - app: the app's id in the catalogue; `nil` for the first one.
    public func hasApp(_ key: String, app: String? = nil) -> Bool {
        withWorld { world, _ in
            guard let index = world.directory.index(of: key), let kind = world.directory.kind(at: index) else {
                return false
            }
            return world.teams.hasApp(app ?? world.teams.mainApp, index: index, kind: kind)
        }
    }

    /// The users as they truly are, added ones included and removed ones left out.
    public var users: [SimulatedUser] {
        withWorld { world, _ in
            (0..<world.directory.count).compactMap { world.directory.actual(at: $0) }
        }
    }
}
