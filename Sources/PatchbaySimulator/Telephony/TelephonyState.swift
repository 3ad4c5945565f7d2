import PatchbayCore

/// What joins RingCentral's telephones to Teams: which extensions have the Teams integration, and which numbers Teams has assigned.
///
/// How it begins is invented so that a tool meets everything: of those in the group “Teams Calling” who have a number about three in
/// five are connected, some of them wrongly; and some are connected who are not in the group.
struct TelephonyState {
    /// The Teams integration of an extension.
    struct Link: Sendable {
        var number: String
        var status: String
        /// When it becomes something else, and what; without a word it goes away.
        var next: (at: Double, status: String?)?
        /// How often disconnecting was tried.
        var disconnects = 0
    }

    /// A number of the Teams tenant.
    struct TeamsNumber: Sendable {
        let number: String
        /// The position of the user who has it.
        var user: Int?
    }

    /// An order that Teams works on.
    struct Order: Sendable {
        let doneAt: Double
        let failure: String?
    }

    /// By the place of the extension.
    private var links: [Int: Link] = [:]
    private(set) var numbers: [TeamsNumber] = []
    private var numberPlaces: [String: Int] = [:]
    private var orders: [Order] = []
    /// The position of the Microsoft 365 user of an extension.
    private let users: [Int: Int]

    init(_ world: World) {
        let population = world.settings.population
        var users: [Int: Int] = [:]
        for place in population.extensionSeeds.indices where population.extensionSeeds[place].user >= 0 {
            guard population.simulatedExtension(at: place).userID != nil else { continue }
            users[place] = Int(population.extensionSeeds[place].user)
        }
        self.users = users
        let calling = world.groups.group(named: "Teams Calling")
        let members = Set(
            (calling.map { world.groups.transitiveMembers(of: $0, at: 0) } ?? []).compactMap { member in
                if case .user(let index) = member { index } else { nil }
            })
        for place in population.extensionSeeds.indices {
            let item = population.simulatedExtension(at: place)
            guard let number = item.directNumber else {
                if item.type == "User", users[place] == nil, place % 2 == 0 {
                    links[place] = Link(number: "+1555\(8_000_000 + place)", status: "RemoteUserRemoved")
                }
                continue
            }
            numberPlaces[number] = numbers.count
            numbers.append(TeamsNumber(number: number, user: nil))
            guard let user = users[place], item.status == "Enabled" else { continue }
            // Positions have a rhythm that memberships share, so they are mixed first.
            let dice = SplitMix64.mix(UInt64(place) ^ world.settings.seed << 32)
            let isConnected = members.contains(user) ? dice % 5 < 3 : dice % 23 == 4
            guard isConnected, population.kind(at: user).canCall else { continue }
            switch dice / 23 % 17 {
            case 7: links[place] = Link(number: "+1555\(8_000_000 + place)", status: "OutOfSync")
            case 11: links[place] = Link(number: number, status: "RemoteNotFound")
            default:
                links[place] = Link(number: number, status: "Connected")
                numbers[numbers.count - 1].user = user
            }
        }
    }

    /// The integration of an extension as it is now; `nil` if it is off.
    mutating func link(at place: Int, now: Double) -> Link? {
        guard var link = links[place] else { return nil }
        if let next = link.next, next.at <= now {
            guard let status = next.status else {
                links[place] = nil
                assign(link.number, to: nil)
                return nil
            }
            link.status = status
            link.next = nil
            links[place] = link
            if status == "Connected" { assign(link.number, to: users[place]) }
        }
        return link
    }

    /// The places that have an integration, in order.
    var places: [Int] { links.keys.sorted() }

    /// Begins to connect an extension. Returns whether that changes anything.
    mutating func connect(
        _ place: Int, _ item: SimulatedExtension, number: String, kind: UserKind?, now: Double, delay: Double
    ) -> Bool {
        let known = link(at: place, now: now)
        if let known, known.number == number, known.status == "Connected" || known.status == "Connecting" {
            return false
        }
        let end =
            kind?.canCall != true ? "RemoteNotFound" : item.directNumber == number ? "Connected" : "OutOfSync"
        links[place] = Link(number: number, status: "Connecting", next: (now + delay, end))
        return true
    }

    /// Begins to disconnect an extension. Returns whether that changes anything. A few fail the first time.
    mutating func disconnect(_ place: Int, now: Double, delay: Double) -> Bool {
        guard var link = link(at: place, now: now), link.status != "Disconnecting" else { return false }
        link.disconnects += 1
        link.status = "Disconnecting"
        link.next = (now + delay, place % 29 == 13 && link.disconnects == 1 ? "DisconnectFailed" : nil)
        links[place] = link
        return true
    }

    /// Sets an integration, or takes it away, as if somebody had done it in the portal.
    mutating func set(_ link: Link?, at place: Int) { links[place] = link }

    // MARK: Teams

    func numberPlace(_ number: String) -> Int? { numberPlaces[number] }

    private mutating func assign(_ number: String, to user: Int?) {
        guard let place = numberPlaces[number] else { return }
        numbers[place].user = user
    }

    /// Takes an order for a number, and returns its number.
    mutating func order(_ number: String, to user: Int?, failure: String?, doneAt: Double) -> Int {
        if failure == nil { assign(number, to: user) }
        orders.append(Order(doneAt: doneAt, failure: failure))
        return orders.count
    }

    func order(_ number: Int) -> Order? { orders.indices.contains(number - 1) ? orders[number - 1] : nil }
}

extension UserKind {
    /// Whether Teams can give such a user a telephone number.
    var canCall: Bool {
        switch self {
        case .ordinary, .installedBefore, .planWarning, .blockedByPolicy: true
        default: false
        }
    }
}
