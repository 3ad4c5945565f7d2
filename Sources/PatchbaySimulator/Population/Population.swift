/// The people of a tenant and their telephones, made from a seed: any number of them, always the same ones.
///
/// A user costs a dozen bytes until it is looked at, so a population of a million is made in moments.
public struct Population: Sendable {
    /// The domain of most addresses. Reserved for examples; no mail can reach it.
    public static let domain = "fabrikam.example"
    /// The domain of the user principal names that differ from the mail.
    public static let accountDomain = "corp.fabrikam.example"

    /// The seed.
    public let seed: UInt64
    /// The proportions.
    public let mix: PopulationMix
    private var seeds: ContiguousArray<UserSeed> = []
    /// The extensions, as pointers to users.
    private(set) var extensionSeeds: ContiguousArray<ExtensionSeed> = []

    /// Makes a population of so many users.
    public init(seed: UInt64 = 1, count: Int = 300, mix: PopulationMix = .varied) {
        self.seed = seed
        self.mix = mix
        // The golden ratio, and two more numbers that share no rhythm with it.
        let kinds = Dealer(
            UserKind.allCases.compactMap { kind in mix.users[kind].map { (kind, $0) } }, rest: .ordinary,
            step: 0.618_033_988_749_895, seed: seed ^ 1)
        let ways = Dealer(
            ExtensionKind.allCases.compactMap { kind in mix.extensions[kind].map { (kind, $0) } },
            rest: .byUserPrincipalName, step: 0.414_213_562_373_095, seed: seed ^ 2)
        let other = Dealer([(true, mix.otherMail)], rest: false, step: 0.732_050_807_568_877, seed: seed ^ 3)
        var namesakes = Namesakes()
        seeds.reserveCapacity(count)
        extensionSeeds.reserveCapacity(count)
        for index in 0..<count {
            var random = SplitMix64(seed: SplitMix64.mix(seed) ^ UInt64(index))
            let kind = kinds.kind(at: index)
            let culture = random.below(NameCulture.all.count)
            let given = random.below(NameCulture.all[culture].givens.count)
            let surname = random.below(NameCulture.all[culture].surnames.count)
            let way = kind.isPerson ? ways.kind(at: index) : .none
            seeds.append(
                UserSeed(
                    culture: UInt8(culture), given: UInt8(given), surname: UInt8(surname),
                    department: UInt8(random.below(Departments.all.count)), kind: kind, extensionKind: way,
                    hasOtherMail: way == .byMail || way == .conflict
                        || (way == .byUserPrincipalName && other.kind(at: index)),
                    suffix: namesakes.next(culture, given, surname)))
            for variant in 0..<way.extensionCount {
                extensionSeeds.append(ExtensionSeed(user: Int32(index), variant: UInt8(variant)))
            }
        }
        for stray in 0..<Int((Double(count) * mix.strayExtensions).rounded(.up)) {
            extensionSeeds.append(ExtensionSeed(user: -1, variant: UInt8(truncatingIfNeeded: stray)))
        }
    }

    /// How many users there are.
    public var count: Int { seeds.count }
    /// The users.
    public var users: LazyMapCollection<Range<Int>, SimulatedUser> { (0..<count).lazy.map { user(at: $0) } }
    /// The extensions.
    public var extensions: LazyMapCollection<Range<Int>, SimulatedExtension> {
        extensionSeeds.indices.lazy.map { simulatedExtension(at: $0) }
    }

    /// What is the matter with the user at a position, without making the whole user.
    func kind(at index: Int) -> UserKind { seeds[index].kind }
    /// The department of the user at a position, as a position in the list of departments.
    func department(at index: Int) -> Int { Int(seeds[index].department) }
    /// The id of the user at a position.
    func id(at index: Int) -> GUID { GUID(seed: seed, kind: .user, index: index) }

    /// The name to sign in with of the user at a position, without making the whole user.
    func userPrincipalName(at index: Int) -> String {
        let from = seeds[index]
        switch from.kind {
        case .guest: return "\(local(from))_partner.example#EXT#@\(Population.domain)"
        case .room, .sharedDevice, .resourceAccount:
            return "\(from.kind.thing?.word ?? "")-\(index)@\(Population.domain)"
        default: return "\(local(from))@\(from.hasOtherMail ? Population.accountDomain : Population.domain)"
        }
    }

    private func local(_ from: UserSeed) -> String {
        let culture = NameCulture.all[Int(from.culture)]
        return culture.givens[Int(from.given)].login + "." + culture.surnames[Int(from.surname)].login
            + (from.suffix == 0 ? "" : String(from.suffix + 1))
    }

