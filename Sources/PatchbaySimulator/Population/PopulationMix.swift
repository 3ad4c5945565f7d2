/// The proportions of a population, as data. What is left of 1 are ordinary users, and users whose extension has the user
/// principal name.
public struct PopulationMix: Hashable, Sendable {
    /// The share of each kind of user but the ordinary.
    public var users: [UserKind: Double]
    /// The share of each way to be found in RingCentral, among the users who can be.
    public var extensions: [ExtensionKind: Double]
    /// The share of the ordinary users whose mail differs from the user principal name although the extension has the latter.
    public var otherMail: Double
    /// Extensions without a Microsoft 365 user, as a share of the population.
    public var strayExtensions: Double

    /// Makes a mix.
    public init(
        users: [UserKind: Double], extensions: [ExtensionKind: Double], otherMail: Double, strayExtensions: Double
    ) {
        self.users = users
        self.extensions = extensions
        self.otherMail = otherMail
        self.strayExtensions = strayExtensions
    }

    /// A tenant with something of everything; from about two hundred users on every kind occurs. Invented, not measured.
    public static let varied = PopulationMix(
        users: [
            .installedBefore: 0.06, .guest: 0.05, .disabled: 0.04, .unlicensed: 0.03, .planDeleted: 0.01,
            .planSuspended: 0.01, .planWarning: 0.015, .planSwitchedOff: 0.01, .room: 0.02, .sharedDevice: 0.01,
            .resourceAccount: 0.01, .blockedByPolicy: 0.02, .neverProvisioned: 0.01, .unknownToTeams: 0.01,
        ],
        extensions: [
            .byMail: 0.12, .byAlias: 0.04, .renamed: 0.02, .duplicate: 0.02, .conflict: 0.01, .disabled: 0.02,
            .notActivated: 0.02, .sloppy: 0.03, .byNameOnly: 0.03, .none: 0.1,
        ],
        otherMail: 0.05, strayExtensions: 0.06)

    /// Ordinary users only, each with an extension: for measuring.
    public static let uniform = PopulationMix(users: [:], extensions: [:], otherMail: 0, strayExtensions: 0)
}

/// Deals kinds out by their shares so evenly that any stretch of the population has about its share of each: a draw would leave
/// a population of twenty without the rare kinds by chance.
struct Dealer<Kind: Hashable & Sendable> {
    private let bounds: [(upTo: Double, kind: Kind)]
    private let rest: Kind
    private let step: Double
    private let offset: Double

    /// - Parameter step: an irrational number; two dealers with different ones are independent of each other.
    init(_ shares: [(Kind, Double)], rest: Kind, step: Double, seed: UInt64) {
        var sum = 0.0
        bounds = shares.map { kind, share in
            sum += share
            return (sum, kind)
        }
        self.rest = rest
        self.step = step
        var random = SplitMix64(seed: seed)
        offset = random.fraction()
    }

    func kind(at index: Int) -> Kind {
        let position = (Double(index) * step + offset).truncatingRemainder(dividingBy: 1)
        return bounds.first { position < $0.upTo }?.kind ?? rest
    }
}
