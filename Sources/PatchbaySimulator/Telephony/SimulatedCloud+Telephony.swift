/// The Teams integration of an extension as it truly is.
public struct SimulatedDirectRouting: Hashable, Sendable {
    /// The extension.
    public let extensionID: Int64
    /// The Microsoft 365 user whose extension it truly is.
    public let userID: String?
    /// The number.
    public let number: String
    /// RingCentral's word for how far it is.
    public let status: String
}

/// Telephones and groups while a tool works: what is so, and what administrators change.
extension SimulatedCloud {
    /// The extensions that have the Teams integration, whatever its state.
    public var directRouting: [SimulatedDirectRouting] {
        withWorld { world, now in
            world.telephony.places.compactMap { place in
                guard let link = world.telephony.link(at: place, now: now),
                    let item = world.ringCentral.simulatedExtension(at: place, world.settings.population)
                else { return nil }
                return SimulatedDirectRouting(
                    extensionID: item.id, userID: item.userID, number: link.number, status: link.status)
            }
        }
    }

    /// Sets the Teams integration of an extension, or takes it away with `nil`, as if somebody had done it in the portal.
    public func setDirectRouting(_ id: Int64, status: String?, number: String? = nil) {
        withWorld { world, now in
            guard let place = world.ringCentral.place(of: String(id), world.settings.population) else { return }
            let item = world.ringCentral.simulatedExtension(at: place, world.settings.population)
            let known = world.telephony.link(at: place, now: now)?.number
            world.telephony.set(
                status.map {
                    TelephonyState.Link(number: number ?? known ?? item?.directNumber ?? "+15550000000", status: $0)
                }, at: place)
        }
    }

    /// The object ids of the users who are directly in a group, or with `transitive` also in the groups within it, as it truly is.
    public func members(ofGroup name: String, transitive: Bool = false) -> Set<String> {
        withWorld { world, _ in
            guard let group = world.groups.group(named: name) else { return [] }
            let members =
                transitive
                ? world.groups.transitiveMembers(of: group, at: .infinity) : group.members(at: .infinity)
            return Set(
                members.compactMap { member in
                    if case .user(let index) = member { world.directory.id(at: index).description } else { nil }
                })
        }
    }

    /// Adds users to a group, or takes them out, as an administrator would; reads show it at once.
    public func changeGroup(_ name: String, add: [String] = [], remove: [String] = []) {
        withWorld { world, now in
            // The telephones begin from the groups as they were made.
            _ = world.telephony.places
            guard let group = world.groups.group(named: name) else { return }
            let added = add.compactMap { world.directory.index(of: $0) }.filter { !group.users.contains($0) }
            world.groups.change(group.id, added, isAddition: true, visibleAt: now, now: now)
            let removed = remove.compactMap { world.directory.index(of: $0) }
            world.groups.change(group.id, removed, isAddition: false, visibleAt: now, now: now)
        }
    }

    /// Which user has which number in Teams: object ids by number.
    public var teamsNumbers: [String: String] {
        withWorld { world, _ in
            Dictionary(
                world.telephony.numbers.compactMap { entry in
                    entry.user.map { (entry.number, world.directory.id(at: $0).description) }
                }, uniquingKeysWith: { first, _ in first })
        }
    }
}