    /// The user at a position.
    public func user(at index: Int) -> SimulatedUser {
        let from = seeds[index]
        let culture = NameCulture.all[Int(from.culture)]
        let given = culture.givens[Int(from.given)]
        let surname = culture.surnames[Int(from.surname)]
        let suffix = from.suffix == 0 ? "" : String(from.suffix + 1)
        let local = local(from)
        var user = SimulatedUser(
            id: id(at: index).description, displayName: culture.display(Int(from.given), Int(from.surname)),
            givenName: given.written.replacing("_", with: " "), surname: surname.written.replacing("_", with: " "),
            userPrincipalName: userPrincipalName(at: index), mail: "\(local)@\(Population.domain)",
            department: Departments.all[Int(from.department)], kind: from.kind)
        user.extensionKind = from.extensionKind
        user.jobTitle = Departments.titles[(index + Int(from.given)) % Departments.titles.count]
        user.officeLocation = Departments.offices[(index + Int(from.surname)) % Departments.offices.count]
        user.businessPhone = index % 3 == 0 ? "+1 555 \(1_000_000 + index)" : nil
        user.isSynced = index % 4 == 1
        switch from.extensionKind {
        case .byAlias: user.aliases = ["\(surname.login).\(given.login)\(suffix)@\(Population.domain)"]
        case .renamed: user.aliases = [formerAddress(at: index)]
        default: if index % 10 == 7 { user.aliases = ["\(local)@mail.\(Population.domain)"] }
        }
        switch from.kind {
        case .guest:
            user.mail = "\(local)@partner.example"
            user.aliases = []
        case .unlicensed where index % 2 == 0: user.mail = nil
        default:
            guard let thing = from.kind.thing else { break }
            user.displayName = "\(thing.name) \(index)"
            user.givenName = nil
            user.surname = nil
            user.jobTitle = nil
            user.businessPhone = nil
            user.mail = from.kind == .room ? user.userPrincipalName : nil
            user.aliases = []
        }
        return user
    }

    /// The surname that a renamed user had before, and the address that went with it.
    func formerSurname(at index: Int) -> String {
        let from = seeds[index]
        let surnames = NameCulture.all[Int(from.culture)].surnames
        return surnames[(Int(from.surname) + 1) % surnames.count].written.replacing("_", with: " ")
    }

    func formerAddress(at index: Int) -> String {
        let from = seeds[index]
        let culture = NameCulture.all[Int(from.culture)]
        let former = culture.surnames[(Int(from.surname) + 1) % culture.surnames.count].login
        return "\(culture.givens[Int(from.given)].login).\(former)-\(index)@\(Population.domain)"
    }
}

/// A user before it is looked at.
struct UserSeed: Sendable {
    let culture: UInt8
    let given: UInt8
    let surname: UInt8
    let department: UInt8
    let kind: UserKind
    let extensionKind: ExtensionKind
    let hasOtherMail: Bool
    /// How many users with the same address came before.
    let suffix: UInt32
}

extension UserKind {
    /// Whether this is somebody of the organisation who may have a telephone.
    var isPerson: Bool {
        switch self {
        case .guest, .room, .sharedDevice, .resourceAccount: false
        default: true
        }
    }
}

extension ExtensionKind {
    /// How many extensions such a user has.
    var extensionCount: Int {
        switch self {
        case .none: 0
        case .duplicate, .conflict: 2
        default: 1
        }
    }
}

extension UserKind {
    /// What an account that is nobody's is called, and the word in its address.
    fileprivate var thing: (name: String, word: String)? {
        switch self {
        case .room: ("Meeting room", "room")
        case .sharedDevice: ("Lobby telephone", "phone")
        case .resourceAccount: ("Auto attendant", "attendant")
        default: nil
        }
    }
}

/// Counts how many had the same address before, by the spelling in addresses: two ways to write a name can share one.
private struct Namesakes {
    private static let logins: (given: [[Int]], surname: [[Int]], width: Int) = {
        var numbers: [String: Int] = [:]
        func number(_ name: NameCulture.Name) -> Int {
            if let known = numbers[name.login] { return known }
            numbers[name.login] = numbers.count
            return numbers.count - 1
        }
        let given = NameCulture.all.map { $0.givens.map(number) }
        let surname = NameCulture.all.map { $0.surnames.map(number) }
        return (given, surname, numbers.count)
    }()
    private var counts = [UInt32](repeating: 0, count: logins.width * logins.width)

    mutating func next(_ culture: Int, _ given: Int, _ surname: Int) -> UInt32 {
        let logins = Namesakes.logins
        let place = logins.given[culture][given] * logins.width + logins.surname[culture][surname]
        defer { counts[place] += 1 }
        return counts[place]
    }
}
