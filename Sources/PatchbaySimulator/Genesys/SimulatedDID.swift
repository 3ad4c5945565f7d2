/// A number of the simulated organization's own.
public struct SimulatedDID: Hashable, Sendable {
    /// What has the number.
    public struct Owner: Hashable, Sendable {
        /// The kind: `USER`, `PHONE`, `IVR_CONFIG` or `GROUP`.
        public var kind: String
        /// The id.
        public var id: String
        /// The name.
        public var name: String

        /// Makes an owner.
        public init(kind: String, id: String, name: String) {
            self.kind = kind
            self.id = id
            self.name = name
        }
    }

    /// The number, in E.164.
    public var number: String
    /// What has it; `nil` where it is free.
    public var owner: Owner?

    /// Makes a DID.
    public init(_ number: String, owner: Owner? = nil) {
        self.number = number
        self.owner = owner
    }

    func json(_ id: String) -> JSONValue {
        let json: JSONValue = [
            "id": .string(id), "name": .string(number), "phoneNumber": .string(number), "state": "active",
        ]
        guard let owner else { return json }
        return json.merging([
            "owner": ["id": .string(owner.id), "name": .string(owner.name)], "ownerType": .string(owner.kind),
        ])
    }
}

extension Population {
    /// The numbers of the organization's own beside those of its users: of a few people whose number in Entra is one, every other is
    /// given to a call route, as the number of a line that the contact center took over; the others are free.
    func genesysDIDs() -> [SimulatedDID] {
        stride(from: 12, to: count, by: 54).flatMap { index -> [SimulatedDID] in
            [index, index + 18].filter { $0 < count }.compactMap { place in
                let user = user(at: place)
                guard user.kind.isPerson, let number = user.businessPhone?.filter({ !$0.isWhitespace }) else {
                    return nil
                }
                guard place == index else { return SimulatedDID(number) }
                return SimulatedDID(
                    number,
                    owner: .init(kind: "IVR_CONFIG", id: "simulated-call-route-\(place)", name: "Service line \(place)")
                )
            }
        }
    }
}
